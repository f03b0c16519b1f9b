package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func errorDeciles() automl.Chart {
	return entry("error_deciles", "Error by size", "How far off the model is for small and for large predictions, in tenths of the rows.",
		automl.TaskSet{automl.Regression}, drawDeciles)
}

// mostParts is the number of parts of about as many rows each.
const mostParts = 10

func drawDeciles(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	if _, reason := regressionOr(r); reason != "" {
		return empty(reason)
	}
	var order []int32
	said := func(i int32) float64 { return r.Prediction.Values[int(i)*r.Prediction.Width] }
	for i, y := range r.Target.Y {
		if usable(y) && usable(said(int32(i))) {
			order = append(order, int32(i))
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return said(order[a]) < said(order[b]) })
	n := min(mostParts, len(order))
	f := &figure.Figure{
		X:     figure.Axis{Title: "Predicted " + target(r) + ", from … up"},
		Y:     figure.Axis{Title: "Size of the error"},
		Table: figure.Table{Head: []string{"Predicted from", "to", "Rows", "Typical error", "Mean error", "Too high or low by"}},
	}
	middle := figure.Series{Name: "Typical (median)", Mark: figure.Bars}
	mean := figure.Series{Name: "Mean", Mark: figure.Points, Tone: figure.Second}
	worst, top := 0, -1.0
	for k := range n {
		part := order[k*len(order)/n : (k+1)*len(order)/n]
		sizes, sum, lean := make([]float64, len(part)), 0.0, 0.0
		for j, i := range part {
			e := r.Target.Y[i] - said(i)
			sizes[j] = math.Abs(e)
			sum += sizes[j] / float64(len(part))
			lean += e / float64(len(part))
		}
		sort.Float64s(sizes)
		from, to := said(part[0]), said(part[len(part)-1])
		m := quantile(sizes, 0.5)
		f.X.Categories = append(f.X.Categories, num.Spell(from))
		middle.X, middle.Y, middle.Members = append(middle.X, float64(k)), append(middle.Y, m), append(middle.Members, part)
		mean.X, mean.Y, mean.Members = append(mean.X, float64(k)), append(mean.Y, sum), append(mean.Members, part)
		f.Table.Rows = append(f.Table.Rows, []string{num.Spell(from), num.Spell(to), count(len(part)), num.Spell(m), num.Spell(sum), num.Spell(-lean)})
		if sum > top {
			worst, top = k, sum
		}
	}
	f.Series = []figure.Series{middle, mean}
	f.Sentence = fmt.Sprintf("The model is furthest off, by %s on average, where it predicts %s to %s.", num.Spell(top), f.Table.Rows[worst][0], f.Table.Rows[worst][1])
	return f
}
