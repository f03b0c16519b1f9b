package sure

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// Spread predicts how far the truth may lie from the prediction of a row.
type Spread struct {
	// Fit learns it from some of the rows, by their places. The node answers how far down and
	// up, above 0 and in any unit: what matters is how rows differ.
	Fit func(ctx context.Context, rows []int) (*graph.Node, error)
	// Predict evaluates a node of Fit on rows, row by row.
	Predict func(node *graph.Node, rows []int) ([]float64, error)
}

const (
	worthwhile = 0.02 // share of the interval score that a spread must save to be taken
	usualShare = 0.9  // of rows whose truth lies no further below, and no further above, than is usual
	telling    = 0.95 // level beyond which so few rows lie outside that a score is chance
	leastSide  = 0.02 // of the longer side of intervals that the shorter one has
)

// Intervals finds the intervals of a predicted number: from p - f*d*Down to p + f*u*Up for the
// prediction p. Down and Up are how far the truth usually lies to either side. D and u are 1,
// or foretold for each row by a spread: the size of residuals (Lei et al. 2018, section 5.2) or
// their quantiles (Romano, Patterson and Candès 2019). F is set for each level by how often the
// truth lay within, on out-of-fold rows. Of equal widths and the spreads the one with the best
// interval score is taken (Gneiting and Raftery 2007, eq. 43).
//
// A spread that cannot be fitted is passed over: only ctx's end is an error.
func Intervals(ctx context.Context, r *Rows, spreads ...*Spread) (*automl.Sureness, error) {
	if len(r.Y.Y) == 0 {
		return nil, nil
	}
	s := &automl.Sureness{Levels: r.levels(), Rows: len(r.Y.Y), NotNegative: slices.Min(r.Y.Y) >= 0}
	even := &reach{Rows: r, levels: s.Levels, notNegative: s.NotNegative}
	chosen, most := even, 1-worthwhile
	for _, spread := range spreads {
		before, whole, err := r.spread(ctx, spread)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			continue
		}
		own := &reach{Rows: r, levels: s.Levels, notNegative: s.NotNegative, before: before}
		if part := against(own, even); part < most {
			chosen, s.Spread, most = own, whole, part
		}
	}
	f := chosen.fit(-1)
	s.Down, s.Up, s.Factors, s.Coverage = f.down, f.up, f.factors, chosen.coverage()
	return s, nil
}

// Interval is the interval of a level around the prediction p, for what the spread answered
// for the row; nil where there is none.
func Interval(s *automl.Sureness, level int, p float64, before []float64) (low, high float64) {
	down, up := s.Factors[level]*s.Down, s.Factors[level]*s.Up
	if before != nil {
		down, up = down*before[0], up*before[1]
	}
	return span(p, down, up, s.NotNegative)
}

func span(p, down, up float64, notNegative bool) (low, high float64) {
	low, high = p-down, p+up
	if notNegative {
		low, high = max(low, 0), max(high, 0)
	}
	return low, high
}

// reach is what a spread foretold for each row, and what follows from it.
type reach struct {
	*Rows
	levels      []float64
	notNegative bool
	before      []float64 // down and up of each row; nil: 1
}

func (h *reach) foretold(i int) (down, up float64) {
	if h.before == nil {
		return 1, 1
	}
	return h.before[2*i], h.before[2*i+1]
}

// fitted is what intervals are made with.
type fitted struct {
	down, up float64
	factors  []float64
}

// fit finds it by all rows but those of one part; -1 takes all.
func (h *reach) fit(without int32) fitted {
	f := fitted{factors: make([]float64, len(h.levels))}
	var below, above []scored
	for i, y := range h.Y.Y {
		if h.Part[i] != without {
			down, up := h.foretold(i)
			off, w := y-h.P.Values[i], h.weight(i)
			below, above = append(below, scored{-off / down, w}), append(above, scored{off / up, w})
		}
	}
	if len(below) == 0 {
		return f
	}
	need := slices.Clone(below)
	f.down, f.up = max(0, bound(slices.Clone(below), usualShare)), max(0, bound(slices.Clone(above), usualShare))
	if f.down == 0 && f.up == 0 { // nearly all rows are met exactly
		f.down, f.up = 1, 1
	}
	least := leastSide * max(f.down, f.up)
	f.down, f.up = max(f.down, least), max(f.up, least)
	for i := range need {
		need[i].v = max(below[i].v/f.down, above[i].v/f.up)
	}
	for l, level := range h.levels {
		f.factors[l] = bound(need, level)
	}
	return f
}

