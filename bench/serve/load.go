package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// load is what is asked of a server.
type load struct {
	host    string
	request []byte // as it goes over the wire
	clients int    // connections
	length  time.Duration
}

func newLoad(to, row string, clients int, length time.Duration) (*load, error) {
	u, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", u.Path, u.Host, len(row), row)
	return &load{host: u.Host, request: b.Bytes(), clients: clients, length: length}, nil
}

// result is what came of it.
type result struct {
	took   []time.Duration
	late   []time.Duration // by how much requests were sent too late: the generator's own doing
	failed int
	length time.Duration
}

// wire is a connection of its own.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

func (l *load) dial() (*wire, error) {
	conn, err := net.Dial("tcp", l.host)
	if err != nil {
		return nil, err
	}
	return &wire{conn, bufio.NewReader(conn)}, nil
}

// answer reads one answer; false when it is not of status 200.
func (w *wire) answer() (bool, error) {
	first, err := w.in.ReadSlice('\n')
	if err != nil {
		return false, err
	}
	ok := bytes.HasPrefix(first, []byte("HTTP/1.1 200"))
	length := -1
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return false, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if name, value, found := bytes.Cut(line, []byte{':'}); found && textproto.CanonicalMIMEHeaderKey(string(name)) == "Content-Length" {
			if length, err = strconv.Atoi(strings.TrimSpace(string(value))); err != nil {
				return false, err
			}
		}
	}
	if length < 0 {
		return false, fmt.Errorf("an answer does not say how long it is")
	}
	_, err = io.CopyN(io.Discard, w.in, int64(length))
	return ok, err
}

// flood sends the next request of each connection as soon as the one before is answered.
func (l *load) flood() (*result, error) {
	parts := make([]result, l.clients)
	errs := make([]error, l.clients)
	begun := time.Now()
	var wg sync.WaitGroup
	for c := range l.clients {
		w, err := l.dial()
		if err != nil {
			return nil, err
		}
		defer w.conn.Close()
		wg.Go(func() {
			for time.Since(begun) < l.length && errs[c] == nil {
				errs[c] = l.ask(w, time.Now(), &parts[c])
			}
		})
	}
	wg.Wait()
	out := &result{length: time.Since(begun)}
	for c := range parts {
		if errs[c] != nil {
			return nil, errs[c]
		}
		out.took, out.failed = append(out.took, parts[c].took...), out.failed+parts[c].failed
	}
	return out, nil
}

// ask sends one request and notes how long after a moment it was answered.
func (l *load) ask(w *wire, from time.Time, to *result) error {
	if _, err := w.conn.Write(l.request); err != nil {
		return err
	}
	ok, err := w.answer()
	if err != nil {
		return err
	}
	if !ok {
		to.failed++
	}
	to.took = append(to.took, time.Since(from))
	return nil
}

// steady sends requests at their moments, however long others take. A request that waits for
// a connection has begun: its answer counts from when it was due.
func (l *load) steady(rate int) (*result, error) {
	total := int(float64(rate) * l.length.Seconds())
	out := &result{took: make([]time.Duration, total), late: make([]time.Duration, total)}
	type sent struct {
		number int
		from   time.Time
	}
	free := make(chan int, l.clients)
	wires, asked := make([]*wire, l.clients), make([]chan sent, l.clients)
	failed, errs := make([]int, l.clients), make([]error, l.clients)
	var wg sync.WaitGroup
	for c := range l.clients {
		w, err := l.dial()
		if err != nil {
			return nil, err
		}
		defer w.conn.Close()
		wires[c], asked[c] = w, make(chan sent, 1)
		free <- c
		wg.Go(func() {
			for s := range asked[c] {
				ok, err := w.answer()
				if err != nil && errs[c] == nil {
					errs[c] = err
				}
				if !ok || err != nil {
					failed[c]++
				}
				out.took[s.number] = time.Since(s.from)
				free <- c
			}
		})
	}
	runtime.LockOSThread() // Why: the thread that sleeps is the one that sends
	defer runtime.UnlockOSThread()
	begun := time.Now()
	for i := range total {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		pause(time.Until(due))
		from := time.Now()
		out.late[i] = max(from.Sub(due), 0)
		c := <-free
		if _, err := wires[c].conn.Write(l.request); err != nil {
			return nil, err
		}
		asked[c] <- sent{i, from}
	}
	for c := range asked {
		close(asked[c])
	}
	wg.Wait()
	out.length = time.Since(begun)
	for c := range errs {
		if errs[c] != nil {
			return nil, errs[c]
		}
		out.failed += failed[c]
	}
	return out, nil
}

// quantile of durations, which it sorts.
func quantile(d []time.Duration, share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(int(share*float64(len(d))), len(d)-1)]
}
