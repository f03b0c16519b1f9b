package tree

import (
	"math"

	"winnow/automl/num"
)

// Gradients are the first and second derivatives of a loss at every row, as fixed-point
// numbers side by side in a word: the gradient in the upper half, the hessian in the
// lower. Sums of such words over any rows of a data set do not overflow, and do not depend
// on the order of adding.
type Gradients struct {
	words  []uint64  // by row of the row space
	weight []float64 // of each row; nil means all 1
	gUnit  float64   // the words' gradients are so many to one
	hUnit  float64
}

// NewGradients makes room for a row space. Weight, nil for all 1, is not copied.
func NewGradients(space int, weight []float64) *Gradients {
	return &Gradients{words: make([]uint64, space), weight: weight}
}

// Set takes the gradients g and hessians h, at least 0, of the given rows; both are by
// position in rows and without the rows' weights, which are multiplied in here.
func (q *Gradients) Set(rows []int32, g, h []float64) {
	h = h[:len(g)]
	rows = rows[:len(g)]
	var sumG, sumH, slack float64
	if q.weight == nil {
		sumG, sumH, slack = num.SumAbs(g), num.Sum(h), float64(len(g))
	} else {
		for i, v := range g {
			w := q.weight[rows[i]]
			sumG += math.Abs(float64(w * v))
			sumH += float64(w * h[i])
			slack += w + 1
		}
	}
	q.scale(sumG, sumH, slack)
	if q.weight == nil {
		for i, v := range g {
			q.words[rows[i]] = word(round(float64(v*q.gUnit)), round(float64(h[i]*q.hUnit)))
		}
		return
	}
	// Why rounded twice: a row of weight 2 is then to the bit what the row twice is.
	for i, v := range g {
		w := q.weight[rows[i]]
		q.words[rows[i]] = word(round(float64(w*float64(round(float64(v*q.gUnit))))), round(float64(w*float64(round(float64(h[i]*q.hUnit))))))
	}
}

// scale chooses the units for so much in all; slack is what roundings may add.
func (q *Gradients) scale(sumG, sumH, slack float64) {
	// Why powers of two: the last bit of a sum, which depends on the order of rows, then
	// has no influence, and turning back is exact.
	q.gUnit = unit((1<<31 - 1 - slack) / sumG)
	q.hUnit = unit((1<<32 - 1 - slack) / sumH)
}

// unit is the largest power of two that is at most limit, within what a number bears.
func unit(limit float64) float64 {
	_, exp := math.Frexp(min(limit, 0x1p200))
	if !(limit > 0) {
		return 1
	}
	return math.Ldexp(1, exp-1)
}

// round is the nearest whole number of one below 2^51 in size.
func round(v float64) int64 {
	const shift = 3 << 51 // its lowest bit counts ones
	return int64(math.Float64bits(v+shift)&(1<<52-1)) - 1<<51
}

func word(g, h int64) uint64 { return uint64(g)<<32 + uint64(h) }

// first is the gradient of a sum of words, second its hessian.
func first(w uint64) float64  { return float64(int32(w >> 32)) }
func second(w uint64) float64 { return float64(int64(w & math.MaxUint32)) }
