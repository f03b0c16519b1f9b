package kernel

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// labels fits a process to the shares of all classes as if they were numbers, with one
// covariance for all: the time does not grow with the classes, and the many probabilities
// come out better than one class at a time where there are more than a few (Rasmussen and
// Williams 2006, section 6.5, least-squares classification).
func (l *Learner) labels(ctx context.Context, train *automl.Dataset, p *points, env automl.Env) (*graph.Node, error) {
	q := p.centred()
	one := *l
	one.Freedom = 0 // many lengths soon fit the labels of few rows by heart
	h, err := one.search(ctx, q.first(min(q.n, searchRows)), env)
	if err != nil {
		return nil, err
	}
	return inTime(ctx, env, q.n, func(ctx context.Context, n int) (*graph.Node, error) {
		f, err := solve(ctx, q.first(n), h, env.Workers)
		if err != nil {
			return nil, err
		}
		others, err := f.others(ctx, env.Workers)
		if err != nil {
			return nil, err
		}
		c := newCurve(p.first(n), others)
		if err := c.fit(ctx); err != nil {
			return nil, err
		}
		return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, f.node(train, c.slope(), c.shift())), nil
	})
}

// centred is the points with targets less their means, of a deviation of 1 on the whole.
func (p *points) centred() *points {
	q := *p
	q.y, q.ss = make([]float64, len(p.y)), make([]float64, len(p.ss))
	variance, total := 0.0, 0.0
	for _, w := range p.w {
		total += w
	}
	for o := range p.k {
		mean := 0.0
		for i, w := range p.w {
			mean += float64(w / total * p.y[o*p.n+i])
		}
		for i, w := range p.w {
			q.y[o*p.n+i] = p.y[o*p.n+i] - mean
			variance += float64(w / total * q.y[o*p.n+i] * q.y[o*p.n+i])
		}
	}
	for i, s := range p.ss {
		variance += s / total
		q.ss[i] = s
	}
	scale := math.Sqrt(variance / float64(p.k))
	if !(scale > 0) {
		return &q
	}
	for i := range q.y {
		q.y[i] /= scale
	}
	for i := range q.ss {
		q.ss[i] /= scale * scale
	}
	return &q
}

// inTime is what fit makes of n points, or, when the fit is asked to end early meanwhile, of
// the first few.
func inTime(ctx context.Context, env automl.Env, n int, fit func(ctx context.Context, n int) (*graph.Node, error)) (*graph.Node, error) {
	hurried, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-env.SoftStop:
			stop()
		case <-hurried.Done():
		}
	}()
	node, err := fit(hurried, n)
	if err != nil && ctx.Err() == nil && hurried.Err() != nil {
		return fit(ctx, min(n, softRows))
	}
	return node, err
}
