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

// termChunk is how many texts one step of newTermRows reads.
const termChunk = 512

func newTermRows(ctx context.Context, workers int, op *graph.TextTerms, texts []string, rows []int32) (*termRows, error) {
	parts := make([]termRows, (len(rows)+termChunk-1)/termChunk)
	err := num.ForEach(ctx, workers, len(parts), func(c int) error {
		var s graph.Scratch
		p := &parts[c]
		for _, r := range rows[c*termChunk : min((c+1)*termChunk, len(rows))] {
			terms, values := op.Entries(&s, texts[r])
			p.terms, p.values = append(p.terms, terms...), append(p.values, values...)
			p.start = append(p.start, len(p.terms))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m := &termRows{width: len(op.Terms), start: make([]int, 1, len(rows)+1)}
	for _, p := range parts {
		from := len(m.terms)
		m.terms, m.values = append(m.terms, p.terms...), append(m.values, p.values...)
		for _, end := range p.start {
			m.start = append(m.start, from+end)
		}
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

// of is the terms of row i and their values.
func (m *termRows) of(i int) ([]int32, []float64) {
	from, to := m.start[i], m.start[i+1]
	return m.terms[from:to], m.values[from:to]
}

// dot is the product of row i with v, one number for each term, added to y.
func (m *termRows) dot(i int, v []float64, y float64) float64 {
	terms, values := m.of(i)
	for e, t := range terms {
		y += float64(values[e] * v[t])
	}
	return y
}

// addTo adds x to the numbers in v of the terms of row i, times their values.
func (m *termRows) addTo(i int, x float64, v []float64) {
	terms, values := m.of(i)
	for e, t := range terms {
		v[t] += float64(values[e] * x)
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
	for i := range m.rows() {
		if w[i] > 0 {
			m.addTo(i, w[i]*y[i], g)
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
				m.addTo(i, w[i]*m.dot(i, dir, 0), next)
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
func (m *termRows) directions(ctx context.Context, workers, k int, seed uint64) ([]float64, int, error) {
	l := min(k+svdExtra, m.width, m.rows())
	rng := num.RNG(seed, "directions")
	v := make([]float64, m.width*l)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	for range svdSteps {
		next, err := m.turned(ctx, workers, v, l)
		if err != nil {
			return nil, 0, err
		}
		gram, err := products(ctx, workers, m.width, l, func(t int, _ []float64) []float64 { return next[t*l : t*l+l] })
		if err != nil {
			return nil, 0, err
		}
		if v, l = turn(next, l, gram, l, true); l == 0 {
			return nil, 0, nil
		}
	}
	gram, err := products(ctx, workers, m.rows(), l, func(i int, y []float64) []float64 {
		clear(y)
		m.times(i, v, y)
		return y
	})
	if err != nil {
		return nil, 0, err
	}
	out, width := turn(v, l, gram, min(k, l), false)
	return out, width, nil
}

// halves calls f for the two halves of 0..n-1 on at most two workers. Why always two: sums of each
// are then the same bits however many workers there are.
func halves(ctx context.Context, workers, n int, f func(half, from, to int) error) error {
	return num.ForEach(ctx, workers, 2, func(h int) error { return f(h, h*n/2, (h+1)*n/2) })
}

// turned is the sum over the rows of their terms' values times what v gives for the row: l numbers for
// each term, as v has.
func (m *termRows) turned(ctx context.Context, workers int, v []float64, l int) ([]float64, error) {
	var sums [2][]float64
	err := halves(ctx, workers, m.rows(), func(half, from, to int) error {
		y := make([]float64, l)
		sums[half] = make([]float64, len(v))
		for i := from; i < to; i++ {
			if i%256 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			clear(y)
			m.times(i, v, y)
			m.spread(i, y, sums[half])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	floats.Add(sums[0], sums[1])
	return sums[0], nil
}

// products is the sum over i of x_i x_i' for n vectors of l numbers. Vector returns each, in the
// numbers that it is given or elsewhere.
func products(ctx context.Context, workers, n, l int, vector func(i int, y []float64) []float64) (*mat.SymDense, error) {
	var sums [2]*mat.SymDense
	err := halves(ctx, workers, n, func(half, from, to int) error {
		y := make([]float64, l)
		sums[half] = mat.NewSymDense(l, nil)
		for i := from; i < to; i++ {
			sums[half].SymRankOne(sums[half], 1, mat.NewVecDense(l, vector(i, y)))
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	sums[0].AddSym(sums[0], sums[1])
	return sums[0], nil
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
