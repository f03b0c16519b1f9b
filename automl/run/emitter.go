package run

import (
	"math"
	"sync"
	"time"

	"winnow/automl"
	"winnow/automl/store"
)

// emitter numbers events, writes them to disk and hands them to the observer, in order,
// from a goroutine of its own, so that a slow observer never holds up a worker.
type emitter struct {
	start   time.Time
	observe func(automl.Event)
	store   *store.Run

	mu     sync.Mutex
	seq    int
	queue  []automl.Event
	wake   chan struct{}
	closed bool
	done   chan struct{}
}

func newEmitter(start time.Time, observe func(automl.Event), st *store.Run) *emitter {
	e := &emitter{start: start, observe: observe, store: st, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go e.deliver()
	return e
}

func (e *emitter) emit(ev automl.Event) {
	if math.IsNaN(ev.Score) || math.IsInf(ev.Score, 0) {
		ev.Score = 0
	}
	e.mu.Lock()
	e.seq++
	ev.Seq = e.seq
	ev.Elapsed = time.Since(e.start)
	e.queue = append(e.queue, ev)
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *emitter) deliver() {
	defer close(e.done)
	for range e.wake {
		for {
			e.mu.Lock()
			batch, closed := e.queue, e.closed
			e.queue = nil
			e.mu.Unlock()
			for _, ev := range batch {
				if e.store != nil && ev.Kind != automl.BudgetTick {
					// The log is for reading afterwards; what must not be lost, the folds, is
					// saved before its event. A full disk shows there as an error.
					_ = e.store.Event(ev)
				}
				if e.observe != nil {
					e.observe(ev)
				}
			}
			if len(batch) == 0 {
				if closed {
					return
				}
				break
			}
		}
	}
}

// close delivers what is queued and ends the emitter.
func (e *emitter) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
	<-e.done
}
