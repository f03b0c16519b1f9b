// Package linear fits weighted sums of the features: linear regression, logistic and
// multinomial regression, with the squares or the sizes of the weights held down.
package linear

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// Penalty says how weights are held down.
type Penalty string

// The penalties.
const (
	Auto    Penalty = "auto"    // L2 or L1, whichever does better on rows held back
	L2      Penalty = "l2"      // squares of the weights: ridge
	L1      Penalty = "l1"      // sizes of the weights: lasso, which leaves useless columns out
	Elastic Penalty = "elastic" // half of each
)

// Learner is a linear model. It minimises the mean loss (half the squared error, or the
// log loss) plus Strength times the penalty: half the sum of squared weights for L2, the
// sum of their sizes for L1, half of each for Elastic. The intercept is free. With n rows
// of weight 1, Strength is alpha/n of scikit-learn's Ridge, 1/(C n) of its
// LogisticRegression and alpha of its Lasso.
type Learner struct {
	Penalty  Penalty
	Strength float64 // 0: chosen on rows held back inside the fit
	Shape    Shape   // Raced means Straight where Strength is given
	MaxIter  int     // steps of the optimiser, at most
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{Penalty: Auto, Shape: Straight, MaxIter: 500} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Choice(&l.Penalty, "penalty", "How weights are held down: l2 keeps all columns, l1 leaves useless ones out.", Auto, L1, L2, Elastic),
		automl.Float(&l.Strength, "strength", "How strongly weights are held down; 0 lets the fit choose.", automl.LinRange(0, 1000)),
		automl.Choice(&l.Shape, "shape", "What a column may do to the sum: rise or fall evenly, bend, or also work together with another.", Straight, Curves, Pairs, Raced),
		automl.Int(&l.MaxIter, "max_iter", "Most steps of the optimiser.", automl.LogRange(10, 10000)),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "linear",
		Name:     "Linear model",
		Help:     "Adds up the columns, each times a weight. Quick, easy to read, and hard to beat on few rows or on text.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Scaled: true, Sparse: true},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 3,
	}
}

// CurvesAlgorithm is the catalogue's entry of the linear model whose columns may bend and
// work together.
func CurvesAlgorithm() automl.Algorithm {
	a := Algorithm()
	a.ID, a.Name = "linear_curves", "Linear model with curves"
	a.Help = "Adds up the columns, each along a line that may bend, and products of the strongest ones where that helps."
	a.New = func() automl.Learner {
		l := New()
		l.Shape = Raced
		return l
	}
	a.Readable = 2
	return a
}

func cost(rows, cols, classes int, params automl.Params) automl.Cost {
	k, shape := 1.0, Straight
	if classes > 2 {
		k = float64(classes)
	}
	for _, q := range params {
		if q.Name == "shape" {
			shape = Shape(q.Value())
		}
	}
	n, p := float64(rows), float64(cols)
	wide, tries := p, 1.0
	if shape != Straight {
		wide += bends*min(p, mostBent) + paired*(paired-1)/2
	}
	if shape == Raced {
		tries = 3
	}
	chosen := min(n*wide, chooseCells)
	return automl.Cost{
		Bytes: int64(8*n*(tries*wide+2*p) + 8*n*(4*k+4) + 8*k*wide*(2*memory+8)),
		Work:  1.5e-9*k*(60*n*wide+600*tries*chosen) + 1e-7*n*(wide-p),
	}
}

