package run

import (
	"errors"
	"time"

	"winnow/automl"
)

// errTooLong says that a fold would have lasted beyond the end of training.
var errTooLong = errors.New("the fold takes longer than the time that is left")

const tooLongText = "It would take longer than the time that is left."

// hasModel reports whether there is a model beside the baseline. It is called with the mutex
// held.
func (r *Run) hasModel() bool {
	best := r.bestTrial()
	return best != nil && best != r.baseline
}

// begunTooLate reports whether training should have ended before the fit of a fold begins, as it
// may while its rows are prepared, and there is another model: the fit would yield next to nothing.
// What is fitted after training, of trials that are done, is always begun.
func (r *Run) begunTooLate(t *trial) bool {
	if !r.clock.over() {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return t.state == automl.Running && r.hasModel()
}

// late reports whether a trial has folds to do that would last beyond the end of training by
// their predictions alone, as its earlier folds' did: unlike most fits, those yield nothing
// when they are cut short. It is called with the mutex held.
func (r *Run) late(t *trial) bool {
	left, timed := r.clock.left()
	if !timed || !r.open(t) || t.number == 0 || !r.hasModel() {
		return false
	}
	return r.predicted(t) > left+r.clock.grace()
}

// predicted is how long predicting a trial's folds that are done took at most. It is called
// with the mutex held.
func (r *Run) predicted(t *trial) time.Duration {
	sec := 0.0
	for k, f := range t.folds {
		if f.done {
			sec = max(sec, f.predictMs*float64(len(r.folds[k].Valid))/1e6)
		}
	}
	return time.Duration(sec * float64(time.Second))
}

// tooLong is asked while a fold's rows are predicted whether to give them up: once training
// should have ended, where at their pace so far they would not be done soon after, and there
// is another model.
func (r *Run) tooLong(t *trial, rows int) func(done int) bool {
	began := time.Now()
	var over time.Time
	return func(done int) bool {
		if !r.clock.over() {
			return false
		}
		if over.IsZero() {
			over = time.Now()
		}
		took := time.Since(began)
		r.mu.Lock()
		defer r.mu.Unlock()
		rest := r.predicted(t) // as long as nothing is known of this one
		if done > 0 {
			rest = time.Duration(float64(took) * float64(rows-done) / float64(done))
		}
		return time.Since(over)+rest > r.clock.grace() && r.hasModel()
	}
}

// saveSec is how long a byte of a model takes to be saved.
const saveSec = 2.5e-8

// finalBytes is the size that a trial's final model is likely to have.
func (r *Run) finalBytes(t *trial) int64 {
	sum := int64(0)
	for _, f := range t.folds {
		sum += f.bytes
	}
	if r.bagged(t) {
		return sum
	}
	return sum / int64(max(1, len(t.folds)))
}
