package kernel

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"winnow/automl/num"
)

// laplace is a process whose values, through the logistic function, are the probabilities
// of one class: its most likely values (Rasmussen and Williams 2006, algorithm 3.1).
type laplace struct {
	p       *points
	k       *square   // covariances of the values, both halves
	share   []float64 // of the class in each point
	offset  float64   // added to every value
	alpha   []float64
	f       []float64 // the values, less offset
	b       *square   // Cholesky factor of I + W^½ K W^½
	w       []float64 // curvature of the loss in each point
	g       []float64 // its slope, turned round
	workers int
}

// likely finds the values, beginning at alpha: steps of Newton's method, halved until they
// gain. It returns the logarithm of the approximate marginal likelihood (eq. 3.32).
func (l *laplace) likely(ctx context.Context) (float64, error) {
	n := l.p.n
	l.f = make([]float64, n)
	l.w, l.g, l.b = make([]float64, n), make([]float64, n), newSquare(n)
	if err := l.times(ctx, l.alpha, l.f); err != nil {
		return 0, err
	}
	value := l.look(l.alpha, l.f)
	for range 30 {
		alpha, err := l.newton(ctx)
		if err != nil {
			return 0, err
		}
		step, share, next := make([]float64, n), 1.0, math.Inf(-1)
		floats.SubTo(step, alpha, l.alpha)
		f := make([]float64, n)
		if err := l.times(ctx, step, f); err != nil { // how the values change
			return 0, err
		}
		from, at := l.alpha, l.f
		for ; share > 1e-4; share /= 2 {
			l.alpha, l.f = make([]float64, n), make([]float64, n)
			floats.AddScaledTo(l.alpha, from, share, step)
			floats.AddScaledTo(l.f, at, share, f)
			if next = l.look(l.alpha, l.f); next > value {
				break
			}
		}
		if !(next > value) {
			l.alpha, l.f = from, at
			l.look(from, at)
			break
		}
		gain := next - value
		value = next
		if gain < 1e-4 {
			break
		}
	}
	if err := l.decompose(ctx); err != nil {
		return 0, err
	}
	for i := range n {
		value -= math.Log(l.b.row(i)[i])
	}
	return value, nil
}

// look sets slope and curvature at the values f, and is the logarithm of their probability.
func (l *laplace) look(alpha, f []float64) float64 {
	sum := -0.5 * floats.Dot(alpha, f)
	for i, v := range f {
		e := v + l.offset
		t := math.Exp(-math.Abs(e))
		q := 1 / (1 + t)
		if e < 0 {
			q = t / (1 + t)
		}
		sum -= l.p.w[i] * (max(e, 0) + math.Log1p(t) - l.share[i]*e)
		l.w[i] = max(l.p.w[i]*t/((1+t)*(1+t)), 1e-12)
		l.g[i] = l.p.w[i] * (l.share[i] - q)
	}
	return sum
}

// decompose sets b.
func (l *laplace) decompose(ctx context.Context) error {
	n := l.p.n
	for i := range n {
		s := math.Sqrt(l.w[i])
		k, b := l.k.row(i), l.b.row(i)
		for j := range i + 1 {
			b[j] = s * k[j] * math.Sqrt(l.w[j])
		}
		b[i]++
	}
	return l.b.factor(ctx, l.workers)
}

// newton is where a whole step of Newton's method leads.
func (l *laplace) newton(ctx context.Context) ([]float64, error) {
	if err := l.decompose(ctx); err != nil {
		return nil, err
	}
	n := l.p.n
	b, kb := make([]float64, n), make([]float64, n)
	for i := range b {
		b[i] = l.w[i]*l.f[i] + l.g[i]
	}
	if err := l.times(ctx, b, kb); err != nil {
		return nil, err
	}
	for i := range kb {
		kb[i] *= math.Sqrt(l.w[i])
	}
	z := l.b.forward(kb)
	l.b.backward(z)
	for i := range b {
		b[i] -= math.Sqrt(l.w[i]) * z[i]
	}
	return b, nil
}

// times sets to to the covariances times x.
func (l *laplace) times(ctx context.Context, x, to []float64) error {
	n := l.p.n
	return num.ForEach(ctx, l.workers, (n+block-1)/block, func(b int) error {
		for i := b * block; i < min((b+1)*block, n); i++ {
			to[i] = floats.Dot(l.k.row(i), x)
		}
		return nil
	})
}

// others is about the value at each point without it: one step of Newton's method after it
// is taken away.
func (l *laplace) others(ctx context.Context) ([]float64, error) {
	if err := l.b.invert(ctx, l.workers); err != nil {
		return nil, err
	}
	out := make([]float64, l.p.n)
	for i := range out {
		r := l.b.upper(i)
		rest := floats.Dot(r, r) // 1 less the share that the point has in its own value
		out[i] = l.f[i] + l.offset - max(1-rest, 0)/(l.w[i]*rest)*l.g[i]
	}
	return out, nil
}
