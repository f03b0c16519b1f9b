// Package discriminant tells classes apart by their means, as linear discriminant analysis does.
package discriminant

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// manyClasses is from how many classes on a run tries the family unasked: it takes about as
// long for a thousand classes as for two, where others take their number times as long.
const manyClasses = 201

// Learner is linear discriminant analysis (Fisher 1936) with a covariance that is drawn towards
// its diagonal (Friedman 1989).
type Learner struct {
	Shrink float64 // share of the diagonal; 0: chosen by leaving rows out
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		// Why by a person: the fit itself tries what a search would.
		automl.Float(&l.Shrink, "shrink", "How far the columns are taken for independent of each other, up to 1; 0 lets the fit choose.", automl.LogRange(0.001, 1).OrZero()).ByPerson(),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "discriminant",
		Name:     "Linear discriminant",
		Help:     "Looks which class's average row is nearest. Quick with hundreds of classes, and good where each is one cloud of rows.",
		Tasks:    automl.AnyClasses,
		Needs:    automl.Needs{Scaled: true, MinClasses: manyClasses, MaxCells: 200_000_000},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 2,
	}
}

func cost(rows, cols, classes int, _ automl.Params) automl.Cost {
	n, p, k := float64(rows), float64(cols), float64(max(classes, 2))
	looked := min(n, float64(lookedRows(max(classes, 2))))
	return automl.Cost{
		Bytes: int64(8 * (2*n*p + 3*p*p + 2*k*p)),
		Work: 1e-9*n*p*(p+20) + float64(len(shrinks))*(1e-9*p*p*(p/3+k+looked)+looked*k*(1e-9*p+1e-8)) +
			5*looked*k*1e-8,
	}
}

// Fit finds the classes' means, what the rows spread about them, and how far to trust both.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m, err := newModel(ctx, train)
	if err != nil {
		return nil, err
	}
	if len(m.used) == 0 {
		return constant(train, m), nil
	}
	tries := shrinks
	if l.Shrink > 0 {
		tries = []float64{l.Shrink}
	}
	var best *whitened
	least := math.Inf(1)
	for _, s := range tries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := m.whiten(s)
		if w == nil {
			continue
		}
		if loss := w.loss(1); best == nil || loss < least {
			best, least = w, loss
		}
		if env.Softly() {
			break
		}
	}
	if best == nil {
		return constant(train, m), nil
	}
	slope := 1.0
	for _, way := range [][]float64{flatter, surer} {
		for _, s := range way {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			loss := math.Inf(1)
			if !env.Softly() {
				loss = best.loss(s)
			}
			if loss >= least { // it has one minimum
				break
			}
			slope, least = s, loss
		}
	}
	return node(train, best, slope), nil
}

// constant answers the classes' shares.
func constant(d *automl.Dataset, m *model) *graph.Node {
	if d.Task == automl.Binary {
		return graph.Apply(&graph.Constant{Values: []float64{m.share(1)}})
	}
	out := make([]float64, d.Classes)
	for k := range out {
		out[k] = m.share(k)
	}
	return graph.Apply(&graph.Constant{Values: out})
}

// node is the pipeline: scores that are linear in the columns, brought to probabilities.
func node(d *automl.Dataset, w *whitened, slope float64) *graph.Node {
	m := w.model
	weights, bias := w.scores(slope)
	features := make([]*automl.Feature, len(m.used))
	for i, j := range m.used {
		features[i] = d.Features[j]
	}
	p := len(m.used)
	op := &graph.Linear{Bias: bias, Weights: weights}
	link := graph.Softmax
	if d.Task == automl.Binary {
		link, op = graph.Logistic, &graph.Linear{Bias: []float64{bias[1] - bias[0]}, Weights: make([]float64, p)}
		for j := range p {
			op.Weights[j] = weights[p+j] - weights[j]
		}
	}
	return graph.Apply(&graph.Link{Func: link, Slope: 1}, graph.Apply(op, d.WithFeatures(features).Node()))
}
