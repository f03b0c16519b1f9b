package prep

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// termRows holds the terms of texts, row by row: the entries of row i are those from
// start[i] up to start[i+1].
type termRows struct {
	width  int // terms
	start  []int
	terms  []int32
	values []float64
}

func newTermRows(ctx context.Context, op *graph.TextTerms, texts []string, rows []int32) (*termRows, error) {
	m := &termRows{width: len(op.Terms), start: make([]int, 1, len(rows)+1)}
	var s graph.Scratch
	for i, r := range rows {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		terms, values := op.Entries(&s, texts[r])
		m.terms, m.values = append(m.terms, terms...), append(m.values, values...)
		m.start = append(m.start, len(m.terms))
	}
	return m, nil
}

func (m *termRows) rows() int { return len(m.start) - 1 }

// times is the product of row i with the columns of v, k numbers for each term, added to y.
func (m *termRows) times(i int, v, y []float64) {
	k := len(y)
	for e := m.start[i]; e < m.start[i+1]; e++ {
		floats.AddScaled(y, m.values[e], v[int(m.terms[e])*k:int(m.terms[e])*k+k])
	}
}

// spread adds y to the vectors in v of the terms of row i, times their values.
func (m *termRows) spread(i int, y, v []float64) {
	k := len(y)
	for e := m.start[i]; e < m.start[i+1]; e++ {
		floats.AddScaled(v[int(m.terms[e])*k:int(m.terms[e])*k+k], m.values[e], y)
	}
}

// ridgeSteps is how many steps of conjugate gradients ridge takes: more change the weights
// hardly, for rows of length 1.
const ridgeSteps = 15

// ridge is the weight of each term that lowers sum over rows of w (y - x b)^2 plus the sum
// of b^2 the most, by conjugate gradients (Hestenes and Stiefel 1952). Rows of weight 0
// have no part in it.
func (m *termRows) ridge(ctx context.Context, y, w []float64) ([]float64, error) {
	b, g := make([]float64, m.width), make([]float64, m.width)
	one := make([]float64, 1)
	for i := range m.rows() {
		if w[i] > 0 {
			one[0] = w[i] * y[i]
			m.spread(i, one, g)
		}
	}
	dir, next := append([]float64(nil), g...), make([]float64, m.width)
	size := floats.Dot(g, g)
	for range ridgeSteps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !(size > 0) || math.IsInf(size, 0) {
			break
		}
		copy(next, dir)
		for i := range m.rows() {
			if w[i] > 0 {
				one[0] = 0
				m.times(i, dir, one)
				one[0] *= w[i]
				m.spread(i, one, next)
			}
		}
		step := size / floats.Dot(dir, next)
		floats.AddScaled(b, step, dir)
		floats.AddScaled(g, -step, next)
		after := floats.Dot(g, g)
		floats.Scale(after/size, dir)
		floats.Add(dir, g)
		size = after
	}
	return b, nil
}

const (
	// svdSteps is how often the subspace is turned towards the strongest directions.
	svdSteps = 3
	// svdExtra is how many more directions than wanted are followed.
	svdExtra = 8
)

// directions are the k strongest right singular vectors of the rows, k numbers for each
// term: subspace iteration from a random start (Halko, Martinsson and Tropp 2011,
// algorithm 4.4). There are fewer where the rows span less.
func (m *termRows) directions(ctx context.Context, k int, seed uint64) ([]float64, int, error) {
	l := min(k+svdExtra, m.width, m.rows())
	rng := num.RNG(seed, "directions")
	v := make([]float64, m.width*l)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	y := make([]float64, l)
	for step := 0; ; step++ {
		next := make([]float64, len(v))
		gram := mat.NewSymDense(l, nil)
		for i := range m.rows() {
			if i%256 == 0 && ctx.Err() != nil {
				return nil, 0, ctx.Err()
			}
			clear(y)
			m.times(i, v, y)
			if step < svdSteps {
				m.spread(i, y, next)
			} else {
				gram.SymRankOne(gram, 1, mat.NewVecDense(l, y))
			}
		}
		if step == svdSteps {
			out, width := turn(v, l, gram, min(k, l), false)
			return out, width, nil
		}
		for t := range m.width {
			gram.SymRankOne(gram, 1, mat.NewVecDense(l, next[t*l:t*l+l]))
		}
		v, l = turn(next, l, gram, l, true)
		if l == 0 {
			return nil, 0, nil
		}
		y = y[:l]
	}
}

// turn multiplies the rows of v, l numbers each, with the first k eigenvectors of gram,
// strongest first, without those of next to no strength. Level divides each by the root of
// its eigenvalue.
func turn(v []float64, l int, gram *mat.SymDense, k int, level bool) ([]float64, int) {
	var eig mat.EigenSym
	if !eig.Factorize(gram, true) {
		return nil, 0
	}
	values := eig.Values(nil)
	for k > 0 && !(values[l-k] > 1e-12*values[l-1]) {
		k--
	}
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	by := mat.NewDense(l, max(k, 1), nil)
	for c := range k {
		scale := 1.0
		if level {
			scale = 1 / math.Sqrt(values[l-1-c])
		}
		for r := range l {
			by.Set(r, c, scale*vectors.At(r, l-1-c))
		}
	}
	if k == 0 {
		return nil, 0
	}
	var out mat.Dense
	out.Mul(mat.NewDense(len(v)/l, l, v), by)
	return out.RawMatrix().Data, k
}
