package run

import (
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/metric"
	"winnow/automl/split"
)

// nearTheEnd is a run of a minute that has a model, a trial with a fold yet to do, and as long
// left for training as asked.
func nearTheEnd(left time.Duration) (*Run, *trial) {
	fold := split.Fold{Valid: make([]int32, 1000)}
	r := &Run{setup: &setup{folds: []split.Fold{fold, fold}}, clock: newClock(time.Now(), time.Minute)}
	for i := range metric.All() {
		if m := metric.All()[i]; m.ID == "auc" {
			r.metric = &m
		}
	}
	r.clock.start = r.clock.start.Add(left + r.clock.reserve - time.Minute)
	r.baseline = &trial{state: automl.Done}
	r.baseline.row.Score = 0.5
	done := &trial{number: 1, state: automl.Done, folds: make([]foldResult, 2)}
	done.row.Score = 0.8
	t := &trial{number: 2, state: automl.Running, next: 1, folds: make([]foldResult, 2)}
	r.trials = []*trial{done, t}
	return r, t
}

// TestNoFoldBeginsTooLate holds that a fold is not begun when the trial's earlier one took
// longer to predict than training has left, however soon its fit could end.
func TestNoFoldBeginsTooLate(t *testing.T) {
	for _, c := range []struct {
		left, predicts time.Duration
		number         int
		want           bool
	}{
		{20 * time.Second, 10 * time.Second, 2, false},
		{5 * time.Second, 10 * time.Second, 2, true},
		{5 * time.Second, 3 * time.Second, 2, false},
		{5 * time.Second, 10 * time.Second, 0, false},
	} {
		r, trial := nearTheEnd(c.left)
		trial.number = c.number
		trial.folds[0] = foldResult{done: true, fitSec: 60, predictMs: c.predicts.Seconds() * 1e6 / 1000}
		if got := r.late(trial); got != c.want {
			t.Errorf("%v left, trial %d predicts for %v: late is %v", c.left, c.number, c.predicts, got)
		}
		r.trials = r.trials[1:]
		if r.late(trial) {
			t.Errorf("%v left: there is no other model, and yet this one is given up", c.left)
		}
	}
}

// TestPredictionsEndWithTraining holds that predictions go on while there is time and when they
// are almost done, and are given up when they would not be.
func TestPredictionsEndWithTraining(t *testing.T) {
	const many = 1 << 40
	r, trial := nearTheEnd(30 * time.Second)
	stop := r.tooLong(trial, many)
	if stop(1000) {
		t.Error("given up while there is time")
	}
	if r.begunTooLate(trial) {
		t.Error("a fit is not begun while there is time")
	}
	r.clock.stop()
	if !r.begunTooLate(trial) {
		t.Error("a fit is begun after the end")
	}
	trial.state = automl.Done
	if r.begunTooLate(trial) {
		t.Error("the fit on all rows is not begun after training")
	}
	if !stop(1000) {
		t.Error("go on for hours after the end")
	}
	if stop(many) {
		t.Error("given up when they are done")
	}
	r.trials, trial.state = nil, automl.Running
	if stop(1000) || r.begunTooLate(trial) {
		t.Error("given up where there is no other model")
	}
}
