package serve

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// Load reads model files, given as PATH or NAME=PATH, and checks that they answer their own
// samples. Without a name a model is called like its file.
func Load(ctx context.Context, paths []string) ([]Named, error) {
	var out []Named
	for _, p := range paths {
		name, path, ok := strings.Cut(p, "=")
		if _, err := os.Stat(p); !ok || err == nil {
			name, path = Name(strings.TrimSuffix(filepath.Base(p), filepath.Ext(p))), p
		}
		m, err := load(ctx, path)
		if err != nil {
			return nil, err
		}
		out = append(out, Named{Name: name, Model: m, Path: path})
	}
	return out, nil
}

func load(ctx context.Context, path string) (*automl.Model, error) {
	m, err := modelfile.Load(path)
	if err != nil {
		return nil, err
	}
	return m, predict.Verify(ctx, m)
}

// Run serves models until ctx ends, then lets the requests that have begun finish. A hangup
// signal has the files of the models read again. In AWS Lambda it answers that service's
// events in place of listening.
func Run(ctx context.Context, models []Named, o Options) error {
	s, err := NewServer(models, o)
	if err != nil {
		return err
	}
	if o.lambda != "" {
		return s.lambda(ctx, o.lambda)
	}
	return s.Run(ctx)
}

// Run is Run for a server that is there.
func (s *Server) Run(ctx context.Context) error {
	o := &s.options
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return automl.Errorf("serve", automl.BadUsage, "The server cannot listen at %s: %w.", o.Addr, err).
			WithHint("Choose another address, or end the program that has this one.")
	}
	server := s.server()
	answer := func() error { return server.Serve(listener) }
	if o.TLSCert != "" || o.TLSKey != "" {
		cert, err := tls.LoadX509KeyPair(o.TLSCert, o.TLSKey)
		if err != nil {
			listener.Close()
			return automl.Errorf("serve", automl.BadUsage, "The certificate cannot be used: %w.", err).WithHint("It takes a certificate and its key, both as PEM.")
		}
		server.TLSConfig.Certificates = []tls.Certificate{cert}
		answer = func() error { return server.ServeTLS(listener, "", "") }
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	if o.Started != nil {
		o.Started(listener.Addr().String())
	}
	ended := make(chan error, 1)
	go func() { ended <- answer() }()
	background, stop := context.WithCancel(ctx)
	defer stop()
	go s.watch(background, hangup)
	select {
	case err := <-ended:
		return automl.Errorf("serve", automl.Internal, "The server ended: %w.", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Grace)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		server.Close()
		return automl.Errorf("serve", automl.Stopped, "Requests were still running when the server stopped.")
	}
	return nil
}

// server has the limits on time and size that the handler cannot set.
func (s *Server) server() *http.Server {
	t := s.options.Timeout
	return &http.Server{
		Handler:           s.platform(s),
		ReadHeaderTimeout: min(10*time.Second, t),
		ReadTimeout:       t,
		WriteTimeout:      2 * t,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          s.options.Log,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
	}
}

// watch reads files again when they changed or a hangup signal comes.
func (s *Server) watch(ctx context.Context, hangup <-chan os.Signal) {
	var tick <-chan time.Time
	if s.options.Watch > 0 {
		t := time.NewTicker(s.options.Watch)
		defer t.Stop()
		tick = t.C
	}
	known := map[string]os.FileInfo{}
	s.changed(known)
	for {
		var paths map[string]string
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			s.changed(known)
			paths = s.paths()
		case <-tick:
			paths = s.changed(known)
		}
		for name, path := range paths {
			if err := s.Reload(ctx, name, path); err != nil {
				s.options.Log.Printf("model %s stays as it is: %v", name, err)
			}
		}
	}
}

// paths are the files of the models by name.
func (s *Server) paths() map[string]string {
	out := map[string]string{}
	for _, m := range s.shelf.Load().models {
		if m.path != "" {
			out[m.name] = m.path
		}
	}
	return out
}

// changed are the files that are not the known ones, which it notes.
func (s *Server) changed(known map[string]os.FileInfo) map[string]string {
	out := map[string]string{}
	for name, path := range s.paths() {
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if old := known[path]; old == nil || !os.SameFile(old, info) || old.Size() != info.Size() || !old.ModTime().Equal(info.ModTime()) {
			known[path] = info
			out[name] = path
		}
	}
	return out
}

// Reload reads a model from its file and lets it answer under the name. When the file is
// not a sound model, the one that is there stays.
func (s *Server) Reload(ctx context.Context, name, path string) error {
	m, err := load(ctx, path)
	if err != nil {
		return err
	}
	return s.Put(Named{Name: name, Model: m, Path: path})
}

// FromEnvironment fills in what hosting services say by environment variables: the port of
// Vertex AI, Cloud Run and Azure Functions, the routes of Vertex AI, and AWS Lambda's
// interface. In a container it listens at every address. What the person said stays.
func FromEnvironment(o Options, getenv func(string) string) Options {
	o.lambda = getenv("AWS_LAMBDA_RUNTIME_API")
	o.predictRoute, o.healthRoute = getenv("AIP_PREDICT_ROUTE"), getenv("AIP_HEALTH_ROUTE")
	azure := getenv("FUNCTIONS_CUSTOMHANDLER_PORT")
	o.azure = azure != ""
	if o.Addr != "" {
		return o
	}
	for _, port := range []string{getenv("AIP_HTTP_PORT"), azure, getenv("PORT")} {
		if port != "" {
			o.Addr = net.JoinHostPort("0.0.0.0", port)
			return o
		}
	}
	return o
}
