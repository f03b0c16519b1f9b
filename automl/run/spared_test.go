package run

import (
	"testing"
	"time"

	"winnow/automl"
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

// TestMembersThatFitTheTime holds members that there is no time to fit on all rows to be left out
// of an ensemble, the one of least weight first, and none where there is time.
func TestMembersThatFitTheTime(t *testing.T) {
	r, first := spareRun(4000, 400, time.Hour)
	r.job.Threads = 2
	member := func(number int, sec float64) *trial {
		m := *first
		m.number, m.alg, m.folds = number, &automl.Algorithm{}, []foldResult{{fitSec: sec}}
		return &m
	}
	a, b, slow := member(1, 600), member(2, 600), member(3, 40_000)
	members, weights := r.inTime([]*trial{a, slow, b}, []float64{0.375, 0.25, 0.375})
	if len(members) != 2 || members[0] != a || members[1] != b || weights[0] != 0.5 || weights[1] != 0.5 {
		t.Errorf("%d members of weights %v are left", len(members), weights)
	}
	if members, _ = r.inTime([]*trial{a, b}, []float64{0.6, 0.4}); len(members) != 2 {
		t.Error("a member is left out although there is time for it")
	}
	r.job.Budget, r.clock = 0, newClock(time.Now(), 0)
	if members, _ = r.inTime([]*trial{a, slow}, []float64{0.6, 0.4}); len(members) != 2 {
		t.Error("a member is left out although no time is set")
	}
}
