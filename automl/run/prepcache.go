package run

import (
	"context"
	"slices"
	"sync"
	"time"

	"winnow/automl"
)

// prepCache keeps prepared data sets, so that a fold's text vocabulary or encodings are
// fitted once and serve every trial that wants the same.
type prepCache struct {
	mu      sync.Mutex
	entries map[string]*prepEntry
	order   []string // of those that are ready, the one used last at the end
	bytes   int64
	quick   int64 // bytes of those that were quick to make
}

type prepEntry struct {
	ready chan struct{}
	ds    *automl.Dataset
	err   error
	bytes int64
	took  time.Duration
}

const (
	// prepCacheBytes is the memory that prepared data sets may take before those not used for
	// longest are let go.
	prepCacheBytes = 1 << 30
	// prepQuickBytes is the same for those that are quick to make again: in less than
	// prepQuick for each million bytes.
	prepQuickBytes = 48 << 20
	prepQuick      = 20 * time.Millisecond
)

// quick reports whether the data set can be made again in little time for its size.
func (e *prepEntry) quick() bool { return e.took < time.Duration(e.bytes/1_000_000)*prepQuick }

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
		if i := slices.Index(c.order, key); i >= 0 {
			c.order = append(slices.Delete(c.order, i, i+1), key)
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
	began := time.Now()
	e.ds, e.err = make()
	e.took = time.Since(began)
	finished = true
}

// keep enters e as the one used last and lets go of others when too much is kept.
func (c *prepCache) keep(key string, e *prepEntry) {
	for _, f := range e.ds.Features {
		if !f.Shared {
			e.bytes += f.Bytes()
		}
	}
	if c.entries[key] != e { // all was let go of meanwhile
		return
	}
	c.order = append(c.order, key)
	c.count(e, 1)
	for c.quick > prepQuickBytes && c.letGo((*prepEntry).quick) {
	}
	for c.bytes > prepCacheBytes && c.letGo(func(*prepEntry) bool { return true }) {
	}
}

// letGo lets go of the entry of a kind that was not used for longest. It reports whether there was
// one; the one used last stays.
func (c *prepCache) letGo(of func(*prepEntry) bool) bool {
	for i, key := range c.order[:len(c.order)-1] {
		if e := c.entries[key]; of(e) {
			c.count(e, -1)
			delete(c.entries, key)
			c.order = slices.Delete(c.order, i, i+1)
			return true
		}
	}
	return false
}

func (c *prepCache) count(e *prepEntry, sign int64) {
	c.bytes += sign * e.bytes
	if e.quick() {
		c.quick += sign * e.bytes
	}
}

// clear lets go of everything.
func (c *prepCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries, c.order, c.bytes, c.quick = nil, nil, 0, 0
}
