package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func roc() automl.Chart {
	return entry("roc", "ROC curve", "The nearer the curve to the top left corner, the better the model tells the classes apart.",
		automl.TaskSet{automl.Binary}, drawROC)
}

func drawROC(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	f := &figure.Figure{
		X: figure.Axis{Title: "Others flagged (false positive rate)", Min: 0, Max: 1, Percent: true},
		Y: figure.Axis{Title: fmt.Sprintf("%s found (true positive rate)", name(r, 1)), Min: 0, Max: 1, Percent: true},
		Series: []figure.Series{{
			Name: "Guessing", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 1}, Y: []float64{0, 1},
		}},
	}
	f.Series = append(f.Series, foldCurves(r, (*ranked).rocCurve)...)
	c := k.rocCurve()
	f.Series = append(f.Series, figure.Series{Name: "This model", Mark: figure.Line, X: c.x, Y: c.y})
	s := k.at(o.Threshold)
	f.Series = append(f.Series, figure.Series{
		Name: "Threshold", Mark: figure.Points, Tone: figure.Second, X: []float64{s.fp / k.neg}, Y: []float64{s.tp / k.pos},
		Labels: []string{percent(o.Threshold)},
	})
	auc := k.auc()
	f.Sentence = fmt.Sprintf("ROC AUC %s: of 100 pairs of a %s row and another, the model ranks %s the right way round; guessing gets 50.",
		score(auc), name(r, 1), num.Spell(math.Round(auc*1000)/10))
	f.Table = figure.Table{Head: []string{"Others flagged", "Found"}}
	for i := range c.x {
		f.Table.Rows = append(f.Table.Rows, []string{percent(c.x[i]), percent(c.y[i])})
	}
	return f
}

// maxFoldCurves is how many folds are drawn one by one; of more, the range alone.
const maxFoldCurves = 20

// bandSteps is the number of places at which the range of the folds is taken.
const bandSteps = 100

// foldCurves draws each fold with both classes as a thin line over the range of them all;
// the first line names them.
func foldCurves(r *automl.Report, make func(*ranked) curve) []figure.Series {
	n := folds(r)
	if n < 2 {
		return nil
	}
	band := figure.Series{Name: "Range of the folds", Mark: figure.Band, Tone: figure.Muted}
	var lines []figure.Series
	for fold := range n {
		k := rank(r, func(i int) bool { return int(r.Fold[i]) == fold })
		if !k.whole() {
			continue
		}
		c := make(k)
		s := figure.Series{Mark: figure.Line, Tone: figure.Muted, X: c.x, Y: c.y}
		if len(lines) == 0 {
			s.Name = "Each fold"
		}
		lines = append(lines, s)
		widen(&band, c)
	}
	if len(lines) < 2 {
		return nil
	}
	if len(lines) > maxFoldCurves {
		return []figure.Series{band}
	}
	return append([]figure.Series{band}, lines...)
}

// widen makes a band over 0 to 1 hold a curve. Where a curve is upright its ends count.
func widen(band *figure.Series, c curve) {
	first := len(band.X) == 0
	for i := range bandSteps + 1 {
		x := float64(i) / bandSteps
		low, high := c.span(x)
		if first {
			band.X, band.Low, band.High = append(band.X, x), append(band.Low, low), append(band.High, high)
			continue
		}
		band.Low[i], band.High[i] = math.Min(band.Low[i], low), math.Max(band.High[i], high)
	}
}
