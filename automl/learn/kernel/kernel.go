// Package kernel fits Gaussian processes: what a row ends like follows from how similar it
// is to each of the training rows. For small data.
package kernel

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// maxRows is how many rows are kept at most; of more a part is taken.
const maxRows = 2000

// Learner is a Gaussian process (Rasmussen and Williams 2006, chapters 2 and 5) with a
// kernel, a linear part and noise, whose strengths and lengths make the training data most
// likely. Classes are learnt as numbers 0 and 1, and what is predicted for each row from
// the others is turned into probabilities.
type Learner struct {
	Kernel  graph.KernelFunc
	Freedom float64 // how far the lengths of columns may differ: the deviation of their logarithm
	Points  int     // rows kept at most
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{Kernel: graph.Matern, Freedom: 1, Points: maxRows} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Choice(&l.Kernel, "kernel", "How likeness falls with distance: rbf is the smoother.", graph.Matern, graph.RBF),
		automl.Float(&l.Freedom, "freedom", "How differently columns may count; 0 lets all count alike.", automl.LinRange(0, 3)),
		automl.Int(&l.Points, "points", "Rows kept at most.", automl.LogRange(50, 5000)),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "gaussian_process",
		Name:     "Gaussian process",
		Help:     "Draws smooth surfaces through the training rows. Strong on few rows; too slow for many.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Scaled: true, MaxRows: 2 * maxRows},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 1,
	}
}

func cost(rows, cols, classes int, _ automl.Params) automl.Cost {
	n, m, p := float64(min(rows, maxRows)), float64(min(rows, searchRows)), float64(cols)
	k := 1.0
	if classes > 2 {
		k = float64(classes)
	}
	return automl.Cost{
		Bytes: int64(8 * (2*n*n + n*(p+k) + 4*m*m)),
		Work:  1e-10*n*n*n + 60*(1.5e-10*m*m*m+m*m*(20e-9+1.5e-9*p)),
	}
}

// Fit chooses the strengths and lengths on some of the rows, and weighs all kept rows.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	p, err := newPoints(ctx, train, l.Points, env.Seed)
	if err != nil {
		return nil, err
	}
	if p.d == 0 || p.n < 2 || p.still {
		return graph.Apply(&graph.Constant{Values: p.prior}), nil
	}
	part := p
	if p.n > searchRows {
		part = p.first(searchRows)
	}
	if env.Softly() {
		part = p.first(min(p.n, softRows))
		p = part
	}
	h, err := l.search(ctx, part, train.Task, env)
	if err != nil {
		return nil, err
	}
	f, err := solve(ctx, p, h, env.Workers)
	if err != nil {
		return nil, err
	}
	if train.Task == automl.Regression {
		return f.node(train, p.scale, []float64{p.center[0]}), nil
	}
	return f.classes(ctx, train, env.Workers)
}

// node is the pipeline that predicts each output's number: slope times the process, plus
// a shift.
func (f *fitted) node(train *automl.Dataset, slope float64, shift []float64) *graph.Node {
	p, k := f.p, f.p.k
	op := &graph.Kernel{Func: f.h.kernel, Lengths: f.h.lengths, Points: f.z, Coef: make([]float64, p.n*k), Bias: make([]float64, k)}
	line := &graph.Linear{Weights: make([]float64, k*p.d), Bias: make([]float64, k)}
	for o := range k {
		line.Bias[o] = shift[o]
		for i := range p.n {
			a := slope * f.alpha[o*p.n+i]
			op.Coef[i*k+o] = f.h.signal * a
			line.Bias[o] += float64(f.h.constant() * a)
			for j := range p.d {
				line.Weights[o*p.d+j] += float64(a * f.h.line * p.x[i*p.d+j] / float64(p.d))
			}
		}
		for j, m := range p.mean {
			line.Bias[o] -= float64(line.Weights[o*p.d+j] * m)
		}
	}
	in := train.WithFeatures(p.features).Node()
	return graph.Apply(&graph.Sum{Weights: []float64{1, 1}}, graph.Apply(op, in), graph.Apply(line, in))
}

// finite reports whether x is a number.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
