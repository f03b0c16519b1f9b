package kernel

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// logits are the processes of all classes, each against the others, on the same points.
type logits struct {
	p       *points
	h       *hyper
	z       []float64   // the points, divided by the lengths
	k       *triangle   // covariances of the values of each class
	parts   []*laplace  // of class 1 alone where there are two; they share their matrices
	found   [][]float64 // alpha of each part where it was found last
	workers int
}

func newLogits(p *points, workers int) *logits {
	l := &logits{p: p, z: make([]float64, len(p.x)), k: newTriangle(p.n), workers: workers}
	b := newTriangle(p.n)
	for o := range p.k {
		l.parts = append(l.parts, newLaplace(p, o, l.k, b, workers))
		l.found = append(l.found, make([]float64, p.n))
	}
	return l
}

// find finds the values of each class given h, beginning where it found them last; it returns
// the sum of their evidence. It hands each part to then, which may be nil, while its b holds.
func (l *logits) find(ctx context.Context, h *hyper, then func(*laplace) error) (float64, error) {
	l.h = h
	h.scaled(l.p, l.z)
	if err := h.covariance(ctx, l.p, l.z, l.workers, l.k); err != nil {
		return 0, err
	}
	sum := 0.0
	for o, part := range l.parts {
		v, err := part.likely(ctx, l.found[o])
		if err != nil {
			return 0, err
		}
		if then != nil {
			if err := then(part); err != nil {
				return 0, err
			}
		}
		sum += v
	}
	for o, part := range l.parts {
		copy(l.found[o], part.at.alpha)
	}
	return sum, nil
}

// findOthers finds the values given h, and is the value of each class at each point from the
// others.
func (l *logits) findOthers(ctx context.Context, h *hyper) ([]float64, error) {
	var out []float64
	_, err := l.find(ctx, h, func(part *laplace) error {
		v, err := part.others(ctx)
		out = append(out, v...)
		return err
	})
	return out, err
}

// node is the pipeline that turns the values given h into probabilities: the logistic
// function, or softmax, of slope times each value plus a shift.
func (l *logits) node(ctx context.Context, h *hyper, train *automl.Dataset) (*graph.Node, error) {
	score, err := l.findOthers(ctx, h)
	if err != nil {
		return nil, err
	}
	c := newCurve(l.p, score)
	if err := c.fit(ctx); err != nil {
		return nil, err
	}
	f := &fitted{p: l.p, h: l.h, z: l.z}
	shift := slices.Clone(c.shift())
	for o, part := range l.parts {
		f.alpha = append(f.alpha, part.at.alpha...)
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
	logits := newLogits(p, env.Workers)
	done, last := 0, (classSteps+1)*(len(mean)+1)
	value := func(t []float64) float64 {
		env.Report(min(done, last), last)
		done++
		sum, err := logits.find(ctx, at(t), nil)
		if err != nil {
			return math.Inf(1)
		}
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
