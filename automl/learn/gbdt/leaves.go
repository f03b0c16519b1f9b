package gbdt

import (
	"context"
	"math"
	"slices"

	"winnow/automl/tree"
)

// tileRows is the number of rows whose scores are brought together at a time: few enough to
// stay in the first cache.
const tileRows = 512

// tileOf is room for the targets and scores of so many rows.
type tileOf struct {
	y, out []float64
	scores [][]float64
	g, h   [][]float64 // views
}

func newTile(outputs int) tileOf {
	return tileOf{
		y: make([]float64, tileRows), out: make([]float64, tileRows), scores: planes(outputs, tileRows),
		g: make([][]float64, outputs), h: make([][]float64, outputs),
	}
}

// fill brings the targets and scores of some rows to the tile, and returns the targets.
func (t *tileOf) fill(b *booster, rows []int32) (y []float64) {
	y = t.y[:len(rows)]
	for i, r := range rows {
		y[i] = b.y[r]
	}
	for k, sum := range b.sum {
		s, base := t.scores[k][:len(rows)], b.base[k]
		for i, r := range rows {
			s[i] = base + float64(b.Rate*sum[r])
		}
	}
	return y
}

// inTiles calls f with the targets of some rows at a time, whose scores then stand in the
// tile.
func (b *booster) inTiles(rows []int32, f func(t *tileOf, from int, y []float64)) {
	t := &b.tiles[0]
	for from := 0; from < len(rows); from += tileRows {
		f(t, from, t.fill(b, rows[from:min(from+tileRows, len(rows))]))
	}
}

// gradients sets the derivatives by output k's scores.
func (b *booster) gradients(ctx context.Context, k int, rows []int32) error {
	if b.g != nil {
		b.q.Set(rows, b.g[k][:len(rows)], b.h[k][:len(rows)])
		return nil
	}
	return b.grower.Derive(ctx, b.q, rows, func(worker int, rows []int32, g, h []float64) {
		t := &b.tiles[worker]
		t.g[0], t.h[0] = g, h
		b.loss.derive(t.fill(b, rows), t.scores, t.g, t.h)
	})
}

// derive brings the gradients and hessians by all outputs up to date.
func (b *booster) derive(ctx context.Context, rows []int32) error {
	n := len(rows)
	return b.grower.Share(ctx, n, func(worker, from, to int) {
		t := &b.tiles[worker]
		for ; from < to; from += tileRows {
			end := min(from+tileRows, to)
			for k := range b.g {
				t.g[k], t.h[k] = b.g[k][from:end], b.h[k][from:end]
			}
			b.loss.derive(t.fill(b, rows[from:end]), t.scores, t.g, t.h)
		}
	})
}

// meanLoss is the mean loss over rows.
func (b *booster) meanLoss(rows []int32) float64 {
	sum, total := 0.0, 0.0
	b.inTiles(rows, func(t *tileOf, from int, y []float64) {
		b.loss.lose(y, t.scores, t.out)
		for i, v := range t.out[:len(y)] {
			w := b.weight(rows[from+i])
			total += w
			sum += float64(w * v)
		}
	})
	return sum / total
}

// leafWork is room for the work on a tree's leaves.
type leafWork struct {
	values []weighted
	g, h   []float64
	of     []int32 // by row of the space: the leaf that it ends in
}

// room is v with space for n numbers.
func room[T any](v []T, n int) []T { return slices.Grow(v[:0], n)[:n] }

// refine improves the values of the leaves of a tree for output k beyond the step that it was
// grown with: to the quantile of what is left where the loss is one, else by further Newton
// steps.
func (b *booster) refine(k int, t *tree.Tree, rows []int32) {
	if b.signs != nil {
		return // the step that the tree was grown with keeps to the signs
	}
	if b.quantiles(k, t) {
		return
	}
	// Why not for several outputs: the step of one depends on those of the others.
	if b.loss.outputs() == 1 && b.LeafSteps > 1 {
		b.newton(t, rows, 1)
	}
}

// quantiles gives leaves, where the loss is for quantiles, the quantiles of what targets
// exceed their scores by, for the outputs from k on.
func (b *booster) quantiles(k int, t *tree.Tree) bool {
	l, ok := b.loss.(quantileLoss)
	if !ok {
		return false
	}
	b.grower.Leaves(func(value int, rows []int32) {
		for j := range t.Width {
			base, sum := b.base[k+j], b.sum[k+j]
			v := b.leaf.values[:0]
			for _, r := range rows {
				v = append(v, weighted{b.y[r] - base - float64(b.Rate*sum[r]), b.weight(r)})
			}
			b.leaf.values = v
			t.Values[value*t.Width+j] = float32(quantileOf(v, l.levels[k+j]))
		}
	})
	return true
}

// newton brings the leaves of a tree for all outputs to the end of their Newton steps, of
// which some are done. Each output's step takes the others as they were.
func (b *booster) newton(t *tree.Tree, rows []int32, done int) {
	b.leaf.of = room(b.leaf.of, b.space)
	b.grower.Leaves(func(value int, rows []int32) {
		for _, r := range rows {
			b.leaf.of[r] = int32(value * t.Width)
		}
	})
	sumG, sumH := make([]float64, len(t.Values)), make([]float64, len(t.Values))
	var g, h [][]float64
	if b.LeafSteps > 1 {
		g, h = planes(t.Width, tileRows), planes(t.Width, tileRows)
	}
	for step := done; step < b.LeafSteps; step++ {
		clear(sumG)
		clear(sumH)
		if step == 0 {
			b.sumLeaves(rows, b.g, b.h, sumG, sumH)
		} else {
			b.inTiles(rows, func(tile *tileOf, from int, y []float64) {
				part := rows[from : from+len(y)]
				for k, s := range tile.scores {
					for i, r := range part {
						s[i] += float64(t.Values[int(b.leaf.of[r])+k])
					}
				}
				b.loss.derive(y, tile.scores, g, h)
				b.sumLeaves(part, g, h, sumG, sumH)
			})
		}
		for i, v := range t.Values {
			t.Values[i] = float32(newtonStep(sumG[i]-float64(sumH[i]*float64(v)), sumH[i], b.L1, b.L2))
		}
	}
}

// sumLeaves adds the derivatives of rows, given by position, to the sums of their leaves.
func (b *booster) sumLeaves(rows []int32, g, h [][]float64, sumG, sumH []float64) {
	for k := range g {
		for i, r := range rows {
			at, w := int(b.leaf.of[r])+k, b.weight(r)
			sumG[at] += float64(w * g[k][i])
			sumH[at] += float64(w * h[k][i])
		}
	}
}

// newtonStep is the value that lowers the loss of summed rows most: the gradient is that of
// a row at value 0.
func newtonStep(g, h, l1, l2 float64) float64 {
	size := max(math.Abs(g)-l1, 0)
	if size == 0 || h+l2 == 0 {
		return 0
	}
	return -math.Copysign(size/(h+l2), g)
}
