package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
)

func precisionRecall() automl.Chart {
	return entry("pr", "Precision and recall", "How many flagged rows are right, against how many of the rows looked for are found.",
		automl.TaskSet{automl.Binary}, drawPR)
}

// prCurve goes from recall 0 upwards.
func (k *ranked) prCurve() curve {
	var c curve
	for i, s := range k.steps {
		if s.tp+s.fp <= 0 {
			continue
		}
		if i == 0 || len(c.x) == 0 {
			c.add(0, s.tp/(s.tp+s.fp))
		}
		c.add(s.tp/k.pos, s.tp/(s.tp+s.fp))
	}
	c.thin()
	return c
}

func drawPR(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	share := k.pos / (k.pos + k.neg)
	f := &figure.Figure{
		X: figure.Axis{Title: fmt.Sprintf("%s found (recall)", name(r, 1)), Min: 0, Max: 1, Percent: true},
		Y: figure.Axis{Title: "Flagged rows that are right (precision)", Min: 0, Max: 1, Percent: true},
		Series: []figure.Series{{
			Name: "Guessing", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 1}, Y: []float64{share, share},
		}},
	}
	f.Series = append(f.Series, foldCurves(r, (*ranked).prCurve)...)
	c := k.prCurve()
	f.Series = append(f.Series, figure.Series{Name: "This model", Mark: figure.Line, X: c.x, Y: c.y})
	if s := k.at(o.Threshold); s.tp+s.fp > 0 {
		f.Series = append(f.Series, figure.Series{
			Name: "Threshold", Mark: figure.Points, Tone: figure.Second,
			X: []float64{s.tp / k.pos}, Y: []float64{s.tp / (s.tp + s.fp)}, Labels: []string{percent(o.Threshold)},
		})
	}
	f.Sentence = fmt.Sprintf("Average precision %s; flagging at random would reach %s, the share of %s rows.",
		score(k.averagePrecision()), score(share), name(r, 1))
	f.Table = figure.Table{Head: []string{"Found (recall)", "Right (precision)"}}
	for i := range c.x {
		f.Table.Rows = append(f.Table.Rows, []string{percent(c.x[i]), percent(c.y[i])})
	}
	return f
}
