package explain

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// local is the accumulated local effect of the column (Apley and Zhu 2020, section 2): the
// rows of each bin between quantiles are answered with its two ends, the mean differences
// are added up, and the curve is shifted so that its mean over the rows is nothing. Levels
// stand in the order of their mean answers, so that neighbours are much alike; a row is
// compared with the next level on either side. Nil where there are fewer than two values.
func (w *effectWork) local(ctx context.Context) ([]automl.EffectLocal, error) {
	if isLevels(w.grid.column) {
		return w.localLevels(ctx)
	}
	rows, edges := w.edges()
	if len(edges) < 2 {
		return nil, nil
	}
	return w.accumulate(ctx, rows, edges)
}

// accumulate adds up what the answers gain from edge to edge among the rows of each bin.
func (w *effectWork) accumulate(ctx context.Context, rows []int32, edges []float64) ([]automl.EffectLocal, error) {
	low, high := make([]float64, len(w.rows)), make([]float64, len(w.rows))
	bins := make([]int, len(rows))
	for k, i := range rows {
		b, _ := slices.BinarySearch(edges, w.grid.own[i])
		b = max(b, 1)
		bins[k], low[i], high[i] = b, edges[b-1], edges[b]
	}
	a, b, err := w.ends(ctx, rows, graph.FrameColumn{Nums: low}, graph.FrameColumn{Nums: high})
	if err != nil {
		return nil, err
	}
	sums, counts := make([]float64, len(edges)), make([]float64, len(edges))
	for k := range rows {
		sums[bins[k]] += b[k] - a[k]
		counts[bins[k]]++
	}
	out := make([]automl.EffectLocal, len(edges))
	middle := 0.0
	for j, v := range edges {
		out[j] = automl.EffectLocal{Value: v, Label: spell(w.grid.column, v)}
		if j > 0 && counts[j] > 0 {
			out[j].Effect = out[j-1].Effect + sums[j]/counts[j]
			middle += (out[j-1].Effect + out[j].Effect) / 2 * counts[j]
		} else if j > 0 {
			out[j].Effect = out[j-1].Effect
		}
	}
	return shift(out, middle/float64(len(rows))), nil
}

// edges are the rows with a value and the ends of the bins: the least value and the
// quantiles, each a value of some row (Hyndman and Fan 1996, type 1).
func (w *effectWork) edges() ([]int32, []float64) {
	var rows []int32
	var known []float64
	for i, v := range w.grid.own {
		if !math.IsNaN(v) {
			rows, known = append(rows, int32(i)), append(known, v)
		}
	}
	slices.Sort(known)
	n := len(known)
	edges := []float64{known[0]}
	for k := 1; k <= localBins; k++ {
		edges = append(edges, known[max((n*k+localBins-1)/localBins, 1)-1])
	}
	return rows, slices.Compact(edges)
}

// ends are the answers for some of the rows with the one and with the other column.
func (w *effectWork) ends(ctx context.Context, rows []int32, one, other graph.FrameColumn) (a, b []float64, err error) {
	if a, err = w.panel.eval(ctx, rows, exchange{w.at, one}); err != nil {
		return nil, nil, err
	}
	if b, err = w.panel.eval(ctx, rows, exchange{w.at, other}); err != nil {
		return nil, nil, err
	}
	return pickClass(a, w.panel.width, w.q.column), pickClass(b, w.panel.width, w.q.column), nil
}

// localLevels is the accumulated local effect of a column of levels.
func (w *effectWork) localLevels(ctx context.Context) ([]automl.EffectLocal, error) {
	order := w.levelOrder()
	if len(order) < 2 {
		return nil, nil
	}
	place := map[int]int{}
	for i, code := range order {
		place[code] = i
	}
	n := len(w.rows)
	out := make([]automl.EffectLocal, len(order))
	sums, counts, held := make([]float64, len(order)), make([]float64, len(order)), make([]float64, len(order))
	for _, up := range []bool{true, false} {
		var rows []int32
		var bins []int // the upper of the two places
		own, next := make([]int32, n), make([]int32, n)
		for i, v := range w.grid.own {
			own[i], next[i] = -1, -1
			if math.IsNaN(v) {
				continue
			}
			k := place[int(v)]
			to := k - 1
			if up {
				to = k + 1
				held[k]++
			}
			if to < 0 || to >= len(order) {
				continue
			}
			rows, bins = append(rows, int32(i)), append(bins, max(k, to))
			own[i], next[i] = int32(order[min(k, to)]), int32(order[max(k, to)])
		}
		a, b, err := w.ends(ctx, rows, graph.FrameColumn{Codes: own}, graph.FrameColumn{Codes: next})
		if err != nil {
			return nil, err
		}
		for i, k := range bins {
			sums[k] += b[i] - a[i]
			counts[k]++
		}
	}
	middle, known := 0.0, 0.0
	for j, code := range order {
		out[j] = automl.EffectLocal{Value: float64(code), Label: w.grid.column.Levels[code]}
		if j > 0 {
			out[j].Effect = out[j-1].Effect + sums[j]/counts[j]
		}
		middle += out[j].Effect * held[j]
		known += held[j]
	}
	return shift(out, middle/known), nil
}

// levelOrder is the codes of the grid's levels by the mean answer for the rows that have
// them, the lower code first among equals.
func (w *effectWork) levelOrder() []int {
	sums, counts := map[int]float64{}, map[int]float64{}
	for i, v := range w.grid.own {
		if !math.IsNaN(v) {
			sums[int(v)] += w.base[i]
			counts[int(v)]++
		}
	}
	var order []int
	for _, v := range w.grid.values {
		order = append(order, int(v))
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := sums[a]/counts[a], sums[b]/counts[b]
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return order
}

func shift(points []automl.EffectLocal, by float64) []automl.EffectLocal {
	for i := range points {
		points[i].Effect -= by
	}
	return points
}
