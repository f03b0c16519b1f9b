package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func residuals() automl.Chart {
	return entry("residuals", "Errors by prediction", "Errors should scatter evenly around zero; a bend or a funnel shows where the model goes wrong.",
		automl.TaskSet{automl.Regression}, drawResiduals)
}

func drawResiduals(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	p, reason := regressionOr(r)
	if reason != "" {
		return empty(reason)
	}
	c := p.cloud()
	errs := p.errors()
	lo, hi := span(p.said)
	f := &figure.Figure{
		X: figure.Axis{Title: "Predicted " + target(r)},
		Y: figure.Axis{Title: "Error: actual less predicted"},
		Series: []figure.Series{
			{Name: cloudName(c), Mark: figure.Points, X: c.said, Y: c.errors(), Members: c.members()},
			{Name: "No error", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{lo, hi}, Y: []float64{0, 0}},
		},
		Table: figure.Table{Head: []string{"Predicted from", "to", "Rows", "Middle error", "Middle size of error"}},
	}
	line := figure.Series{Name: "Middle error", Mark: figure.Line, Tone: figure.Second}
	for _, g := range groups(p.said, errs) {
		line.X, line.Y = append(line.X, g.x), append(line.Y, g.middle)
		f.Table.Rows = append(f.Table.Rows, []string{num.Spell(g.from), num.Spell(g.to), count(g.n), num.Spell(g.middle), num.Spell(g.size)})
	}
	if len(line.X) > 1 {
		f.Series = append(f.Series, line)
	}
	mean := 0.0
	for _, e := range errs {
		mean += e / float64(len(errs))
	}
	f.Sentence = lean(mean, p) + fmt.Sprintf(" The largest error is %s.", num.Spell(p.sortedSizes()[p.rows-1]))
	return f
}

// lean says whether predictions are too high or too low on average.
func lean(mean float64, p pairs) string {
	size := quantile(p.sortedSizes(), 0.5)
	switch {
	case math.Abs(mean) <= 0.05*size || mean == 0:
		return "On average the predictions are neither too high nor too low."
	case mean > 0:
		return fmt.Sprintf("On average the predictions are %s too low.", num.Spell(mean))
	}
	return fmt.Sprintf("On average the predictions are %s too high.", num.Spell(-mean))
}

// group is the rows of a stretch of predictions.
type group struct {
	from, to, x  float64
	middle, size float64 // medians of the errors and of their sizes
	n            int
}

// groups cuts the rows into up to 12 stretches of equal numbers of rows, at least 40 each
// unless there are fewer in all.
func groups(said, errs []float64) []group {
	order := make([]int, len(said))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return said[order[a]] < said[order[b]] })
	n := max(1, min(12, len(order)/40))
	var out []group
	for k := range n {
		part := order[k*len(order)/n : (k+1)*len(order)/n]
		e, size := make([]float64, len(part)), make([]float64, len(part))
		for i, j := range part {
			e[i], size[i] = errs[j], math.Abs(errs[j])
		}
		sort.Float64s(e)
		sort.Float64s(size)
		first, last := said[part[0]], said[part[len(part)-1]]
		g := group{from: first, to: last, x: said[part[len(part)/2]], middle: quantile(e, 0.5), size: quantile(size, 0.5), n: len(part)}
		if len(out) > 0 && out[len(out)-1].x == g.x {
			continue
		}
		out = append(out, g)
	}
	return out
}
