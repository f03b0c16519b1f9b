package stream

import (
	"errors"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"

	"winnow/automl"
)

// writer keeps the first error of what a transaction writes.
type writer struct {
	runner *runner
	mu     sync.Mutex
	err    error
}

func (w *writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// wrote takes what came of writing the answer to a record. One that is too large for the
// brokers is put among the dead letters the next time; a dead letter that is too large has
// nowhere to go.
func (w *writer) wrote(rec *kgo.Record) func(*kgo.Record, error) {
	return func(sent *kgo.Record, err error) {
		if err == nil {
			return
		}
		if errors.Is(err, kerr.MessageTooLarge) {
			if sent.Topic == w.runner.o.Dead {
				err = automl.Errorf("score", automl.BadData, "The record %d of partition %d of %s is too large to be written to %s.", rec.Offset, rec.Partition, rec.Topic, sent.Topic).
					WithHint("Raise max.message.bytes of that topic.")
			} else {
				w.mu.Lock()
				w.runner.large[place{rec.Partition, rec.Offset}] = "Too large with its answer."
				w.mu.Unlock()
			}
		}
		w.fail(err)
	}
}
