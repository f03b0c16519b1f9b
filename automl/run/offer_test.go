package run

import (
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/search"
)

// TestReadableIsSlowByTheTime holds a model that a person reads to come late only where it takes
// much of the time, and one that nobody reads wherever it takes longer than the booster.
func TestReadableIsSlowByTheTime(t *testing.T) {
	job := automl.Job{Task: automl.Binary, Threads: 2}
	s := &setup{cat: catalog.All(), job: job, columns: make([]int, 10),
		base: &automl.Dataset{Task: automl.Binary, Classes: 2}}
	for _, c := range []struct {
		algorithm string
		rows      int
		budget    time.Duration
		want      bool
	}{
		{"additive", 15_000, 3 * time.Second, true},
		{"additive", 15_000, time.Hour, false},
		{"additive", 15_000, 0, false},
		{"additive", 9_000, 3 * time.Second, false},
		{"neural_network", 15_000, time.Hour, true},
	} {
		s.rows, s.job.Budget = make([]int32, c.rows), c.budget
		if got := s.slow()(search.Candidate{Algorithm: c.algorithm}); got != c.want {
			t.Errorf("%s of %d rows in %v: slow is %v, want %v", c.algorithm, c.rows, c.budget, got, c.want)
		}
	}
}
