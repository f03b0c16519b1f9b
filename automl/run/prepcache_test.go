package run

import (
	"context"
	"fmt"
	"testing"
	"time"

	"winnow/automl"
)

// kept fills a cache with data sets of so many bytes each, that took so long, and asks for the
// first again before each of the others.
func kept(n, bytes int, took time.Duration) *prepCache {
	c := &prepCache{entries: map[string]*prepEntry{}}
	for k := range n {
		key := fmt.Sprint(k)
		e := &prepEntry{ready: newSignal(), took: took, ds: &automl.Dataset{Features: []*automl.Feature{{Nums: make([]float64, bytes/8)}}}}
		c.entries[key] = e
		c.keep(key, e)
		close(e.ready)
		if _, err := c.get(context.Background(), "0", nil); err != nil {
			panic(err)
		}
	}
	return c
}

// TestQuickPreparationsAreLetGo holds data sets that are quick to make to be let go of, those used
// last being kept, and such as take long to be kept.
func TestQuickPreparationsAreLetGo(t *testing.T) {
	const size, many = 8 << 20, 12
	c := kept(many, size, time.Millisecond)
	if c.bytes > prepQuickBytes || c.bytes != c.quick || len(c.entries) != len(c.order) {
		t.Errorf("%d bytes in %d data sets are kept, %d of them quick", c.bytes, len(c.entries), c.quick)
	}
	for k := range many {
		_, ok := c.entries[fmt.Sprint(k)]
		if want := k == 0 || k > many-6; ok != want {
			t.Errorf("data set %d of %d is kept: %v", k, many, ok)
		}
	}
	if c = kept(many, size, time.Second); len(c.entries) != many || c.quick != 0 {
		t.Errorf("of %d data sets that took long %d are kept", many, len(c.entries))
	}
	c.clear()
	c.keep("late", &prepEntry{ds: &automl.Dataset{}})
	if len(c.order) > 0 || c.bytes != 0 {
		t.Error("what was made while all was let go of is counted")
	}
}
