package kernel

import (
	"context"
	"errors"
	"math"
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/floats"

	"winnow/automl/num"
)

// triangle is the lower half of a symmetric matrix of n rows, or a lower triangular matrix,
// row by row without what stands above the diagonal.
type triangle struct {
	n    int
	a    []float64
	sums []float64 // memory for times
}

func newTriangle(n int) *triangle { return &triangle{n: n, a: make([]float64, n*(n+1)/2)} }

// row is row i up to its diagonal.
func (t *triangle) row(i int) []float64 {
	from := i * (i + 1) / 2
	return t.a[from : from+i+1]
}

// column is column i from its diagonal on, of a triangle that is kept by columns, the last
// one first.
func (t *triangle) column(i int) []float64 { return t.row(t.n - 1 - i) }

const (
	// block is how many rows and columns are worked on at a time: few enough to stay in
	// cache, and for a fit to be stopped between them.
	block = 32
	// slice is how many numbers of a block of rows stay in the nearest cache.
	slice = 96
	// inverted is how many columns of an inverse are found at a time.
	inverted = 16
)

// errSingular says that a matrix has no Cholesky factor.
var errSingular = errors.New("kernel: the matrix is not positive definite")

// factor turns the half of a positive definite matrix into its Cholesky factor, block of
// columns by block of columns. The result does not depend on workers.
func (t *triangle) factor(ctx context.Context, workers int) error {
	for from := 0; from < t.n; from += block {
		to := min(from+block, t.n)
		if err := t.factorCorner(from, to); err != nil {
			return err
		}
		blocks := (t.n - to + block - 1) / block
		err := num.ForEach(ctx, workers, blocks, func(b int) error {
			var room [block][]float64
			rows := room[:0]
			for i := to + b*block; i < min(to+(b+1)*block, t.n); i++ {
				rows = append(rows, t.row(i))
			}
			t.eliminate(rows, 0, from, to)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// factorCorner finishes the rows from up to, not including, to, whose columns before from are
// finished.
func (t *triangle) factorCorner(from, to int) error {
	var room [block][]float64
	rows := room[:0]
	for i := from; i < to; i++ {
		rows = append(rows, t.row(i))
	}
	t.reduce(rows, 0, from, to)
	for c, r := range rows {
		i := from + c
		t.finish(r, 0, from, i)
		d := r[i] - floats.Dot(r[from:i], r[from:i])
		if !(d > 0) {
			return errSingular
		}
		r[i] = math.Sqrt(d)
	}
	return nil
}

// eliminate solves L z = r in place for several r and a Cholesky factor L: it finishes entries
// from up to, not including, to, where those before are finished. The vectors begin with entry
// start; those before are 0.
func (t *triangle) eliminate(rows [][]float64, start, from, to int) {
	t.reduce(rows, start, from, to)
	for _, r := range rows {
		t.finish(r, start, from, to)
	}
}

// tiles are memory for reduce.
var tiles = sync.Pool{New: func() any { return new([block * slice]float64) }}

// reduce is the part of eliminate that the entries before from have in the others, as far as
// a vector goes. Most of the time of a fit is spent here.
func (t *triangle) reduce(rows [][]float64, start, from, to int) {
	tile := tiles.Get().(*[block * slice]float64)
	defer tiles.Put(tile)
	for s := start; s < from; s += slice {
		n := min(slice, from-s)
		for j := from; j < to; j++ {
			copy(tile[(j-from)*n:(j-from+1)*n], t.row(j)[s:s+n])
		}
		for _, r := range rows {
			// Why: it takes four rows at a time, and two thirds as long as dot products.
			gonum.Implementation{}.Dgemv(blas.NoTrans, min(to-from, start+len(r)-from), n, -1, tile[:], n, r[s-start:], 1, 1, r[from-start:], 1)
		}
	}
}

// finish is the part of eliminate that entries from up to, not including, to have in each other.
func (t *triangle) finish(r []float64, start, from, to int) {
	for j := from; j < to; j++ {
		l := t.row(j)
		r[j-start] = (r[j-start] - floats.Dot(r[from-start:j-start], l[from:j])) / l[j]
	}
}

// inverse hands each column of the inverse of a Cholesky factor to take, from the diagonal on,
// several at once from as many goroutines as there are workers. A column is good until take
// returns.
func (t *triangle) inverse(ctx context.Context, workers int, take func(i int, column []float64)) error {
	team := num.NewTeam(workers)
	rooms := make([][]float64, team.Size())
	return team.Run(ctx, (t.n+inverted-1)/inverted, func(task, worker int) error {
		if rooms[worker] == nil {
			rooms[worker] = make([]float64, inverted*t.n)
		}
		start := task * inverted
		n := t.n - start
		room := rooms[worker][:min(inverted, n)*n]
		clear(room)
		var held [inverted][]float64
		rows := held[:0]
		for c := range min(inverted, n) {
			rows = append(rows, room[c*n:(c+1)*n])
			rows[c][c] = 1
		}
		for from := start; from < t.n; from += block {
			if err := ctx.Err(); err != nil {
				return err
			}
			t.eliminate(rows, start, from, min(from+block, t.n))
		}
		for c, r := range rows {
			take(start+c, r[c:])
		}
		return nil
	})
}

// invert sets to to the inverse of a Cholesky factor, kept by columns.
func (t *triangle) invert(ctx context.Context, workers int, to *triangle) error {
	return t.inverse(ctx, workers, func(i int, column []float64) { copy(to.column(i), column) })
}

// inverseDiagonal is the diagonal of the inverse of the matrix with a Cholesky factor.
func (t *triangle) inverseDiagonal(ctx context.Context, workers int) ([]float64, error) {
	out := make([]float64, t.n)
	err := t.inverse(ctx, workers, func(i int, column []float64) { out[i] = floats.Dot(column, column) })
	return out, err
}

// solve solves L L' x = y for a Cholesky factor L, in place.
func (t *triangle) solve(y []float64) {
	for i := range y {
		l := t.row(i)
		y[i] = (y[i] - floats.Dot(l[:i], y[:i])) / l[i]
	}
	for i := t.n - 1; i >= 0; i-- {
		l := t.row(i)
		y[i] /= l[i]
		floats.AddScaled(y[:i], -y[i], l[:i])
	}
}

// parts are what the rows are dealt to in turn by times.
const parts = 8

// times sets to to a symmetric matrix, of which this is the lower half, times x. The result
// does not depend on workers.
func (t *triangle) times(ctx context.Context, workers int, x, to []float64) error {
	if t.sums == nil {
		t.sums = make([]float64, parts*t.n)
	}
	clear(t.sums)
	err := num.ForEach(ctx, workers, parts, func(part int) error {
		sum := t.sums[part*t.n : (part+1)*t.n]
		for i := part; i < t.n; i += parts {
			r := t.row(i)
			sum[i] += floats.Dot(r, x[:i+1])
			floats.AddScaled(sum[:i], x[i], r[:i])
		}
		return nil
	})
	clear(to)
	for part := range parts {
		floats.Add(to, t.sums[part*t.n:(part+1)*t.n])
	}
	return err
}
