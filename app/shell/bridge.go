package shell

import (
	"sync"
	"time"

	"winnow/automl"
)

// beat is the shortest time between two updates of the window by a run.
const beat = 100 * time.Millisecond

// bridge carries the events of a run from the engine's goroutines to the window: it
// gathers them and delivers what came in at most once a beat.
type bridge struct {
	post    func(func())
	deliver func([]automl.Event)
	after   func(time.Duration, func())

	mu      sync.Mutex
	pending []automl.Event
	waiting bool
}

func newBridge(post func(func()), deliver func([]automl.Event)) *bridge {
	return &bridge{post: post, deliver: deliver, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
}

// observe takes an event; it never blocks. It is safe for concurrent use.
func (b *bridge) observe(e automl.Event) {
	b.mu.Lock()
	b.pending = append(b.pending, e)
	first := !b.waiting
	b.waiting = true
	b.mu.Unlock()
	if first {
		b.after(beat, b.flush)
	}
}

// flush delivers what is pending, in order.
func (b *bridge) flush() {
	b.mu.Lock()
	events := b.pending
	b.pending, b.waiting = nil, false
	if len(events) > 0 {
		b.post(func() { b.deliver(events) })
	}
	b.mu.Unlock()
}
