// Package kernel fits Gaussian processes: what a row ends like follows from how similar it
// is to each of the training rows. For small data.
package kernel

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	// maxRows is how many rows are kept at most; of more a part is taken.
	maxRows = 4000
	// fewClasses is how many classes have a process each at most.
	fewClasses = 3
	// maxClassRows is how many rows are kept for them, which take some ten times as long,
	// and maxLabelRows for more classes, which share one process.
	maxClassRows, maxLabelRows = 2000, 2500
	// usefulRows is where a part of the rows no longer does the data justice.
	usefulRows = 6000
)

// Learner is a Gaussian process (Rasmussen and Williams 2006, chapters 2 and 5) with a
// kernel, a linear part and noise, whose strengths and lengths make the training data most
// likely. Of up to three classes each has a process of its own, of more all share one; their
// values become probabilities as they do best for each row as predicted from the others.
type Learner struct {
	Kernel  graph.KernelFunc
	Freedom float64 // how far the lengths of columns may differ: the deviation of their logarithm
	Points  int     // rows kept at most; 0: as many as the task bears
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{Kernel: graph.Matern, Freedom: 1} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Choice(&l.Kernel, "kernel", "How likeness falls with distance: rbf is the smoother.", graph.Matern, graph.RBF),
		automl.Float(&l.Freedom, "freedom", "How differently columns may count for numbers; 0 lets all count alike.", automl.LinRange(0, 3)),
		automl.Int(&l.Points, "points", "Rows kept at most; 0 means as many as the task bears.", automl.LinRange(0, 5000)),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "gaussian_process",
		Name:     "Gaussian process",
		Help:     "Draws smooth surfaces through the training rows. Strong on few rows; too slow for many.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Scaled: true, MaxRows: usefulRows},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 1,
	}
}

func cost(rows, cols, classes int, params automl.Params) automl.Cost {
	l := New()
	// Why ignored: a value that the knob refuses is not fitted either.
	_ = l.Params().Set(params.Settings())
	p, k, n := float64(cols), 1.0, float64(min(rows, l.kept(classes, automl.Env{})))
	if classes > 2 {
		k = float64(classes)
	}
	if classes > 0 && classes <= fewClasses {
		m := min(n, classRows)
		return automl.Cost{
			Bytes: int64(8 * (n*n + m*m + n*(2*p+12*k+parts+inverted))),
			Work:  4e-10*k*n*n*n + 20*m*m*(15e-9+0.4e-9*p+4e-10*k*m),
		}
	}
	m := min(n, searchRows)
	c := automl.Cost{Bytes: int64(8 * (0.5*n*n + m*m + n*(2*p+4*k+inverted)))}
	if classes == 0 {
		c.Work = 0.5e-10*n*n*n + n*n*(15e-9+0.4e-9*p) + 30*(2e-10*m*m*m+m*m*(20e-9+1e-9*p))
		return c
	}
	c.Work = 2e-10*n*n*n + n*n*(15e-9+0.4e-9*p) + 12*(2e-10*m*m*m+m*m*(20e-9+1e-9*p+1e-9*k))
	return c
}

// Fit chooses the strengths and lengths on some of the rows, and weighs all kept rows.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	p, err := newPoints(ctx, train, l.kept(train.Classes, env), env.Seed)
	if err != nil {
		return nil, err
	}
	if p.d == 0 || p.n < 2 || p.still {
		return graph.Apply(&graph.Constant{Values: p.prior}), nil
	}
	if train.Task.IsClassification() {
		return l.classes(ctx, train, p, env)
	}
	part := p.first(min(p.n, searchRows))
	h, err := l.search(ctx, part, env)
	if err != nil {
		return nil, err
	}
	return inTime(ctx, env, p.n, func(ctx context.Context, n int) (*graph.Node, error) {
		f, err := solve(ctx, p.first(n), h, env.Workers)
		if err != nil {
			return nil, err
		}
		return f.node(train, p.scale, p.center), nil
	})
}

// classes fits a process for each class, or one for all where there are many.
func (l *Learner) classes(ctx context.Context, train *automl.Dataset, p *points, env automl.Env) (*graph.Node, error) {
	if p.k > fewClasses {
		return l.labels(ctx, train, p, env)
	}
	part := p.first(min(p.n, classRows))
	h, err := l.searchLogits(ctx, part, env)
	if err != nil {
		return nil, err
	}
	return inTime(ctx, env, p.n, func(ctx context.Context, n int) (*graph.Node, error) {
		return newLogits(p.first(n), env.Workers).node(ctx, h, train)
	})
}

// kept is how many points are kept.
func (l *Learner) kept(classes int, env automl.Env) int {
	n := l.Points
	switch {
	case n == 0 && classes == 0:
		n = maxRows
	case n == 0 && classes > fewClasses:
		n = maxLabelRows
	case n == 0:
		n = maxClassRows
	}
	if env.Softly() {
		n = min(n, softRows)
	}
	return n
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
