package run

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/gbdt"
	"winnow/automl/num"
	"winnow/automl/sure"
	"winnow/automl/tree"
)

const (
	spreadRows = 300  // from so many on, widths of intervals are foretold row by row
	tailRows   = 5000 // up to so many, also by quantiles
)

// spreads foretell how far the truth lies from the prediction, from the columns and the
// prediction itself: by boosting the logarithm of what out-of-fold predictions missed by, and
// on fewer rows also its quantiles, which takes longer. None where there are too few rows for
// it. They give up when ctx ends.
func (r *Run) spreads(ctx context.Context, rows *sure.Rows, at []int32) []*sure.Spread {
	alg, ok := r.cat.Algorithm(gbdt.Algorithm().ID)
	if !ok || len(at) < spreadRows {
		return nil
	}
	booster, ok := alg.New().(*gbdt.Learner)
	if !ok {
		return nil
	}
	booster.Growth, booster.Leaves, booster.Rate = tree.LeafWise, 8, 0.1
	booster.MinLeaf, booster.MaxRounds, booster.Patience = max(20, len(at)/100), 100, 10
	size, tails := *booster, *booster
	tails.Levels = []float64{0.1, 0.9}
	m := r.missed(rows, at)
	if m.mean == 0 {
		return nil
	}
	out := []*sure.Spread{m.spread(ctx, &size, m.logged(), m.exp)}
	if len(at) <= tailRows {
		out = append(out, m.spread(ctx, &tails, m.ds, m.sides))
	}
	return out
}

// missed is what out-of-fold predictions missed by, as a target to learn.
type missed struct {
	*Run
	at    []int32 // rows of the table
	ds    *automl.Dataset
	frame *graph.Frame
	mean  float64 // absolute
}

// missed is the data set whose target is truth - prediction, with the prediction as one more
// column after the others, and its frame.
func (r *Run) missed(rows *sure.Rows, at []int32) *missed {
	said, off := make([]float64, r.base.Space), make([]float64, r.base.Space)
	m := &missed{Run: r, at: at}
	for i, row := range at {
		said[row] = rows.P.Values[i]
		off[row] = rows.Y.Y[i] - said[row]
		m.mean += math.Abs(off[row]) / float64(len(at))
	}
	var features []*automl.Feature
	for _, f := range r.base.Features {
		if f.Kind != automl.Textual {
			features = append(features, f)
		}
	}
	last := graph.Apply(&graph.Input{Column: len(r.columns)})
	features = append(features, &automl.Feature{Name: "prediction", Nums: said, Ref: graph.Ref{Node: last}})
	m.ds = r.base.WithFeatures(features)
	m.ds.Y = off
	m.frame = &graph.Frame{Rows: r.frame.Rows, Cols: append(slices.Clone(r.frame.Cols[:len(r.columns)]), graph.FrameColumn{Nums: said})}
	return m
}

// leastMiss is the share of the mean miss that stands for smaller ones.
const leastMiss = 0.01

// logged is the data set with the logarithm of the size of what was missed by.
func (m *missed) logged() *automl.Dataset {
	out := *m.ds
	out.Y = make([]float64, len(m.ds.Y))
	for _, row := range m.at {
		out.Y[row] = math.Log(math.Abs(m.ds.Y[row]) + leastMiss*m.mean)
	}
	return &out
}

// exp turns the logarithm into a size, the same to both sides.
func (m *missed) exp(node *graph.Node) *graph.Node {
	size := graph.Apply(&graph.Link{Func: graph.Exp, Slope: 1}, node)
	return graph.Pick([]graph.Ref{{Node: size}, {Node: size}})
}

// sides turns a low and a high quantile into how far down and up they lie.
func (m *missed) sides(node *graph.Node) *graph.Node {
	turned := graph.Apply(&graph.Linear{Weights: []float64{-1, 0, 0, 1}, Bias: []float64{0, 0}}, node)
	least := leastMiss * m.mean
	return graph.Apply(&graph.Clamp{Low: []float64{least, least}, High: []float64{math.MaxFloat64, math.MaxFloat64}}, turned)
}

// spread fits a booster to a target; then makes sizes of its answers.
func (m *missed) spread(ctx context.Context, booster *gbdt.Learner, ds *automl.Dataset, then func(*graph.Node) *graph.Node) *sure.Spread {
	places := func(some []int) []int32 {
		out := make([]int32, len(some))
		for i, k := range some {
			out[i] = m.at[k]
		}
		return out
	}
	return &sure.Spread{
		Fit: func(_ context.Context, some []int) (*graph.Node, error) {
			l := *booster
			env := automl.Env{Seed: num.Seed(m.job.Seed, "spread"), Workers: m.job.Threads, SoftStop: ctx.Done(),
				Found: func(s automl.Settings) { _ = booster.Params().Set(s) }} // the first fit finds the rounds for the others
			node, err := l.Fit(m.ctx, ds.With(places(some)), env)
			if err == nil {
				err = ctx.Err() // what was found in haste is worth nothing
			}
			if err != nil {
				return nil, err
			}
			return then(node), nil
		},
		Predict: func(node *graph.Node, some []int) ([]float64, error) {
			plan, err := graph.NewPlan(node, m.frame)
			if err != nil {
				return nil, err
			}
			out := make([]float64, len(some)*plan.Width())
			plan.Rows(places(some), out)
			return out, nil
		},
	}
}
