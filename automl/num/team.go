package num

import (
	"context"
	"sync/atomic"
	"time"
)

// Team runs many short pieces of work, one after another, each shared between the caller
// and some helpers. A helper looks out for more work for a short while and then ends, so that
// a team need not be closed; it costs less than ForEach where pieces follow each other within
// microseconds. It is for one goroutine at a time.
type Team struct {
	helpers []helper
	work    func(task, worker int) error
	ctx     context.Context
	tasks   int32
	_       [64]byte // Why: what is written by all stands in a cache line of its own.
	next    atomic.Int32
	_       [64]byte
	failed  atomic.Pointer[error]

	alone int // pieces of work still to be done without helpers
	rest  int // how many the last halt asked for
	since int // pieces of work that were shared since then
}

// helper is a goroutine that waits for work, or a place for one.
type helper struct {
	state atomic.Uint32
	_     [60]byte
}

// What a helper does. The caller alone turns gone or waiting into called, and may take
// back a call that was not heard yet.
const (
	gone uint32 = iota
	waiting
	called
	working
)

// lookouts is how often a helper looks for work before it ends: about 0.4 ms. Why so
// long: a thread that is woken is often put on the very core of the one that wakes it, and
// stays there until the system notices the idle one.
const lookouts = 400_000

// leastRest and mostRest are how many pieces of work the caller does alone after it waited
// so long for a helper that another program must have had its core: a helper that is halted
// amid a task holds up all. Each halt soon after a rest doubles the next.
const leastRest, mostRest = 32, 1024

// NewTeam makes a team of so many workers, the caller among them; below 1 counts as 1.
func NewTeam(workers int) *Team {
	return &Team{helpers: make([]helper, max(workers, 1)-1)}
}

// Size is the number of workers.
func (t *Team) Size() int { return len(t.helpers) + 1 }

// Run calls f for the tasks 0..n-1, at most one at a time on each worker 0..Size()-1, and
// waits. It hands out no more tasks after an error or when ctx is done, and returns an
// error of f, or ctx's.
func (t *Team) Run(ctx context.Context, n int, f func(task, worker int) error) error {
	if t.alone > 0 {
		t.alone--
	}
	if len(t.helpers) == 0 || n <= 1 || t.alone > 0 {
		for i := range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(i, 0); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
	t.work, t.ctx, t.tasks = f, ctx, int32(n)
	t.failed.Store(nil)
	t.next.Store(0)
	callees := t.helpers[:min(len(t.helpers), n-1)]
	for i := range callees {
		if h := &callees[i]; !h.state.CompareAndSwap(waiting, called) {
			h.state.Store(called)
			go t.help(h, i+1)
		}
	}
	t.drain(0)
	halted := false
	for i := range callees {
		halted = callees[i].await() || halted
	}
	t.settle(halted)
	t.work = nil
	if err := t.failed.Load(); err != nil {
		return *err
	}
	return ctx.Err()
}

// await waits until a helper is done with what it began. One that has not begun is not
// waited for: there is nothing left to do. It reports whether the helper was halted.
func (h *helper) await() (halted bool) {
	if h.state.CompareAndSwap(called, waiting) {
		return false
	}
	for i := 0; h.state.Load() == working; i++ {
		if halted = i > lookouts; halted {
			// Why: the helper's thread may be waiting for this very core.
			time.Sleep(20 * time.Microsecond)
		}
	}
	return halted
}

// settle decides after a piece of work how many to do alone.
func (t *Team) settle(halted bool) {
	t.since++
	switch {
	case halted && t.since <= t.rest:
		t.rest = min(2*t.rest, mostRest)
	case halted:
		t.rest = leastRest
	default:
		return
	}
	t.alone, t.since = t.rest, 0
}

// help is the life of a helper.
func (t *Team) help(h *helper, worker int) {
	for {
		for i := 0; !h.state.CompareAndSwap(called, working); {
			if i++; i > lookouts && h.state.CompareAndSwap(waiting, gone) {
				return
			}
			for h.state.Load() == waiting && i <= lookouts {
				i++
			}
		}
		t.drain(worker)
		h.state.Store(waiting)
	}
}

// drain does tasks until none is left.
func (t *Team) drain(worker int) {
	for t.failed.Load() == nil && t.ctx.Err() == nil {
		i := t.next.Add(1) - 1
		if i >= t.tasks {
			return
		}
		if err := t.work(int(i), worker); err != nil {
			t.failed.CompareAndSwap(nil, &err)
		}
	}
}
