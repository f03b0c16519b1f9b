package linear

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
)

// memory is how many steps the optimiser remembers.
const memory = 10

// choice is a penalty and where to start from.
type choice struct {
	ratio    float64 // share of the L1 penalty
	strength float64
	from     []float64
}

// minimise finds the weights that minimise the penalised loss, by limited-memory BFGS
// (Nocedal and Wright 2006, algorithm 7.4), for an L1 penalty with steps that keep to one
// orthant (Andrew and Gao 2007, algorithm 1). It ends when no slope is steeper than tol
// times the steepest at the model without weights, or three steps in a row lower the loss
// by less than a share of tol² times 1000 of it (a hundredth of tol for a loose one), or after most steps, or with what it has when env
// asks for it.
func (p *problem) minimise(ctx context.Context, c choice, most int, tol float64, env automl.Env) ([]float64, error) {
	s := &state{p: p, l1: c.strength * c.ratio, l2: c.strength * (1 - c.ratio)}
	s.free = p.k * p.x.p
	x := append([]float64(nil), c.from...)
	g := make([]float64, len(x))
	if _, err := p.value(ctx, p.start(), g); err != nil {
		return nil, err
	}
	enough := tol * min(0.01, 1000*tol)
	limit := tol * max(floats.Norm(g, math.Inf(1)), 1e-12)
	f, err := s.value(ctx, x, g)
	if err != nil {
		return nil, err
	}
	for it, small := 0, 0; it < most && small < 3 && !env.Softly(); it++ {
		env.Report(it, most)
		pg := s.pseudo(x, g)
		if floats.Norm(pg, math.Inf(1)) <= limit {
			break
		}
		next, ng, nf, err := s.step(ctx, x, g, pg, f)
		if err != nil {
			return nil, err
		}
		if next == nil { // no way down to the last bit
			if len(s.s) == 0 {
				break
			}
			s.s, s.y = nil, nil // once more along the plain slope
			continue
		}
		small++
		if f-nf > enough*math.Abs(f) {
			small = 0
		}
		s.remember(x, next, g, ng)
		x, g, f = next, ng, nf
	}
	return x, nil
}

type state struct {
	p      *problem
	l1, l2 float64
	free   int         // entries from here on carry no penalty
	s, y   [][]float64 // remembered steps and changes of slope, oldest first
}

// value is the penalised loss; g gets the gradient of its smooth part.
func (s *state) value(ctx context.Context, x, g []float64) (float64, error) {
	f, err := s.p.value(ctx, x, g)
	for j, v := range x[:s.free] {
		f += float64(0.5*s.l2*v*v) + float64(s.l1*math.Abs(v))
		g[j] += float64(s.l2 * v)
	}
	return f, err
}

// pseudo is the slope of the penalised loss in the direction in which it falls (Andrew
// and Gao 2007, eq. 4).
func (s *state) pseudo(x, g []float64) []float64 {
	out := append([]float64(nil), g...)
	if s.l1 == 0 {
		return out
	}
	for j, v := range x[:s.free] {
		switch {
		case v > 0:
			out[j] += s.l1
		case v < 0:
			out[j] -= s.l1
		case g[j]+s.l1 < 0:
			out[j] += s.l1
		case g[j]-s.l1 > 0:
			out[j] -= s.l1
		default:
			out[j] = 0
		}
	}
	return out
}

// step goes downhill from x and returns the new place, its gradient and value; nil when
// the loss does not fall.
func (s *state) step(ctx context.Context, x, g, pg []float64, f float64) ([]float64, []float64, float64, error) {
	d := s.direction(pg)
	if s.l1 > 0 {
		for j := range d[:s.free] {
			if d[j]*pg[j] >= 0 {
				d[j] = 0
			}
		}
	}
	slope := floats.Dot(d, pg)
	if !(slope < 0) {
		return nil, nil, 0, nil
	}
	size := 1.0
	if len(s.s) == 0 {
		size = 1 / max(floats.Norm(pg, 2), 1e-300)
	}
	next, ng := make([]float64, len(x)), make([]float64, len(x))
	for range 40 {
		for j := range x {
			next[j] = x[j] + float64(size*d[j])
		}
		s.project(x, pg, next)
		nf, err := s.value(ctx, next, ng)
		if err != nil {
			return nil, nil, 0, err
		}
		// The fall that Armijo's rule asks for, along the way actually gone.
		gone := 0.0
		for j := range x {
			gone += float64(pg[j] * (next[j] - x[j]))
		}
		if nf <= f+float64(1e-4*gone) && nf < f {
			return next, ng, nf, nil
		}
		size /= 2
		if len(s.s) == 0 {
			size /= 2
		}
	}
	return nil, nil, 0, nil
}

// project sets to 0 what left the orthant of x.
func (s *state) project(x, pg, next []float64) {
	if s.l1 == 0 {
		return
	}
	for j := range next[:s.free] {
		side := x[j]
		if side == 0 {
			side = -pg[j]
		}
		if next[j]*side <= 0 {
			next[j] = 0
		}
	}
}

// direction is minus the remembered inverse Hessian times the slope: the two-loop
// recursion.
func (s *state) direction(pg []float64) []float64 {
	d := make([]float64, len(pg))
	for j, v := range pg {
		d[j] = -v
	}
	n := len(s.s)
	a := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		a[i] = floats.Dot(s.s[i], d) / floats.Dot(s.s[i], s.y[i])
		floats.AddScaled(d, -a[i], s.y[i])
	}
	if n > 0 {
		floats.Scale(floats.Dot(s.s[n-1], s.y[n-1])/floats.Dot(s.y[n-1], s.y[n-1]), d)
	}
	for i := range n {
		b := floats.Dot(s.y[i], d) / floats.Dot(s.s[i], s.y[i])
		floats.AddScaled(d, a[i]-b, s.s[i])
	}
	return d
}

// remember keeps a step whose curvature is above 0.
func (s *state) remember(x, next, g, ng []float64) {
	dx, dg := make([]float64, len(x)), make([]float64, len(x))
	floats.SubTo(dx, next, x)
	floats.SubTo(dg, ng, g)
	if c := floats.Dot(dx, dg); !(c > 1e-14*floats.Norm(dx, 2)*floats.Norm(dg, 2)) {
		return
	}
	if len(s.s) == memory {
		s.s, s.y = s.s[1:], s.y[1:]
	}
	s.s, s.y = append(s.s, dx), append(s.y, dg)
}
