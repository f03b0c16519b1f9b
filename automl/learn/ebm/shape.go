package ebm

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/tree"
)

// curve is the table of a term: by place, then by output.
type curve struct {
	values []float64
	cover  []float64 // weight of the rows by place
}

// shapes makes the operator of the bags' mean: each term of mean 0 over the rows, and no
// effect of one column left in a pair.
func (p *panel) shapes(pairs []pair) *graph.Shapes {
	base := p.base()
	mains := make([]curve, len(p.bins))
	for f, bins := range p.bins {
		mains[f] = p.mainCurve(f, bins)
	}
	o := &graph.Shapes{Width: len(p.bins)}
	tables := make([]curve, len(pairs))
	for i, q := range pairs {
		tables[i] = p.pairCurve(i, q)
		purify(&tables[i], q, &mains[q.first.feature], &mains[q.second.feature])
		tables[i].settlePair(q)
	}
	for f, bins := range p.bins {
		for k := range base {
			base[k] += mains[f].centre(k, p.outputs)
		}
		mains[f].settle(p.outputs, bins.Level != nil)
	}
	factor := 1.0
	if p.task == automl.Regression {
		factor = p.scale
		base[0] = p.mean + p.scale*base[0]
	}
	o.Base = base
	for f, bins := range p.bins {
		if mains[f].flat() {
			continue
		}
		o.First = append(o.First, mainAxis(o, f, bins))
		o.Second = append(o.Second, -1)
		mains[f].write(o, factor)
	}
	axes := map[*coarse]int32{}
	for i, q := range pairs {
		if tables[i].flat() {
			continue
		}
		for _, c := range [2]*coarse{q.first, q.second} {
			if _, ok := axes[c]; !ok {
				axes[c] = coarseAxis(o, c, p.bins[c.feature])
			}
		}
		o.First = append(o.First, axes[q.first])
		o.Second = append(o.Second, axes[q.second])
		tables[i].write(o, factor)
	}
	return o
}

func (p *panel) mainCurve(f int, bins *tree.Bins) curve {
	places := bins.Count + 1
	if bins.Level == nil {
		places = len(bins.Upper) + 2
	}
	c := curve{make([]float64, places*p.outputs), make([]float64, places)}
	weight := p.binWeights(bins)
	for bin := range 256 {
		if i := placeOf(bin); i < places {
			c.cover[i] = weight[bin]
		}
	}
	for k := range p.outputs {
		t := p.meanTable(f/8, k)[f%8*256:][:256]
		for bin, v := range t {
			if i := placeOf(bin); i < places {
				c.values[i*p.outputs+k] = v
			}
		}
	}
	return c
}

func (p *panel) pairCurve(i int, q pair) curve {
	n, m := q.first.count, q.second.count
	c := curve{make([]float64, n*m), make([]float64, n*m)}
	t := p.meanTable((len(p.bins)+7)/8+i/4, 0)[i%4*pairCells:][:pairCells]
	for a := range n {
		for b := range m {
			c.values[a*m+b] = t[a<<coarseShift|b]
		}
	}
	for r, a := range q.first.codes {
		c.cover[int(a)*m+int(q.second.codes[r])] += p.weight(r)
	}
	return c
}

// purify moves the effects of single columns out of a pair's table into theirs: then
// every row and column of the table has mean 0 over the training rows (Lengerich et al.
// 2020, algorithm 1).
func purify(c *curve, q pair, first, second *curve) {
	n, m := q.first.count, q.second.count
	total := 0.0
	for _, w := range c.cover {
		total += w
	}
	// Why: cells without rows are to have a place in means of nothing else.
	least := 1e-9 * max(total, 1e-300) / float64(n*m)
	largest := 0.0
	for _, v := range c.values {
		largest = max(largest, math.Abs(v))
	}
	rowMove, colMove := make([]float64, n), make([]float64, m)
	for range 200 {
		moved := 0.0
		for a := range n {
			moved = max(moved, shift(c, a*m, 1, m, least, &rowMove[a]))
		}
		for b := range m {
			moved = max(moved, shift(c, b, m, n, least, &colMove[b]))
		}
		if moved <= 1e-12*largest {
			break
		}
	}
	q.first.spread(first, rowMove)
	q.second.spread(second, colMove)
}

