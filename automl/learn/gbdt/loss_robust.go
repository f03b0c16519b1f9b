package gbdt

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl/graph"
)

// quantileLoss is the pinball loss of each level (Koenker and Bassett 1978): an output for
// each. At 0.5 it is half the absolute error.
type quantileLoss struct{ levels []float64 }

func (l quantileLoss) outputs() int       { return len(l.levels) }
func (quantileLoss) link() graph.LinkFunc { return "" }

func (l quantileLoss) start(d *data) []float64 {
	out := make([]float64, len(l.levels))
	for k, level := range l.levels {
		out[k] = d.quantile(level)
	}
	return out
}

func (l quantileLoss) derive(y []float64, scores, g, h [][]float64) {
	for k, level := range l.levels {
		for i, v := range y {
			g[k][i] = -level
			if scores[k][i] > v {
				g[k][i] = 1 - level
			}
			h[k][i] = 1
		}
	}
}

func (l quantileLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		out[i] = 0
		for k, level := range l.levels {
			e := v - scores[k][i]
			out[i] += max(level*e, (level-1)*e)
		}
	}
}

// huberLoss is half the squared error up to delta and grows evenly beyond (Huber 1964).
type huberLoss struct{ delta float64 }

func (huberLoss) outputs() int            { return 1 }
func (huberLoss) link() graph.LinkFunc    { return "" }
func (huberLoss) start(d *data) []float64 { return []float64{d.quantile(0.5)} }

func (l huberLoss) derive(y []float64, scores, g, h [][]float64) {
	for i, v := range y {
		g[0][i] = min(max(scores[0][i]-v, -l.delta), l.delta)
		h[0][i] = 1
	}
}

func (l huberLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		e := math.Abs(scores[0][i] - v)
		near := min(e, l.delta)
		out[i] = near*near/2 + l.delta*(e-near)
	}
}

// weighted is a number with a weight.
type weighted struct{ value, weight float64 }

// quantileOf is the smallest value that a share of the weight lies at or below. It sorts v.
func quantileOf(v []weighted, level float64) float64 {
	slices.SortFunc(v, func(a, b weighted) int { return cmp.Compare(a.value, b.value) })
	total := 0.0
	for _, x := range v {
		total += x.weight
	}
	sum := 0.0
	for _, x := range v {
		sum += x.weight
		// Why the factor: sums are rounded, and half of an even number of rows must suffice.
		if sum >= level*total*(1-1e-12) {
			return x.value
		}
	}
	return 0
}

// quantile is that of the targets.
func (d *data) quantile(level float64) float64 {
	v := make([]weighted, len(d.rows))
	for i, r := range d.rows {
		v[i] = weighted{d.y[r], d.weight(r)}
	}
	return quantileOf(v, level)
}

// spread is the deviation of a normal distribution with the targets' middle half; 1 where
// that is a point.
func (d *data) spread() float64 {
	if s := (d.quantile(0.75) - d.quantile(0.25)) / 1.349; s > 0 {
		return s
	}
	return 1
}
