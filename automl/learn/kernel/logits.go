package kernel

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// logits are the processes of all classes, each against the others, on the same points.
type logits struct {
	p     *points
	h     *hyper
	parts []*laplace // of class 1 alone where there are two
}

// covariance is the covariances of the values of the points.
func covariance(ctx context.Context, p *points, h *hyper, z []float64, workers int) (*square, error) {
	k := newSquare(p.n)
	err := num.ForEach(ctx, workers, (p.n+block-1)/block, func(b int) error {
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			h.covariances(p, z, i, k.row(i)[:i+1])
		}
		return nil
	})
	for i := range p.n {
		for j := range i {
			k.row(j)[i] = k.row(i)[j]
		}
	}
	return k, err
}

// newLogits finds the values of each class, beginning with those of near, which may be nil;
// it returns the sum of their evidence.
func newLogits(ctx context.Context, p *points, h *hyper, near *logits, workers int) (*logits, float64, error) {
	l := &logits{p: p, h: h}
	k, err := covariance(ctx, p, h, h.scaled(p), workers)
	if err != nil {
		return nil, 0, err
	}
	sum := 0.0
	for o := range p.k {
		part := &laplace{p: p, k: k, share: p.y[o*p.n : (o+1)*p.n], workers: workers}
		part.offset = math.Log(p.prior[o] / (1 - p.prior[o]))
		part.alpha = make([]float64, p.n)
		if near != nil {
			copy(part.alpha, near.parts[o].alpha)
		}
		v, err := part.likely(ctx)
		if err != nil {
			return nil, 0, err
		}
		sum += v
		l.parts = append(l.parts, part)
	}
	return l, sum, nil
}

// others is the value of each class at each point from the others.
func (l *logits) others(ctx context.Context) ([]float64, error) {
	var out []float64
	for _, part := range l.parts {
		v, err := part.others(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, v...)
	}
	return out, nil
}

// node is the pipeline that turns the values into probabilities: the logistic function, or
// softmax, of slope times each value plus a shift.
func (l *logits) node(ctx context.Context, train *automl.Dataset) (*graph.Node, error) {
	score, err := l.others(ctx)
	if err != nil {
		return nil, err
	}
	c := newCurve(l.p, score)
	if err := c.fit(ctx); err != nil {
		return nil, err
	}
	f := &fitted{p: l.p, h: l.h, z: l.h.scaled(l.p)}
	shift := slices.Clone(c.shift())
	for o, part := range l.parts {
		f.alpha = append(f.alpha, part.alpha...)
		shift[o] += c.slope() * part.offset
	}
	link := &graph.Link{Func: graph.Softmax, Slope: 1}
	if l.p.k == 1 {
		link.Func = graph.Logistic
	}
	return graph.Apply(link, f.node(train, c.slope(), shift)), nil
}

const (
	// classRows is how many points the strengths and the length are chosen on, for up to
	// three classes.
	classRows = 400
	// classSteps is how many steps that takes at most.
	classSteps = 15
)

// classBeliefs are what beliefs are for classes, whose values are logarithms of odds; all
// columns have one length, for many soon fit the labels of few rows by heart.
func classBeliefs(p *points) (mean, deviation [3]float64) {
	return [3]float64{1.5, 0, 0.7 + 0.5*math.Log(float64(p.d))}, [3]float64{1.5, 1.5, 0.7}
}

// searchLogits finds the strengths and the length that are most likely after the points
// are seen.
func (l *Learner) searchLogits(ctx context.Context, p *points, env automl.Env) (*hyper, error) {
	mean, deviation := classBeliefs(p)
	at := func(t []float64) *hyper {
		h := newHyper(l.Kernel, p, []float64{atSignal: t[0], atLine: t[1], atNoise: 0, atLength: t[2]})
		h.noise = 0
		return h
	}
	var near *logits
	done, last := 0, (classSteps+1)*(len(mean)+1)
	value := func(t []float64) float64 {
		env.Report(min(done, last), last)
		done++
		found, sum, err := newLogits(ctx, p, at(t), near, env.Workers)
		if err != nil {
			return math.Inf(1)
		}
		near = found
		for i, v := range t {
			d := (v - mean[i]) / deviation[i]
			sum -= 0.5 * d * d
		}
		return -sum
	}
	look := func(t []float64) (float64, []float64) {
		const step = 0.02 // of the differences that the gradient is made of
		g := make([]float64, len(t))
		if env.Softly() {
			return math.Inf(1), g
		}
		v := value(t)
		for i := range t {
			t[i] += step
			g[i] = (value(t) - v) / step
			t[i] -= step
		}
		return v, g
	}
	theta, err := climb(ctx, env, look, mean[:], classSteps)
	if err != nil {
		return nil, err
	}
	return at(theta), nil
}
