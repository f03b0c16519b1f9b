package chart

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesDependence() automl.Chart {
	return shareChart("shares_dependence", "How one column's values act", "Across: the column's value; up: what it gives to the answer of each row. Points above each other are rows in which it works together with other columns.", drawDependence)
}

func drawDependence(x *automl.Explanation, k int, o automl.ChartOptions) *figure.Figure {
	_, order := weights(x, k, nil)
	c := order[0]
	if o.Column != "" {
		if c = slices.Index(x.Columns, o.Column); c < 0 {
			return empty("The model looks at no column “" + o.Column + "”.")
		}
	}
	f := &figure.Figure{X: figure.Axis{Title: x.Columns[c]}, Y: figure.Axis{Title: "Share in " + scaleOf(x, k)}}
	if c < len(x.Levels) && x.Levels[c] != nil {
		drawLevels(f, x, k, c)
	} else {
		drawNumbers(f, x, k, c)
	}
	return f
}

// drawNumbers draws a point for each row and a line through the middles of stretches.
func drawNumbers(f *figure.Figure, x *automl.Explanation, k, c int) {
	s := figure.Series{Name: "Rows", Mark: figure.Points}
	var at, share, gaps []float64
	for i, v := range x.Places[c] {
		y := x.Values[k][i][c]
		if math.IsNaN(v) {
			gaps = append(gaps, y)
			continue
		}
		at, share = append(at, v), append(share, y)
	}
	if len(at) == 0 {
		*f = *empty("“" + x.Columns[c] + "” is missing in every row.")
		return
	}
	s.X, s.Y = at, share
	f.Series = append(f.Series, s)
	line := figure.Series{Name: "Middle", Mark: figure.Line, Tone: figure.Second}
	f.Table.Head = []string{x.Columns[c] + " from", "to", "Rows", "Middle share"}
	for _, g := range groups(at, share) {
		line.X, line.Y = append(line.X, g.x), append(line.Y, g.middle)
		f.Table.Rows = append(f.Table.Rows, []string{num.Spell(g.from), num.Spell(g.to), count(g.n), num.Spell(g.middle)})
	}
	if len(line.X) > 1 {
		f.Series = append(f.Series, line)
	}
	f.Sentence = dependenceSays(x, k, c)
	if len(gaps) > 0 {
		sort.Float64s(gaps)
		m := quantile(gaps, 0.5)
		f.Table.Rows = append(f.Table.Rows, []string{"missing", "", count(len(gaps)), num.Spell(m)})
		f.Sentence += fmt.Sprintf(" Where it is missing, it gives %s.", num.Spell(m))
	}
}

func dependenceSays(x *automl.Explanation, k, c int) string {
	switch r := swarmTrend(x, k, c); {
	case r > 0.3:
		return fmt.Sprintf("The higher “%s”, the more it gives to %s.", x.Columns[c], scaleOf(x, k))
	case r < -0.3:
		return fmt.Sprintf("The higher “%s”, the less it gives to %s.", x.Columns[c], scaleOf(x, k))
	}
	return fmt.Sprintf("What “%s” gives to %s neither rises nor falls with it throughout.", x.Columns[c], scaleOf(x, k))
}

// drawLevels draws the mean share of each level, with the spread of the middle eight of ten
// rows.
func drawLevels(f *figure.Figure, x *automl.Explanation, k, c int) {
	type level struct {
		name string
		v    []float64
	}
	levels := make([]level, len(x.Levels[c])+1)
	for i, n := range x.Levels[c] {
		levels[i].name = n
	}
	levels[len(levels)-1].name = "missing or new"
	for i, v := range x.Places[c] {
		at := len(levels) - 1
		if v >= 0 && int(v) < at {
			at = int(v)
		}
		levels[at].v = append(levels[at].v, x.Values[k][i][c])
	}
	levels = slices.DeleteFunc(levels, func(l level) bool { return len(l.v) == 0 })
	mean := func(l level) float64 {
		sum := 0.0
		for _, v := range l.v {
			sum += v / float64(len(l.v))
		}
		return sum
	}
	sort.SliceStable(levels, func(a, b int) bool { return mean(levels[a]) > mean(levels[b]) })
	f.X, f.Y = f.Y, figure.Axis{Title: x.Columns[c]}
	f.Table.Head = []string{x.Columns[c], "Rows", "Mean share"}
	s := figure.Series{Mark: figure.HBars}
	for i, l := range levels {
		m := mean(l)
		f.Table.Rows = append(f.Table.Rows, []string{l.name, count(len(l.v)), num.Spell(m)})
		if i >= maxShares {
			continue
		}
		sort.Float64s(l.v)
		f.Y.Categories = append(f.Y.Categories, shown(l.name))
		s.X, s.Y = append(s.X, m), append(s.Y, float64(i))
		s.Low, s.High = append(s.Low, quantile(l.v, 0.1)), append(s.High, quantile(l.v, 0.9))
	}
	f.Series = []figure.Series{s}
	first, last := levels[0], levels[len(levels)-1]
	f.Sentence = fmt.Sprintf("“%s” gives most to %s: %s.", first.name, scaleOf(x, k), num.Spell(mean(first)))
	if len(levels) > 1 {
		f.Sentence += fmt.Sprintf(" “%s” gives least: %s.", last.name, num.Spell(mean(last)))
	}
}
