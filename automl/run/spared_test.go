package run

import (
	"testing"
	"time"

	"winnow/automl/split"
)

// spareRun is a timed run of one trial, trained on so many rows beside so many held back.
func spareRun(trained, held int, budget time.Duration) (*Run, *trial) {
	s := &setup{rows: make([]int32, trained+held), folds: []split.Fold{{Train: make([]int32, trained), Valid: make([]int32, held)}}}
	s.job.Budget = budget
	r := &Run{setup: s, clock: newClock(time.Now(), budget), done: make(chan struct{})}
	t := &trial{number: 1, folds: []foldResult{{model: new(attic).put(stumpModel(3, 1)), fitSec: 1}}}
	return r, t
}

// The model beside the rows held back is used where there are very many rows, few of them held
// back, and no time for another fit.
func TestModelBesideHeldRows(t *testing.T) {
	for _, c := range []struct {
		what          string
		trained, held int
		change        func(*Run, *trial)
		want          bool
	}{
		{"many rows", 400000, 40000, nil, true},
		{"few rows", 40000, 4000, nil, false},
		{"many rows held back", 400000, 200000, nil, false},
		{"the latest held back", 400000, 40000, func(r *Run, _ *trial) { r.job.Time = "day" }, false},
		{"no limit of time", 400000, 40000, func(r *Run, _ *trial) { r.job.Budget = 0 }, false},
		{"several folds", 400000, 40000, func(r *Run, _ *trial) { r.folds = append(r.folds, r.folds[0]) }, false},
		{"no model kept", 400000, 40000, func(_ *Run, t *trial) { t.folds[0].model = nil }, false},
	} {
		r, tr := spareRun(c.trained, c.held, time.Hour)
		if c.change != nil {
			c.change(r, tr)
		}
		if got := r.spared(tr); got != c.want {
			t.Errorf("%s: spared is %v, want %v", c.what, got, c.want)
		}
	}
}

func TestModelBesideHeldRowsOnlyWithoutTime(t *testing.T) {
	r, tr := spareRun(400000, 40000, time.Hour)
	if r.asItIs(tr, 2) != nil {
		t.Error("with an hour left, the fit on all rows of a second is left out")
	}
	tr.folds[0].fitSec = 7200
	want := tr.folds[0].model.take()
	if r.asItIs(tr, 2) != want || len(r.plan.Notes) != 1 {
		t.Errorf("with an hour left for two, the model is not used, or %q does not say so", r.plan.Notes)
	}
	close(r.done)
	if r.asItIs(tr, 2) != nil {
		t.Error("after the run, when nothing presses, the fit on all rows is left out")
	}
}