// Fit chooses shape and strength unless they are given, and fits all rows with them.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	shape := l.Shape
	if shape == Raced {
		shape = Straight
	}
	p, err := l.problem(ctx, train, shape, env)
	if err != nil {
		return nil, err
	}
	if p.x.p == 0 || p.total == 0 || p.still {
		return node(p.d, p, p.start()), nil
	}
	tol := 1e-8
	pick := choice{ratio: l.ratio(), strength: l.Strength, from: p.start()}
	switch {
	case l.Strength == 0 && l.Shape == Raced:
		p, pick, err = l.race(ctx, train, p, env)
		tol = 1e-5
	case l.Strength == 0:
		pick, _, err = l.choose(ctx, p, env)
		tol = 1e-5 // more would be lost in the grain of the strengths tried
	case p.loss == squared:
		pick.strength = scaledStrength(l.Strength, pick.ratio, p.spread)
	}
	if err != nil {
		return nil, err
	}
	w, err := p.minimise(ctx, pick, l.MaxIter, tol, env)
	if err != nil {
		return nil, err
	}
	return node(p.d, p, w), nil
}

// problem is that of a shape.
func (l *Learner) problem(ctx context.Context, train *automl.Dataset, s Shape, env automl.Env) (*problem, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d, err := shaped(ctx, train, s)
	if err != nil {
		return nil, err
	}
	x, err := newMatrix(ctx, d)
	if err != nil {
		return nil, err
	}
	x.plain = len(train.Features)
	return newProblem(x, d, env), nil
}

// A shape has to take away a share better of the loss, and more where there are few rows, to
// be preferred to a simpler one.
const (
	better     = 0.005
	betterRows = 10
)

// race tries the shapes, simplest first, on the same rows, and returns the best one's
// problem and strength.
func (l *Learner) race(ctx context.Context, train *automl.Dataset, straight *problem, env automl.Env) (*problem, choice, error) {
	tries := []*problem{straight}
	for _, s := range []Shape{Curves, Pairs} {
		p, err := l.problem(ctx, train, s, env)
		if err != nil {
			return nil, choice{}, err
		}
		if p.x.p > tries[len(tries)-1].x.p {
			tries = append(tries, p)
		}
	}
	widest := tries[len(tries)-1].x.cells
	var best *problem
	var pick choice
	least := math.Inf(1)
	for _, p := range tries {
		p.widest = widest
		c, loss, err := l.choose(ctx, p, env)
		if err != nil {
			return nil, c, err
		}
		if best == nil || loss < least*(1-better-betterRows/p.total) {
			best, pick, least = p, c, loss
		}
		if env.Softly() {
			break
		}
	}
	return best, pick, nil
}

// ratio is the share of the L1 penalty.
func (l *Learner) ratio() float64 {
	switch l.Penalty {
	case L1:
		return 1
	case Elastic:
		return 0.5
	}
	return 0
}

// node is the pipeline of the fitted weights; columns without any weight are left out.
func node(train *automl.Dataset, p *problem, w []float64) *graph.Node {
	var used []*automl.Feature
	var at []int
	for j, f := range train.Features {
		for k := range p.k {
			if w[k*p.x.p+j] != 0 {
				used, at = append(used, f), append(at, j)
				break
			}
		}
	}
	bias := make([]float64, p.k)
	for k := range bias {
		bias[k] = w[p.k*p.x.p+k]*p.spread + p.center
	}
	var n *graph.Node
	if len(used) == 0 {
		n = graph.Apply(&graph.Constant{Values: bias})
	} else {
		op := &graph.Linear{Bias: bias, Weights: make([]float64, 0, p.k*len(at))}
		for k := range p.k {
			for _, j := range at {
				op.Weights = append(op.Weights, w[k*p.x.p+j]*p.spread)
			}
		}
		n = graph.Apply(op, train.WithFeatures(used).Node())
	}
	switch p.loss {
	case logistic:
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, n)
	case softmax:
		return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, n)
	}
	return n
}

// scaledStrength is the strength for a target divided by spread that gives the same
// weights: the squared error scales with its square, the sizes of the weights with itself.
// For a mixture the L1 part decides.
func scaledStrength(strength, ratio, spread float64) float64 {
	if ratio == 0 || spread == 0 || math.IsInf(spread, 0) {
		return strength
	}
	return strength / spread
}
