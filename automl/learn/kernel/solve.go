package kernel

import (
	"context"
	"errors"
)

// fitted is a process that has seen its points.
type fitted struct {
	p     *points
	h     *hyper
	z     []float64 // the points, divided by the lengths
	l     *triangle // Cholesky factor of the covariance of the targets
	alpha []float64 // k columns: the inverse of that covariance times the targets
}

func newFitted(p *points) *fitted {
	return &fitted{p: p, z: make([]float64, len(p.x)), l: newTriangle(p.n), alpha: make([]float64, len(p.y))}
}

// solve weighs the points. Where rounding leaves no factor, it adds noise.
func solve(ctx context.Context, p *points, h *hyper, workers int) (*fitted, error) {
	f := newFitted(p)
	f.h = h
	for {
		err := f.solve(ctx, workers)
		if !errors.Is(err, errSingular) {
			return f, err
		}
		more := *f.h
		more.noise = max(10*more.noise, 1e-8*(more.signal+more.line+1))
		f.h = &more
	}
}

func (f *fitted) solve(ctx context.Context, workers int) error {
	p := f.p
	f.h.scaled(p, f.z)
	if err := f.h.covariance(ctx, p, f.z, workers, f.l); err != nil {
		return err
	}
	if err := f.l.factor(ctx, workers); err != nil {
		return err
	}
	copy(f.alpha, p.y)
	for o := range p.k {
		f.l.solve(f.alpha[o*p.n : (o+1)*p.n])
	}
	return nil
}

// others is what the process predicts for each point from all others, output by output
// (Rasmussen and Williams 2006, eq. 5.12).
func (f *fitted) others(ctx context.Context, workers int) ([]float64, error) {
	diagonal, err := f.l.inverseDiagonal(ctx, workers)
	if err != nil {
		return nil, err
	}
	p := f.p
	out := make([]float64, p.n*p.k)
	for o := range p.k {
		for i, v := range diagonal {
			out[o*p.n+i] = p.y[o*p.n+i] - f.alpha[o*p.n+i]/v
		}
	}
	return out, nil
}
