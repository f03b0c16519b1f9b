package kernel

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
)

// laplace is a process whose values, through the logistic function, are the probabilities
// of one class: its most likely values (Rasmussen and Williams 2006, algorithm 3.1).
type laplace struct {
	p       *points
	k       *triangle // covariances of the values
	b       *triangle // Cholesky factor of I + W^½ K W^½
	share   []float64 // of the class in each point
	offset  float64   // added to every value
	at      values
	next    values    // where at may go
	step    values    // of Newton's method
	w       []float64 // curvature of the loss in each point
	root    []float64 // W^½
	g       []float64 // the slope of the loss, turned round
	workers int
}

// values are those at the points, less the offset: the covariances times alpha.
type values struct{ alpha, f []float64 }

func newValues(n int) values { return values{make([]float64, n), make([]float64, n)} }

// newLaplace is the process of class o with memory for the covariances, which are to be set,
// and for b.
func newLaplace(p *points, o int, k, b *triangle, workers int) *laplace {
	n := p.n
	l := &laplace{p: p, k: k, b: b, share: p.y[o*n : (o+1)*n], workers: workers}
	l.offset = math.Log(p.prior[o] / (1 - p.prior[o]))
	l.at, l.next, l.step = newValues(n), newValues(n), newValues(n)
	l.w, l.root, l.g = make([]float64, n), make([]float64, n), make([]float64, n)
	return l
}

// likely finds the values, beginning at alpha: steps of Newton's method, halved until they
// gain. It returns the logarithm of the approximate marginal likelihood (eq. 3.32).
func (l *laplace) likely(ctx context.Context, alpha []float64) (float64, error) {
	copy(l.at.alpha, alpha)
	if err := l.k.times(ctx, l.workers, l.at.alpha, l.at.f); err != nil {
		return 0, err
	}
	value := l.look(l.at)
	for range 30 {
		if err := l.newton(ctx); err != nil {
			return 0, err
		}
		higher := math.Inf(-1)
		for share := 1.0; share > 1e-4; share /= 2 {
			floats.AddScaledTo(l.next.alpha, l.at.alpha, share, l.step.alpha)
			floats.AddScaledTo(l.next.f, l.at.f, share, l.step.f)
			if higher = l.look(l.next); higher > value {
				break
			}
		}
		if !(higher > value) {
			l.look(l.at)
			break
		}
		gain := higher - value
		l.at, l.next, value = l.next, l.at, higher
		if gain < 1e-4 {
			break
		}
	}
	if err := l.decompose(ctx); err != nil {
		return 0, err
	}
	for i := range l.p.n {
		value -= math.Log(l.b.row(i)[i])
	}
	return value, nil
}

// look sets slope and curvature at v, and is the logarithm of its probability.
func (l *laplace) look(v values) float64 {
	sum := -0.5 * floats.Dot(v.alpha, v.f)
	for i, f := range v.f {
		e := f + l.offset
		t := math.Exp(-math.Abs(e))
		q := 1 / (1 + t)
		if e < 0 {
			q = t / (1 + t)
		}
		sum -= l.p.w[i] * (max(e, 0) + math.Log1p(t) - l.share[i]*e)
		l.w[i] = max(l.p.w[i]*t/((1+t)*(1+t)), 1e-12)
		l.root[i] = math.Sqrt(l.w[i])
		l.g[i] = l.p.w[i] * (l.share[i] - q)
	}
	return sum
}

// decompose sets b.
func (l *laplace) decompose(ctx context.Context) error {
	for i, s := range l.root {
		k, b := l.k.row(i), l.b.row(i)
		for j, v := range k {
			b[j] = s * v * l.root[j]
		}
		b[i]++
	}
	return l.b.factor(ctx, l.workers)
}

// newton sets step to a whole step of Newton's method.
func (l *laplace) newton(ctx context.Context) error {
	if err := l.decompose(ctx); err != nil {
		return err
	}
	b, kb := l.step.alpha, l.step.f
	for i := range b {
		b[i] = l.w[i]*l.at.f[i] + l.g[i]
	}
	if err := l.k.times(ctx, l.workers, b, kb); err != nil {
		return err
	}
	floats.Mul(kb, l.root)
	l.b.solve(kb)
	for i, z := range kb {
		b[i] -= l.root[i]*z + l.at.alpha[i]
	}
	return l.k.times(ctx, l.workers, l.step.alpha, l.step.f)
}

// others is about the value at each point without it: one step of Newton's method after it
// is taken away.
func (l *laplace) others(ctx context.Context) ([]float64, error) {
	rests, err := l.b.inverseDiagonal(ctx, l.workers)
	if err != nil {
		return nil, err
	}
	out := make([]float64, l.p.n)
	for i, rest := range rests { // 1 less the share that the point has in its own value
		out[i] = l.at.f[i] + l.offset - max(1-rest, 0)/(l.w[i]*rest)*l.g[i]
	}
	return out, nil
}
