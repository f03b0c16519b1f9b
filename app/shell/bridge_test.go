package shell

import (
	"testing"
	"time"

	"winnow/automl"
)

func TestBridgeDeliversAtMostOnceABeatAndInOrder(t *testing.T) {
	var got [][]automl.Event
	var timers []func()
	b := newBridge(func(f func()) { f() }, func(e []automl.Event) { got = append(got, e) })
	b.after = func(d time.Duration, f func()) {
		if d != beat {
			t.Errorf("waits %v, want %v", d, beat)
		}
		timers = append(timers, f)
	}
	for i := range 1000 {
		b.observe(automl.Event{Seq: i + 1})
	}
	if len(timers) != 1 || len(got) != 0 {
		t.Fatalf("%d timers and %d deliveries before the beat", len(timers), len(got))
	}
	timers[0]()
	b.observe(automl.Event{Seq: 1001})
	b.flush() // at the end of a run
	timers[1]()
	if len(got) != 2 || len(got[0]) != 1000 || len(got[1]) != 1 {
		t.Fatalf("%d deliveries", len(got))
	}
	for i, e := range got[0] {
		if e.Seq != i+1 {
			t.Fatalf("event %d has number %d", i, e.Seq)
		}
	}
}

func TestSparseAlwaysTellsTheEnd(t *testing.T) {
	var last int64
	n := 0
	f := sparse(func(done, _ int64) { last, n = done, n+1 })
	for i := range int64(1001) {
		f(i, 1000)
	}
	if last != 1000 || n > 900 {
		t.Errorf("told %d times, last %d", n, last)
	}
}
