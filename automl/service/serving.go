package service

import (
	"context"
	"crypto/rand"
	"net"
	"strconv"
	"sync"

	"winnow/automl"
	"winnow/automl/serve"
)

// counter is the server that the service runs, of which there is one at most.
type counter struct {
	mu     sync.Mutex // held while a server starts, so that there are never two
	server *serve.Server
	about  automl.Serving
	stop   context.CancelFunc
	ended  chan struct{}
	fault  error // why it ended; read it once ended is closed
}

// Serve begins to answer requests with a model, or puts it in the place of the one that
// answers.
func (s *Service) Serve(ctx context.Context, req automl.ServeRequest) (*automl.Serving, error) {
	m, err := s.named(ctx, req.Model, req.Run, req.Row)
	if err != nil {
		return nil, err
	}
	c := &s.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	name := serve.Name(req.Name)
	if req.Name == "" {
		name = serve.Name(m.Name)
	}
	n := serve.Named{Name: name, Model: m, Path: req.Model}
	if c.running() {
		if err := c.server.Only(n); err != nil {
			return nil, err
		}
	} else if err := c.start(n, req); err != nil {
		return nil, err
	}
	c.about.Model, c.about.Sample, c.about.Request = name, serve.Example(m), req
	return c.told(), nil
}

// start listens and begins to answer.
func (c *counter) start(n serve.Named, req automl.ServeRequest) error {
	host, key := "127.0.0.1", ""
	if req.Others {
		host, key = "0.0.0.0", rand.Text()
	}
	began := make(chan string, 1)
	o := serve.Options{Addr: net.JoinHostPort(host, strconv.Itoa(req.Port)), Started: func(at string) { began <- at }}
	if key != "" {
		o.Keys = []string{key}
	}
	server, err := serve.NewServer([]serve.Named{n}, o)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background()) // Why: it outlives the call
	ended := make(chan struct{})
	go func() {
		c.fault = server.Run(ctx)
		close(ended)
	}()
	select {
	case <-ended:
		stop()
		return c.fault
	case at := <-began:
		c.server, c.stop, c.ended = server, stop, ended
		c.about = automl.Serving{Host: at, Address: "http://" + reached(at), Key: key}
	}
	return nil
}

// reached is the address under which others reach a server that listens at every address.
func reached(at string) string {
	host, port, err := net.SplitHostPort(at)
	if err != nil || !net.ParseIP(host).IsUnspecified() {
		return at
	}
	found := "127.0.0.1"
	all, err := net.InterfaceAddrs()
	if err != nil {
		return net.JoinHostPort(found, port)
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			found = n.IP.String()
			if n.IP.IsPrivate() {
				break
			}
		}
	}
	return net.JoinHostPort(found, port)
}

// running reports whether the server answers.
func (c *counter) running() bool {
	if c.server == nil {
		return false
	}
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// told is the server with its counts.
func (c *counter) told() *automl.Serving {
	out := c.about
	n, r := c.server.Counts(), c.server.Recent()
	out.Requests, out.Failed, out.Rows = n.Requests, n.Failed, n.Rows
	out.P50, out.P99, out.Minute = r.P50, r.P99, r.Seconds
	if !c.running() {
		out.Ended = c.fault
	}
	return &out
}

// Served is the server that runs and its counts.
func (s *Service) Served() *automl.Serving {
	c := &s.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	return c.told()
}

// StopServing lets the requests that have begun finish and ends the server.
func (s *Service) StopServing(ctx context.Context) error {
	c := &s.counter
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	c.stop()
	select {
	case <-c.ended:
		c.server = nil
		return nil
	case <-ctx.Done():
		return automl.Errorf("serve", automl.Stopped, "Requests were still running.")
	}
}
