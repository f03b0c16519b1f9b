package prep

import (
	"math"
	"slices"

	"winnow/automl/graph"
)

// codeBook is the distinct whole numbers of a column in rising order, and how often each stands
// there.
type codeBook struct {
	values []float64
	rows   []float64
	low    float64
	dense  []int32           // by a number less low: its place, -1 for none
	sparse map[float64]int32 // in the place of dense where the numbers lie far apart
}

// denseCodes is how far numbers lie apart at most for a place for each number between them.
const denseCodes = 1 << 18

// newCodeBook lists the values of a column in some rows. Other holds for a column where some are
// no whole numbers, or too large for codes: these are not listed.
func newCodeBook(x []float64, rows []int32) (b *codeBook, other bool) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if v := x[r]; isCode(v) {
			low, high = min(low, v), max(high, v)
		} else if v == v {
			other = true
		}
	}
	b = &codeBook{low: low}
	switch {
	case !(low <= high):
	case high-low < denseCodes:
		b.countDense(x, rows, int(high-low)+1)
	default:
		b.countSparse(x, rows)
	}
	return b, other
}

func isCode(v float64) bool { return v == math.Trunc(v) && math.Abs(v) <= codesSize }

func (b *codeBook) countDense(x []float64, rows []int32, size int) {
	b.dense = make([]int32, size)
	for _, r := range rows {
		if v := x[r]; isCode(v) {
			b.dense[int(v-b.low)]++
		}
	}
	for k, n := range b.dense {
		b.dense[k] = -1
		if n > 0 {
			b.dense[k] = int32(len(b.values))
			b.values, b.rows = append(b.values, b.low+float64(k)), append(b.rows, float64(n))
		}
	}
}

func (b *codeBook) countSparse(x []float64, rows []int32) {
	b.sparse = map[float64]int32{}
	for _, r := range rows {
		if v := x[r]; isCode(v) {
			b.sparse[v]++
		}
	}
	for v := range b.sparse {
		b.values = append(b.values, v)
	}
	slices.Sort(b.values)
	for k, v := range b.values {
		b.rows = append(b.rows, float64(b.sparse[v]))
		b.sparse[v] = int32(k)
	}
}

// at is the place of a number among the values, -1 for none.
func (b *codeBook) at(v float64) int32 {
	if !isCode(v) {
		return -1
	}
	if b.sparse != nil {
		if k, ok := b.sparse[v]; ok {
			return k
		}
		return -1
	}
	if k := v - b.low; k >= 0 && k < float64(len(b.dense)) {
		return b.dense[int(k)]
	}
	return -1
}

// node gives the place of a number among the values, missing for any other. It is made of the
// operators that there are: a table over the parts between the values, which gives what lies
// between two of them a place behind the last, and a list of the places.
func (b *codeBook) node(ref graph.Ref) *graph.Node {
	beyond := float64(len(b.values))
	var bounds []float64
	places, cover := []float64{beyond}, []float32{0} // of missing values
	part := func(limit, place, rows float64) {
		bounds, places, cover = append(bounds, limit), append(places, place), append(cover, float32(rows))
	}
	for k, v := range b.values {
		if k == 0 || b.values[k-1] != v-1 {
			part(v-0.5, beyond, 0)
		}
		part(v+0.5, float64(k), b.rows[k])
	}
	places, cover = append(places, beyond), append(cover, 0)
	shape := &graph.Shapes{Width: 1, Base: []float64{0}, Column: []int32{0}, Places: []int32{int32(len(places))},
		Bounds: bounds, BoundEnds: []int32{int32(len(bounds))}, LevelEnds: []int32{0}, IsLevels: []uint8{0},
		First: []int32{0}, Second: []int32{-1}, Values: places, Cover: cover}
	known := &graph.TargetEncode{Unseen: []float64{math.NaN()}, Missing: []float64{math.NaN()}}
	for k := range b.values {
		known.Table = append(known.Table, float64(k))
	}
	return graph.Apply(known, graph.Apply(shape, graph.Pick([]graph.Ref{ref})))
}
