package ebm

import "winnow/automl/tree"

// mostStep bounds a Newton step before the learning rate. Why: where the model is sure and
// wrong the hessian says little.
const mostStep = 5

// law is what a step obeys, in the units of a pass's gradient words.
type law struct {
	least  float64 // hessian of a range
	l2     float64
	smooth float64 // hessian by which a level is drawn to the middle
	rate   float64 // turns gradient over hessian into a step
	unit   float64 // hessians to one
	bound  bool    // steps have a bound
}

// rowHess is the hessian of a row about whose class nothing is known.
const rowHess = 0.25

// law turns the knobs, which count rows, into hessians: those of rows about whose class
// nothing is known. Total is the hessian of all rows.
func (b *bag) law(total float64) law {
	row := b.unit.h
	if b.bound() {
		row = rowHess * b.unit.h
	}
	return law{
		// Why: with few rows ranges of the usual size leave no room for a shape.
		least: min(row*float64(b.MinLeaf), total/20), l2: row * b.L2, smooth: row * b.Smooth,
		rate: b.Rate * b.unit.h / b.unit.g, unit: b.unit.h / b.unit.g, bound: b.bound(),
	}
}

// step is the step down a gradient.
func (l *law) step(g, h, l2 float64) float64 {
	if h+l2 <= 0 {
		return 0
	}
	s := -g / (h + l2)
	if most := mostStep / l.unit; l.bound {
		s = min(max(s, -most), most)
	}
	return l.rate * s
}

// part is a range of bins from lo up to, not including, hi.
type part struct{ lo, hi int }

// columnStep finds the step of a column. A number's bins are cut into a few ranges of one
// step each; a category's levels, and missing values, have one each. Now are the column's
// values.
func (b *bag) columnStep(bins *tree.Bins, h []uint64, now, out []float64) {
	var total uint64
	for _, w := range h {
		total += w
	}
	l := b.law(second(total))
	clear(out)
	l.level(h[tree.MissingBin], now[tree.MissingBin], &out[tree.MissingBin])
	if bins.Level != nil {
		for k := range bins.Count {
			l.level(h[k], now[k], &out[k])
		}
		return
	}
	if bins.Count == 0 {
		return
	}
	// The gradient and hessian up to each bin.
	g, hess := b.sumG[:bins.Count], b.sumH[:bins.Count]
	var sum uint64
	for k := range g {
		sum += h[k]
		g[k], hess[k] = first(sum), second(sum)
	}
	b.cut(&l, g, hess)
	for _, p := range b.parts {
		gp, hp := between(g, hess, p.lo, p.hi)
		v := l.step(gp, hp, l.l2)
		for k := p.lo; k < p.hi; k++ {
			out[k] = v
		}
	}
}

// level is the step of a level towards the value at which its loss and the penalty on that
// value are least together.
func (l *law) level(w uint64, now float64, out *float64) {
	if h := second(w); h > 0 {
		*out = l.step(first(w)+float64(l.smooth*now)/l.unit, h, l.smooth)
	}
}

// cut parts the bins at random, where enough rows are on both sides. Why not where it gains
// most: the mean of many random cuts is a smooth curve, that of many best ones follows the
// noise (the idea of Geurts et al. 2006).
func (b *bag) cut(l *law, g, h []float64) {
	b.parts = append(b.parts[:0], part{0, len(g)})
	if len(g) < 2 {
		return
	}
	for range b.Leaves - 1 {
		at := b.rng.IntN(len(g)-1) + 1
		for i, p := range b.parts {
			if at <= p.lo || at >= p.hi {
				continue
			}
			_, left := between(g, h, p.lo, at)
			_, right := between(g, h, at, p.hi)
			if left >= l.least && right >= l.least {
				b.parts[i].hi = at
				b.parts = append(b.parts, part{at, p.hi})
			}
			break
		}
	}
}

// between sums the bins from lo up to hi.
func between(g, h []float64, lo, hi int) (float64, float64) {
	if lo == 0 {
		return g[hi-1], h[hi-1]
	}
	return g[hi-1] - g[lo-1], h[hi-1] - h[lo-1]
}
