package kernel

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"

	"winnow/automl/num"
)

// square is a matrix of n rows and columns, row by row. A row has one more place than columns,
// so that the two triangles can hold a matrix each, with a diagonal each.
type square struct {
	n int
	a []float64
}

func newSquare(n int) *square { return &square{n, make([]float64, n*(n+1))} }

func (s *square) row(i int) []float64 { return s.a[i*(s.n+1) : i*(s.n+1)+s.n] }

// upper is what stands in row i of the other matrix from the diagonal on.
func (s *square) upper(i int) []float64 { return s.a[i*(s.n+1)+i+1 : (i+1)*(s.n+1)] }

// block is how many rows and columns are worked on at a time: few enough to stay in cache,
// and for a fit to be stopped between them.
const block = 32

// errSingular says that a matrix has no Cholesky factor.
var errSingular = errors.New("kernel: the matrix is not positive definite")

// factor turns the lower half of a positive definite matrix into its Cholesky factor, block
// of columns by block of columns. The result does not depend on workers.
func (s *square) factor(ctx context.Context, workers int) error {
	for from := 0; from < s.n; from += block {
		to := min(from+block, s.n)
		for i := from; i < to; i++ {
			s.factorRow(i, from, i)
			r := s.row(i)
			d := r[i] - floats.Dot(r[:i], r[:i])
			if !(d > 0) {
				return errSingular
			}
			r[i] = math.Sqrt(d)
		}
		blocks := (s.n - to + block - 1) / block
		err := num.ForEach(ctx, workers, blocks, func(b int) error {
			for i := to + b*block; i < min(to+(b+1)*block, s.n); i++ {
				s.factorRow(i, from, to)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// factorRow finishes entries from up to, not including, to of row i.
func (s *square) factorRow(i, from, to int) {
	r := s.row(i)
	for j := from; j < to; j++ {
		q := s.row(j)
		r[j] = (r[j] - floats.Dot(r[:j], q[:j])) / q[j]
	}
}

// invert puts the transposed inverse of a Cholesky factor into the upper triangle beside it.
func (s *square) invert(ctx context.Context, workers int) error {
	const rows = 16
	return num.ForEach(ctx, workers, (s.n+rows-1)/rows, func(b int) error {
		first := b * rows
		for k := first; k < s.n; k++ {
			if k%256 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			l := s.row(k)
			for i := first; i < min(first+rows, k); i++ {
				u := s.upper(i)
				u[k-i] = -floats.Dot(l[i:k], u[:k-i]) / l[k]
			}
			if k < first+rows {
				s.upper(k)[0] = 1 / l[k]
			}
		}
		return nil
	})
}

// forward solves L z = y for a Cholesky factor L.
func (s *square) forward(y []float64) []float64 {
	z := make([]float64, s.n)
	for i := range z {
		l := s.row(i)
		z[i] = (y[i] - floats.Dot(l[:i], z[:i])) / l[i]
	}
	return z
}

// backward solves L' x = z for a Cholesky factor L, in place.
func (s *square) backward(z []float64) {
	for i := s.n - 1; i >= 0; i-- {
		l := s.row(i)
		z[i] /= l[i]
		floats.AddScaled(z[:i], -z[i], l[:i])
	}
}

// fitted is a process that has seen its points.
type fitted struct {
	p     *points
	h     *hyper
	z     []float64 // the points, divided by the lengths
	l     *square   // Cholesky factor of the covariance of the targets
	alpha []float64 // k columns: the inverse of that covariance times the targets
}

// solve weighs the points. Where rounding leaves no factor, it adds noise.
func solve(ctx context.Context, p *points, h *hyper, workers int) (*fitted, error) {
	for {
		f := &fitted{p: p, h: h, z: h.scaled(p)}
		err := f.solve(ctx, workers)
		if !errors.Is(err, errSingular) {
			return f, err
		}
		more := *h
		more.noise = max(10*h.noise, 1e-8*(h.signal+h.line+1))
		h = &more
	}
}

func (f *fitted) solve(ctx context.Context, workers int) error {
	p := f.p
	f.l = newSquare(p.n)
	blocks := (p.n + block - 1) / block
	err := num.ForEach(ctx, workers, blocks, func(b int) error {
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			f.h.covariances(p, f.z, i, f.l.row(i)[:i+1])
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := f.l.factor(ctx, workers); err != nil {
		return err
	}
	f.alpha = make([]float64, 0, p.n*p.k)
	for o := range p.k {
		a := f.l.forward(p.y[o*p.n : (o+1)*p.n])
		f.l.backward(a)
		f.alpha = append(f.alpha, a...)
	}
	return nil
}

// others is what the process predicts for each point from all others, output by output
// (Rasmussen and Williams 2006, eq. 5.12).
func (f *fitted) others(ctx context.Context, workers int) ([]float64, error) {
	if err := f.l.invert(ctx, workers); err != nil {
		return nil, err
	}
	p := f.p
	out := make([]float64, p.n*p.k)
	err := num.ForEach(ctx, workers, (p.n+block-1)/block, func(b int) error {
		for i := b * block; i < min((b+1)*block, p.n); i++ {
			diagonal := 0.0
			for _, v := range f.l.upper(i) {
				diagonal += float64(v * v)
			}
			for o := range p.k {
				out[o*p.n+i] = p.y[o*p.n+i] - f.alpha[o*p.n+i]/diagonal
			}
		}
		return nil
	})
	return out, err
}
