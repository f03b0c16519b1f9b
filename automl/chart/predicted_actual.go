package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func predictedActual() automl.Chart {
	return entry("predicted_actual", "Predicted and actual", "The nearer the rows to the diagonal, the better; above it the model says too much.",
		automl.TaskSet{automl.Regression}, drawPredictedActual)
}

func drawPredictedActual(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	p, reason := regressionOr(r)
	if reason != "" {
		return empty(reason)
	}
	c := p.cloud()
	lo, hi := span(p.actual, p.said)
	f := &figure.Figure{
		X: figure.Axis{Title: "Actual " + target(r)},
		Y: figure.Axis{Title: "Predicted " + target(r)},
		Series: []figure.Series{
			{Name: cloudName(c), Mark: figure.Points, X: c.actual, Y: c.said, Members: c.members()},
			{Name: "Perfect", Mark: figure.Line, Tone: figure.Second, Dashed: true, X: []float64{lo, hi}, Y: []float64{lo, hi}},
		},
		Table: pairTable(c),
	}
	sizes := p.sortedSizes()
	f.Sentence = fmt.Sprintf("Half of the predictions are within %s of the actual %s, nine in ten within %s.",
		num.Spell(quantile(sizes, 0.5)), target(r), num.Spell(quantile(sizes, 0.9)))
	if r2 := p.r2(); !math.IsNaN(r2) {
		f.Sentence += fmt.Sprintf(" R² is %s.", score(r2))
	}
	return f
}

func cloudName(c pairs) string {
	if len(c.actual) < c.rows {
		return fmt.Sprintf("%s of %s", count(len(c.actual)), of(c.rows, "row"))
	}
	return of(c.rows, "row")
}

// maxTable is the number of rows of a table that a person may read.
const maxTable = 2000

// pairTable lists the first rows of a cloud.
func pairTable(c pairs) figure.Table {
	t := figure.Table{Head: []string{"Actual", "Predicted", "Error"}}
	for i := range min(len(c.actual), maxTable) {
		t.Rows = append(t.Rows, []string{num.Spell(c.actual[i]), num.Spell(c.said[i]), num.Spell(c.actual[i] - c.said[i])})
	}
	return t
}