// shift takes the mean of n cells from at on out of them and adds it to sum.
func shift(c *curve, at, step, n int, least float64, sum *float64) float64 {
	total, mean := 0.0, 0.0
	for i := range n {
		w := c.cover[at+i*step] + least
		total += w
		mean += float64(w * c.values[at+i*step])
	}
	mean /= total
	for i := range n {
		c.values[at+i*step] -= mean
	}
	*sum += mean
	return math.Abs(mean)
}

// placeOf is the place of a bin on a column's own axis.
func placeOf(bin int) int {
	if bin == tree.MissingBin {
		return 0
	}
	return bin + 1
}

// spread adds moves, by the pair's places, to the column's own curve.
func (c *coarse) spread(own *curve, moves []float64) {
	for bin, place := range c.of {
		if i := placeOf(bin); i < len(own.values) {
			own.values[i] += moves[place]
		}
	}
}

// centre takes the mean over the rows out of output k's values and returns it.
func (c *curve) centre(k, outputs int) float64 {
	total, sum := 0.0, 0.0
	for i, w := range c.cover {
		total += w
		sum += float64(w * c.values[i*outputs+k])
	}
	mean := sum / total
	for i := range c.cover {
		c.values[i*outputs+k] -= mean
	}
	return mean
}

// settle gives missing values and levels that no row holds no effect: the mean one.
func (c *curve) settle(outputs int, levels bool) {
	for i, w := range c.cover {
		if w == 0 && (i == 0 || levels) {
			clear(c.values[i*outputs : (i+1)*outputs])
		}
	}
}

// settlePair does so for the first row and column of a pair's table.
func (c *curve) settlePair(q pair) {
	n, m := q.first.count, q.second.count
	row, col := 0.0, 0.0
	for b := range m {
		row += c.cover[b]
	}
	for a := range n {
		col += c.cover[a*m]
	}
	if row == 0 {
		clear(c.values[:m])
	}
	for a := range n {
		if col == 0 {
			c.values[a*m] = 0
		}
	}
}

// flat reports whether the term says nothing.
func (c *curve) flat() bool {
	for _, v := range c.values {
		if v != 0 {
			return false
		}
	}
	return true
}

// write adds the term's values, times a factor, to the operator.
func (c *curve) write(o *graph.Shapes, factor float64) {
	for _, v := range c.values {
		o.Values = append(o.Values, v*factor)
	}
	for _, w := range c.cover {
		o.Cover = append(o.Cover, float32(w))
	}
}

// mainAxis adds the axis of a column's own bins to the operator.
func mainAxis(o *graph.Shapes, feature int, bins *tree.Bins) int32 {
	var levels []int32
	for _, bin := range bins.Level {
		levels = append(levels, int32(placeOf(int(bin))))
	}
	places := bins.Count + 1
	if bins.Level == nil {
		places = len(bins.Upper) + 2
	}
	return addAxis(o, feature, places, bins.Upper, levels, bins.Level != nil)
}

// coarseAxis adds the axis of a column of pairs.
func coarseAxis(o *graph.Shapes, c *coarse, bins *tree.Bins) int32 {
	var bounds []float64
	for k, u := range bins.Upper {
		if c.of[k] != c.of[k+1] {
			bounds = append(bounds, u)
		}
	}
	var levels []int32
	for _, bin := range bins.Level {
		levels = append(levels, int32(c.of[bin]))
	}
	return addAxis(o, c.feature, c.count, bounds, levels, bins.Level != nil)
}

func addAxis(o *graph.Shapes, column, places int, bounds []float64, levels []int32, isLevels bool) int32 {
	kind := uint8(0)
	if isLevels {
		kind = 1
	}
	o.Column = append(o.Column, int32(column))
	o.Places = append(o.Places, int32(places))
	o.Bounds = append(o.Bounds, bounds...)
	o.BoundEnds = append(o.BoundEnds, int32(len(o.Bounds)))
	o.Levels = append(o.Levels, levels...)
	o.LevelEnds = append(o.LevelEnds, int32(len(o.Levels)))
	o.IsLevels = append(o.IsLevels, kind)
	return int32(len(o.Column)) - 1
}
