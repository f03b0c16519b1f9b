package run_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/baseline"
	"winnow/automl/metric"
	"winnow/automl/run"
)

// finder is a learner that finds out its number of rounds unless it is told.
type finder struct {
	rounds int
	seen   *seen
}

// seen are the rounds that each fit began with.
type seen struct {
	mu     sync.Mutex
	rounds []int
}

func (l *finder) Params() automl.Params {
	return automl.Params{automl.Int(&l.rounds, "rounds", "Rounds; 0 finds them out.", automl.LinRange(0, 100))}
}

func (l *finder) Fit(_ context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	l.seen.mu.Lock()
	l.seen.rounds = append(l.seen.rounds, l.rounds)
	l.seen.mu.Unlock()
	if l.rounds == 0 {
		env.Settle(automl.Settings{{Name: "rounds", Value: strconv.Itoa(7)}})
	}
	return graph.Apply(&graph.Constant{Values: []float64{0.4}}, train.Node()), nil
}

// TestFirstFoldSettles holds what the first fold found out to be given to every other fit
// of the trial, with any number of workers.
func TestFirstFoldSettles(t *testing.T) {
	for _, threads := range []int{1, 3} {
		s := &seen{}
		cat := &automl.Catalog{Metrics: metric.All(), Algorithms: []automl.Algorithm{baseline.Algorithm(), {
			ID: "finder", Name: "Finder", Tasks: automl.AnyTask, Needs: automl.Needs{Categories: true, Missing: true}, Settles: true,
			New: func() automl.Learner { return &finder{seen: s} },
		}}}
		train(t, made(t, 200), automl.Job{Target: "bought", Trials: 1, Folds: 4, Repeats: 1, Threads: threads, Seed: 1}, run.Options{Catalog: cat})
		told := 0
		for _, n := range s.rounds {
			if n == 7 {
				told++
			}
		}
		if len(s.rounds) < 4 || told != len(s.rounds)-1 || s.rounds[0] != 0 {
			t.Errorf("%d threads: fits began with %v rounds, want 0 and then 7", threads, s.rounds)
		}
	}
}
