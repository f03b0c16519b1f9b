package chart

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func residualQQ() automl.Chart {
	return entry("residual_qq", "Errors against the bell curve", "On the line, errors scatter as a bell curve; bent ends mean more large errors than one would think.",
		automl.TaskSet{automl.Regression}, drawQQ)
}

// maxQQ is how many quantiles are drawn.
const maxQQ = 400

// drawQQ holds the sorted errors, in standard deviations, against the quantiles of the
// normal distribution at (i - 0.5)/n (Hazen 1914).
func drawQQ(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	p, reason := regressionOr(r)
	if reason != "" {
		return empty(reason)
	}
	errs := p.errors()
	if len(errs) < 3 {
		return empty("At least three scored rows are needed to look at the shape of the errors.")
	}
	sort.Float64s(errs)
	mean := 0.0
	for _, e := range errs {
		mean += e / float64(len(errs))
	}
	sd := deviation(errs, mean)
	if !(sd > 0) {
		return empty("All errors are equal, so they have no shape.")
	}
	n := min(len(errs), maxQQ)
	dots := figure.Series{Name: "Errors", Mark: figure.Points}
	f := &figure.Figure{
		X:     figure.Axis{Title: "Bell curve, in standard deviations"},
		Y:     figure.Axis{Title: "Errors, in standard deviations"},
		Table: figure.Table{Head: []string{"Bell curve", "Error / deviation"}},
	}
	for i := range n {
		share := (float64(i) + 0.5) / float64(n)
		x, y := distuv.UnitNormal.Quantile(share), (quantile(errs, share)-mean)/sd
		if len(errs) <= maxQQ {
			y = (errs[i] - mean) / sd
		}
		dots.X, dots.Y = append(dots.X, x), append(dots.Y, y)
		f.Table.Rows = append(f.Table.Rows, []string{num.Spell(x), num.Spell(y)})
	}
	lo, hi := span(dots.X, dots.Y)
	f.Series = []figure.Series{{Name: "Bell curve", Mark: figure.Line, Tone: figure.Second, Dashed: true, X: []float64{lo, hi}, Y: []float64{lo, hi}}, dots}
	far := 0
	for _, e := range errs {
		if math.Abs(e-mean) > 3*sd {
			far++
		}
	}
	f.Sentence = fmt.Sprintf("%s of %s are off by more than three standard deviations (%s); with a bell curve it would be %s.",
		count(far), of(len(errs), "row"), num.Spell(3*sd), num.Spell(math.Round(0.0027*float64(len(errs)))))
	return f
}