// spread foretells each part from the others, and fits the node that foretells new rows.
func (r *Rows) spread(ctx context.Context, s *Spread) ([]float64, *graph.Node, error) {
	mine, others := make([][]int, r.parts()), make([][]int, r.parts())
	all := make([]int, len(r.Part))
	for i, p := range r.Part {
		all[i] = i
		for k := range mine {
			if int(p) == k {
				mine[k] = append(mine[k], i)
			} else {
				others[k] = append(others[k], i)
			}
		}
	}
	whole, err := s.Fit(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	out := make([]float64, 2*len(r.Part))
	for k, rows := range mine {
		node, err := s.Fit(ctx, others[k])
		if err != nil {
			return nil, nil, err
		}
		values, err := s.Predict(node, rows)
		if err != nil {
			return nil, nil, err
		}
		for at, i := range rows {
			copy(out[2*i:2*i+2], values[2*at:])
		}
	}
	return out, whole, nil
}

// judge calls f with the interval of every row and level, made without the row's part.
func (h *reach) judge(f func(i, level int, low, high float64)) {
	for k := range h.parts() {
		made := h.fit(int32(k))
		for i, p := range h.Part {
			if int(p) != k {
				continue
			}
			down, up := h.foretold(i)
			for l, factor := range made.factors {
				low, high := span(h.P.Values[i], factor*made.down*down, factor*made.up*up, h.notNegative)
				f(i, l, low, high)
			}
		}
	}
}

// coverage judges each part by what the others gave.
func (h *reach) coverage() []automl.Coverage {
	n := len(h.Y.Y)
	out := make([]automl.Coverage, len(h.levels))
	h.judge(func(i, l int, low, high float64) {
		if y := h.Y.Y[i]; y >= low && y <= high {
			out[l].Inside++
		}
		out[l].Width += (high - low) / float64(n)
	})
	for l, level := range h.levels {
		out[l].Level, out[l].Rows = level, n
		out[l].Low, out[l].High = Wilson(out[l].Inside, n)
	}
	return out
}

// against is the mean ratio of a's interval scores to b's over the levels that tell; infinite
// where those of b cannot be bettered.
func against(a, b *reach) float64 {
	x, y := a.scores(), b.scores()
	sum, n := 0.0, 0.0
	for l, level := range a.levels {
		switch {
		case level > telling:
			continue
		case !(y[l] > 0):
			return math.Inf(1)
		}
		sum, n = sum+x[l]/y[l], n+1
	}
	return sum / n
}

// scores are the mean interval scores of each level.
func (h *reach) scores() []float64 {
	total := 0.0
	for i := range h.Y.Y {
		total += h.weight(i)
	}
	out := make([]float64, len(h.levels))
	h.judge(func(i, l int, low, high float64) {
		y, miss := h.Y.Y[i], 2/(1-h.levels[l])
		out[l] += h.weight(i) / total * (high - low + miss*math.Max(0, math.Max(low-y, y-high)))
	})
	return out
}

// Guard widens what was found on out-of-fold rows where the final model does worse on rows that
// it was trained on: one whose fit was cut short is not the like of those that were judged. R
// holds the final model's own predictions of such rows, before what the spread answers for them
// or nil. S comes back unchanged where the truth lies within about as often as it should, and
// that is the rule: models do better on their own rows.
func Guard(s *automl.Sureness, r *Rows, before []float64) *automl.Sureness {
	if len(r.Y.Y) == 0 {
		return s
	}
	out := *s
	out.Factors, out.Least = slices.Clone(s.Factors), slices.Clone(s.Least)
	var least [][]float64
	for l, c := range Judge(s, r.Y, r.P, before) {
		if c.High >= c.Level-min(0.02, (1-c.Level)/2) {
			continue
		}
		out.Widened = true
		if !r.Y.Task.IsClassification() {
			out.Factors[l] = max(out.Factors[l], bound(needs(s, r, before), c.Level))
			continue
		}
		if least == nil {
			least, _ = r.least(s.Levels, -1)
		}
		out.Least[l] = slices.Clone(s.Least[l])
		for k := range out.Least[l] {
			out.Least[l][k] = min(out.Least[l][k], least[l][k])
		}
	}
	if !out.Widened {
		return s
	}
	for l := 1; l < len(out.Factors); l++ { // intervals of a higher level stay the wider ones
		out.Factors[l] = max(out.Factors[l], out.Factors[l-1])
	}
	return &out
}

// needs are the factors with which the interval of each row just holds the truth.
func needs(s *automl.Sureness, r *Rows, before []float64) []scored {
	out := make([]scored, len(r.Y.Y))
	for i, y := range r.Y.Y {
		down, up := s.Down, s.Up
		if before != nil {
			down, up = down*before[2*i], up*before[2*i+1]
		}
		off := y - r.P.Values[i]
		out[i] = scored{max(-off/down, off/up), r.weight(i)}
	}
	return out
}
