// Package baseline predicts the same for every row: what any model must beat.
package baseline

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
)

// Learner predicts the weighted mean of the target, or the weighted shares of the
// classes. It has no knobs.
type Learner struct{}

var _ automl.Learner = (*Learner)(nil)

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "baseline",
		Name:     "Baseline",
		Help:     "Always gives the average, or how common each class is, without looking at the columns; a model that is not better is of no use.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return &Learner{} },
		Readable: 3,
	}
}

func cost(rows, _, classes int, _ automl.Params) automl.Cost {
	return automl.Cost{Bytes: int64(1024 + 64*classes), Work: 2e-9 * float64(rows)}
}

// Params declares no knobs.
func (*Learner) Params() automl.Params { return nil }

// Fit averages the target.
func (*Learner) Fit(ctx context.Context, train *automl.Dataset, _ automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return Node(train), nil
}

// Node is the graph that predicts the same for every row: the weighted mean of the target,
// or the weighted shares of the classes. With no weight at all it is 0, or equal shares.
func Node(train *automl.Dataset) *graph.Node {
	return graph.Apply(&graph.Constant{Values: Values(train)})
}

// Values is the prediction that Node makes.
func Values(train *automl.Dataset) []float64 {
	if !train.Task.IsClassification() {
		return []float64{mean(train)}
	}
	share := make([]float64, max(train.Classes, 2))
	total := 0.0
	for _, r := range train.Rows {
		w := train.Weight(r)
		share[int(train.Y[r])] += w
		total += w
	}
	for c := range share {
		if total > 0 {
			share[c] /= total
		} else {
			share[c] = 1 / float64(len(share))
		}
	}
	if train.Task == automl.Binary {
		return share[1:2]
	}
	return share
}

// mean is the weighted mean as a running average, which cannot overflow.
func mean(d *automl.Dataset) float64 {
	m, total := 0.0, 0.0
	for _, r := range d.Rows {
		w := d.Weight(r)
		if w <= 0 {
			continue
		}
		total += w
		m += (d.Y[r] - m) * (w / total)
	}
	return m
}
