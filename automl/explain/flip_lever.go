package explain

import (
	"math"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/table"
)

// lever is a column of a row that can be changed.
type lever struct {
	column   int
	schema   *automl.SchemaColumn
	own      float64 // NaN is missing
	tries    []float64
	low      float64 // range of training
	high     float64
	spread   float64 // a usual difference
	step     float64 // values are multiples of it: 1 of whole numbers, 86,400 of dates; 0: any
	category bool
}

const (
	leverRows  = 2000 // that usual values are taken from
	leverTries = 24   // values of a number that are tried
	// normalMAD makes a median absolute deviation the standard deviation of a normal one.
	normalMAD = 1.4826
)

// levers are the rows that usual values are taken from; none where there are no rows.
func (s *Question) levers() []int32 {
	if s.Frame == nil {
		return nil
	}
	return s.rows(leverRows)
}

// lever is what can be done with a column; nil where nothing can.
func (s *Question) lever(column int, rows []int32, own float64) *lever {
	c := &s.Schema.Columns[column]
	l := &lever{column: column, schema: c, own: own, low: c.Min, high: c.Max, category: isLevels(c)}
	switch {
	case c.Kind == table.Text:
		return nil
	case l.category:
		for k := range c.Levels {
			if v := float64(k); v != own {
				l.tries = append(l.tries, v)
			}
		}
	default:
		var known []float64
		for _, r := range rows {
			if v := valueOf(&s.Frame.Cols[column], int(r)); v >= l.low && v <= l.high {
				known = append(known, v)
			}
		}
		l.usual(known)
	}
	if len(l.tries) == 0 {
		return nil
	}
	return l
}

// usual sets the values that are tried and what counts as a usual difference.
func (l *lever) usual(known []float64) {
	if !(l.high > l.low) {
		return
	}
	slices.Sort(known)
	if len(known) > 0 {
		l.step = stepOf(l.schema, known)
	}
	distinct := slices.Compact(slices.Clone(known))
	switch {
	case len(distinct) < 2:
		for i := range leverTries {
			l.tries = append(l.tries, l.low+(l.high-l.low)*float64(i)/(leverTries-1))
		}
		l.spread = (l.high - l.low) / 4
	case len(distinct) <= leverTries:
		l.tries = distinct
	default:
		for i := range leverTries {
			l.tries = append(l.tries, known[i*(len(known)-1)/(leverTries-1)])
		}
	}
	if l.spread == 0 {
		l.spread = deviation(known)
	}
	if l.spread == 0 {
		l.spread = (l.high - l.low) / 4
	}
	l.tries = append(l.tries, l.low, l.high)
	slices.Sort(l.tries)
	l.tries = slices.DeleteFunc(slices.Compact(l.tries), func(v float64) bool { return v == l.own })
}

// stepOf is 1 for whole numbers, a day for dates without a time, else 0.
func stepOf(c *automl.SchemaColumn, values []float64) float64 {
	switch {
	case c.Kind == table.Time && wholeDays(values):
		return day
	case c.Kind != table.Time && !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) }):
		return 1
	}
	return 0
}

// deviation is the median absolute deviation of sorted values, as a standard deviation; the
// standard deviation itself where half of the values are the same.
func deviation(sorted []float64) float64 {
	middle := quantileOf(sorted, 0.5)
	away := make([]float64, len(sorted))
	for i, v := range sorted {
		away[i] = math.Abs(v - middle)
	}
	slices.Sort(away)
	if d := normalMAD * quantileOf(away, 0.5); d > 0 {
		return d
	}
	_, std := meanStd(sorted)
	return std
}

// size is how large a change to v is.
func (l *lever) size(v float64) float64 {
	if l.category || math.IsNaN(l.own) {
		return 1
	}
	return math.Abs(v-l.own) / l.spread
}

// between are values from the row's own, not included, to v: n of them evenly spaced, or all
// that there are between.
func (l *lever) between(from, to float64, n int) []float64 {
	if l.step > 0 {
		if k := math.Abs(to-from) / l.step; k <= float64(n) {
			n = int(math.Ceil(k))
		}
	}
	var out []float64
	for i := 1; i < n; i++ {
		v := from + (to-from)*float64(i)/float64(n)
		if l.step > 0 {
			v = math.Round(v/l.step) * l.step
		}
		if v != from && v != to && v >= l.low && v <= l.high {
			out = append(out, v)
		}
	}
	return append(slices.Compact(out), to)
}

// plain are values at or beyond v, seen from the row's own, with one to six digits:
// easier to say than v. Nil for whole steps.
func (l *lever) plain(v float64) []float64 {
	if l.step > 0 || v == 0 {
		return nil
	}
	var out []float64
	for digits := 1; digits <= 6; digits++ {
		unit := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-float64(digits-1))
		w := math.Ceil(v/unit) * unit
		if v < l.own {
			w = math.Floor(v/unit) * unit
		}
		w, _ = strconv.ParseFloat(strconv.FormatFloat(w, 'g', 12, 64), 64)
		if w >= l.low && w <= l.high && w != l.own {
			out = append(out, w)
		}
	}
	return out
}
