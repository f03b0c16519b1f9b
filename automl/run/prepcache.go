package run

import (
	"context"
	"sync"

	"winnow/automl"
)

// prepCache keeps prepared data sets, so that a fold's text vocabulary or encodings are
// fitted once and serve every trial that wants the same.
type prepCache struct {
	mu      sync.Mutex
	entries map[string]*prepEntry
	order   []string
	bytes   int64
}

type prepEntry struct {
	ready chan struct{}
	ds    *automl.Dataset
	err   error
	bytes int64
}

// prepCacheBytes is the memory that prepared data sets may take before the oldest are let go.
const prepCacheBytes = 1 << 30

// get returns what make returned for key, making it at most once at a time. A failure is
// not kept.
func (c *prepCache) get(ctx context.Context, key string, make func() (*automl.Dataset, error)) (*automl.Dataset, error) {
	for {
		c.mu.Lock()
		if c.entries == nil {
			c.entries = map[string]*prepEntry{}
		}
		e, ok := c.entries[key]
		if !ok {
			e = &prepEntry{ready: newSignal()}
			c.entries[key] = e
			c.mu.Unlock()
			c.fill(key, e, make)
			return e.ds, e.err
		}
		c.mu.Unlock()
		select {
		case <-e.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if e.err == nil {
			return e.ds, nil
		}
		if ctx.Err() != nil {
			return nil, e.err
		}
	}
}

func newSignal() chan struct{} { return make(chan struct{}) }

func (c *prepCache) fill(key string, e *prepEntry, make func() (*automl.Dataset, error)) {
	finished := false
	defer func() {
		if !finished { // make panicked: whoever waits must try for itself
			e.err = automl.Errorf("prepare", automl.Internal, "The preparation of the data broke off.")
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if e.err != nil {
			delete(c.entries, key)
		} else {
			c.keep(key, e)
		}
		close(e.ready)
	}()
	e.ds, e.err = make()
	finished = true
}

// keep enters e into the order of age and lets go of the oldest when too much is kept.
func (c *prepCache) keep(key string, e *prepEntry) {
	for _, f := range e.ds.Features {
		if !f.Shared {
			e.bytes += f.Bytes()
		}
	}
	c.bytes += e.bytes
	c.order = append(c.order, key)
	for c.bytes > prepCacheBytes && len(c.order) > 1 {
		old := c.order[0]
		c.order = c.order[1:]
		if o, ok := c.entries[old]; ok {
			c.bytes -= o.bytes
			delete(c.entries, old)
		}
	}
}

// clear lets go of everything.
func (c *prepCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries, c.order, c.bytes = nil, nil, 0
}
