package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
)

func threshold() automl.Chart {
	return entry("threshold", "Choice of threshold", "What is gained and lost as rows are flagged from a higher probability on.",
		automl.TaskSet{automl.Binary}, drawThreshold)
}

// thresholdSteps is the number of thresholds drawn, evenly from 0 to 1.
const thresholdSteps = 200

func drawThreshold(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	var t, precision, recall, f1 []float64
	f := &figure.Figure{
		X:     figure.Axis{Title: "Threshold: flagged from this probability on", Min: 0, Max: 1, Percent: true},
		Y:     figure.Axis{Title: "Share", Min: 0, Max: 1, Percent: true},
		Table: figure.Table{Head: []string{"Threshold", "Precision", "Recall", "F1", "Rows flagged"}},
	}
	best, top := math.NaN(), -1.0
	for i := range thresholdSteps + 1 {
		at := float64(i) / thresholdSteps
		s := k.at(at)
		p, q, h := k.scores(s)
		t, precision, recall, f1 = append(t, at), append(precision, p), append(recall, q), append(f1, h)
		if h > top {
			best, top = at, h
		}
		if i%4 == 0 {
			f.Table.Rows = append(f.Table.Rows, []string{percent(at), percent(p), percent(q), percent(h), count(s.n)})
		}
	}
	f.Series = []figure.Series{
		{Name: "Precision: flagged rows that are right", Mark: figure.Line, X: t, Y: precision},
		{Name: "Recall: rows that are found", Mark: figure.Line, Tone: figure.Second, Dashed: true, X: t, Y: recall},
		{Name: "F1", Mark: figure.Line, Tone: figure.Third, X: t, Y: f1},
		{Name: "Threshold", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{o.Threshold, o.Threshold}, Y: []float64{0, 1}},
	}
	p, q, h := k.scores(k.at(o.Threshold))
	f.Sentence = fmt.Sprintf("At a threshold of %s no row is flagged.", percent(o.Threshold))
	if !math.IsNaN(p) {
		f.Sentence = fmt.Sprintf("At a threshold of %s, %s of the flagged rows are right and %s of the %s rows are found (F1 %s).",
			percent(o.Threshold), percent(p), percent(q), name(r, 1), score(h))
	}
	if top > 0 {
		f.Sentence += fmt.Sprintf(" F1 is highest, at %s, near %s.", score(top), percent(best))
	}
	return f
}

// scores are precision (NaN when nothing is flagged), recall and F1 of a step.
func (k *ranked) scores(s step) (precision, recall, f1 float64) {
	precision = math.NaN()
	if s.tp+s.fp > 0 {
		precision = s.tp / (s.tp + s.fp)
	}
	return precision, s.tp / k.pos, 2 * s.tp / (s.tp + s.fp + k.pos)
}
