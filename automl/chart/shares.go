package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// shareChart makes the catalogue entry of a chart of Report.Explanation.
func shareChart(id, name, help string, draw func(x *automl.Explanation, k int, o automl.ChartOptions) *figure.Figure) automl.Chart {
	c := entry(id, name, help, automl.AnyTask, func(r *automl.Report, o automl.ChartOptions) *figure.Figure {
		x := r.Explanation
		switch {
		case x == nil:
			return empty("It was not worked out yet how the answers come about.")
		case len(x.Rows) == 0:
			return empty("There are no rows whose answers could be explained.")
		case len(x.Columns) == 0:
			return empty("The model looks at no column.")
		}
		k := 0
		if o.Class > 0 && o.Class < len(x.Outputs) {
			k = o.Class
		}
		return draw(x, k, o)
	})
	c.Needs = automl.NeedsExplanation
	return c
}

// maxShares is the number of columns drawn; the table holds all.
const maxShares = 20

func shares() automl.Chart {
	return shareChart("shares", "What drives the answers", "How much each column moves the answers, up or down, on average; long bars matter most.", drawShares)
}

func drawShares(x *automl.Explanation, k int, _ automl.ChartOptions) *figure.Figure {
	size, order := weights(x, k, nil)
	f := &figure.Figure{
		X:     figure.Axis{Title: "Mean size of the share in " + scaleOf(x, k)},
		Table: figure.Table{Head: []string{"Column", "Mean size of the share", "Mean share"}},
	}
	s := figure.Series{Mark: figure.HBars}
	mean := meanShares(x, k, nil)
	unused := 0
	for i, c := range order {
		f.Table.Rows = append(f.Table.Rows, []string{x.Columns[c], num.Spell(size[c]), num.Spell(mean[c])})
		if size[c] == 0 {
			unused++
		}
		if i < maxShares {
			f.Y.Categories = append(f.Y.Categories, x.Columns[c])
			s.X, s.Y = append(s.X, size[c]), append(s.Y, float64(i))
			s.Labels = append(s.Labels, fixed(size[c], size[order[0]]))
		}
	}
	f.Series = []figure.Series{s}
	if len(order) > maxShares {
		f.Y.Title = fmt.Sprintf("The first %d of %d columns", maxShares, len(order))
	}
	f.Sentence = sharesSentence(x, k, size, order, unused)
	return f
}

func sharesSentence(x *automl.Explanation, k int, size []float64, order []int, unused int) string {
	if unused == len(order) {
		return "No column moves the answers: they are the same for every row."
	}
	text := fmt.Sprintf("“%s” moves %s most: by %s on average over %s.", x.Columns[order[0]], scaleOf(x, k), num.Spell(size[order[0]]), of(len(x.Rows), "row"))
	if len(order) > 1 && size[order[1]] > 0 {
		text += fmt.Sprintf(" Next is “%s” with %s.", x.Columns[order[1]], num.Spell(size[order[1]]))
	}
	if unused > 0 {
		text += fmt.Sprintf(" Of %s, %s no use.", of(len(order), "column"), shows(unused))
	}
	return text
}

// scaleOf names what shares of output k are shares of.
func scaleOf(x *automl.Explanation, k int) string {
	what := "“" + x.Outputs[k] + "”"
	switch x.Scale {
	case automl.ScaleProbability:
		return "the probability of " + what
	case automl.ScaleLogOdds:
		return "the log-odds of " + what
	case automl.ScaleScore:
		return "the score of " + what
	case automl.ScaleLog:
		return "the logarithm of " + what
	}
	return what
}

// rowsOrAll are the given places of rows that there are, or all places for nil.
func rowsOrAll(x *automl.Explanation, rows []int) []int {
	var out []int
	if rows == nil {
		for i := range x.Rows {
			out = append(out, i)
		}
	}
	for _, i := range rows {
		if i >= 0 && i < len(x.Rows) {
			out = append(out, i)
		}
	}
	return out
}

// weights are the mean sizes of the columns' shares over some rows, and the columns by them.
func weights(x *automl.Explanation, k int, rows []int) (size []float64, order []int) {
	size, order = make([]float64, len(x.Columns)), make([]int, len(x.Columns))
	some := rowsOrAll(x, rows)
	for c := range order {
		order[c] = c
		for _, i := range some {
			size[c] += math.Abs(x.Values[k][i][c]) / float64(len(some))
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return size[order[a]] > size[order[b]] })
	return size, order
}

// meanShares are the mean shares of the columns over some rows.
func meanShares(x *automl.Explanation, k int, rows []int) []float64 {
	out := make([]float64, len(x.Columns))
	some := rowsOrAll(x, rows)
	for c := range out {
		for _, i := range some {
			out[c] += x.Values[k][i][c] / float64(len(some))
		}
	}
	return out
}

// signed spells a share with its sign.
func signed(v, largest float64) string {
	s := fixed(v, largest)
	if v > 0 && s != "0" {
		return "+" + s
	}
	return s
}

// largestOf is the largest size among numbers.
func largestOf(v []float64) float64 {
	top := 0.0
	for _, x := range v {
		top = max(top, math.Abs(x))
	}
	return top
}
