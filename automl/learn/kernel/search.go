package kernel

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	// searchRows is how many points the strengths and lengths are chosen on.
	searchRows = 500
	// softRows is how many points are kept of a fit that has to end at once.
	softRows = 300
	// steps are how many steps the search takes at most, with one length and with many.
	firstSteps, steps = 20, 30
)

// search finds the strengths and lengths that are most likely after the points are seen:
// with one length for all columns, and from there with one for each, which is taken where
// it predicts each number better from the others.
func (l *Learner) search(ctx context.Context, p *points, env automl.Env) (*hyper, error) {
	e := &evidence{ctx: ctx, env: env, p: p, kernel: l.Kernel, last: firstSteps + steps}
	e.mean, e.deviation = beliefs(p, 0)
	theta, err := climb(ctx, env, e.look, e.mean, firstSteps)
	if err != nil {
		return nil, err
	}
	one := newHyper(l.Kernel, p, theta)
	if l.Freedom == 0 || p.groups == 1 || env.Softly() {
		return one, nil
	}
	e.mean, e.deviation = beliefs(p, l.Freedom)
	if theta, err = climb(ctx, env, e.look, slices.Concat(theta, make([]float64, p.groups)), steps); err != nil {
		return nil, err
	}
	many := newHyper(l.Kernel, p, theta)
	first, err := heldOut(ctx, p, one, env.Workers)
	if err != nil {
		return nil, err
	}
	second, err := heldOut(ctx, p, many, env.Workers)
	// Why so much: the lengths were chosen on the same points. Their number counts as in
	// Akaike's criterion, twice over.
	if err != nil || second*(1+4*float64(p.groups)/float64(p.n)) > first {
		return one, err
	}
	return many, nil
}

// heldOut is the weighted squared error of what is predicted for each point from the others.
func heldOut(ctx context.Context, p *points, h *hyper, workers int) (float64, error) {
	f, err := solve(ctx, p, h, workers)
	if err != nil {
		return 0, err
	}
	loo, err := f.others(ctx, workers)
	sum := 0.0
	for i, v := range loo {
		e := v - p.y[i]
		sum += float64(p.w[i] * e * e)
	}
	return sum, err
}

// evidence is the logarithm of the probability of the targets given the strengths and
// lengths, times that of these, turned round to be minimised.
type evidence struct {
	ctx             context.Context
	env             automl.Env
	p               *points
	kernel          graph.KernelFunc
	mean, deviation []float64
	done, last      int
	fitted          *fitted   // at the last theta
	inverse         *triangle // of its factor, by columns
}

// look is the value and its gradient at theta. Where there is none, the value is infinite.
func (e *evidence) look(theta []float64) (float64, []float64) {
	g := make([]float64, len(theta))
	for i, t := range theta {
		if !(math.Abs(t-e.mean[i]) < 12*max(e.deviation[i], 1)) {
			return math.Inf(1), g
		}
	}
	value, err := e.likelihood(newHyper(e.kernel, e.p, theta), g)
	if err != nil {
		return math.Inf(1), g
	}
	for i, t := range theta {
		d := (t - e.mean[i]) / e.deviation[i]
		value += 0.5 * d * d
		g[i] += d / e.deviation[i]
	}
	e.done = min(e.done+1, e.last)
	e.env.Report(e.done, e.last)
	return value, g
}

// likelihood is minus the logarithm of the marginal likelihood (Rasmussen and Williams 2006,
// eq. 5.8 and 5.9) of all outputs; its gradient is added to g.
func (e *evidence) likelihood(h *hyper, g []float64) (float64, error) {
	p, workers := e.p, e.env.Workers
	if e.fitted == nil {
		e.fitted, e.inverse = newFitted(p), newTriangle(p.n)
	}
	f := e.fitted
	f.h = h
	if err := f.solve(e.ctx, workers); err != nil {
		return 0, err
	}
	if err := f.l.invert(e.ctx, workers, e.inverse); err != nil {
		return 0, err
	}
	k, noise := float64(p.k), h.noise
	value := 0.0
	for i := range p.n {
		value += float64(k * math.Log(f.l.row(i)[i]))
		value += 0.5 * (float64(k*(p.w[i]-1)*math.Log(noise)) + p.ss[i]/noise)
		for o := range p.k {
			value += 0.5 * float64(p.y[o*p.n+i]*f.alpha[o*p.n+i])
		}
	}
	return value, e.slopes(f, g)
}

// slopes sets the gradient of the likelihood, rows in parallel, added up in their order.
func (e *evidence) slopes(f *fitted, to []float64) error {
	p, g := e.p, len(to)
	blocks := (p.n + block - 1) / block
	parts := make([]float64, blocks*g)
	err := num.ForEach(e.ctx, e.env.Workers, blocks, func(b int) error {
		delta := make([]float64, p.d)
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			e.slopesOf(f, i, parts[b*g:(b+1)*g], delta)
		}
		return nil
	})
	for b := range blocks {
		floats.Add(to, parts[b*g:(b+1)*g])
	}
	return err
}

// slopesOf adds what point i has to do with itself and the points before it. delta is
// temporary memory.
func (e *evidence) slopesOf(f *fitted, i int, g, delta []float64) {
	p, h, d := e.p, f.h, e.p.d
	clear(delta)
	zi, xi, length := f.z[i*d:(i+1)*d], p.x[i*d:(i+1)*d], 0.0
	for j := range i + 1 {
		// The slope of the value with the covariance of i and j.
		w := float64(p.k) * floats.Dot(e.inverse.column(i), e.inverse.column(j)[i-j:])
		for o := range p.k {
			w -= float64(f.alpha[o*p.n+i] * f.alpha[o*p.n+j])
		}
		if i == j {
			w *= 0.5
			n := h.noise
			g[atNoise] += (w/p.w[i] + 0.5*(float64(p.k)*(p.w[i]-1)/n-p.ss[i]/(n*n))) * (n - leastNoise)
		}
		zj := f.z[j*d : (j+1)*d]
		r2 := squaredDistance(zi, zj)
		g[atSignal] += float64(w * h.signal * h.kernel.At(r2))
		g[atLine] += float64(w*h.line*floats.Dot(xi, p.x[j*d:(j+1)*d])) / float64(d)
		s := w * h.signal * steepness(h.kernel, r2)
		length += float64(s * r2)
		if len(g) > atColumns {
			for c, v := range zi {
				t := v - zj[c]
				delta[c] += float64(s * t * t)
			}
		}
	}
	g[atLength] += length
	if len(g) > atColumns {
		for c, v := range delta {
			g[atColumns+p.group[c]] += v
		}
	}
}

// steepness is minus twice the derivative of the kernel with the squared distance: what a
// column's part of it times this is, is the slope with the logarithm of its length.
func steepness(f graph.KernelFunc, squared float64) float64 {
	if f == graph.RBF {
		return math.Exp(-0.5 * squared)
	}
	s := math.Sqrt(5 * squared)
	return 5.0 / 3 * (1 + s) * math.Exp(-s)
}
