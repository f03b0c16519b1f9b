package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func foldScores() automl.Chart {
	return entry("fold_scores", "Score in each fold", "How much the score depends on which rows were kept back; close points mean a steady model.",
		automl.AnyTask, drawFoldScores)
}

func drawFoldScores(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	var x, y []float64
	for i, v := range r.Row.Folds {
		if usable(v) {
			x, y = append(x, float64(i)), append(y, v)
		}
	}
	if len(y) == 0 {
		return empty("No fold has been scored yet.")
	}
	f := &figure.Figure{
		Y:     figure.Axis{Title: metricName(r)},
		Table: figure.Table{Head: []string{"Fold", metricName(r)}},
	}
	n := len(r.Row.Folds)
	for i := range n {
		label := fmt.Sprintf("Fold %d", i+1)
		if n > 12 {
			label = fmt.Sprint(i + 1)
		}
		f.X.Categories = append(f.X.Categories, label)
	}
	if n > 12 {
		f.X.Title = "Fold"
	}
	mean := 0.0
	points := figure.Series{Name: "Fold", Mark: figure.Points, X: x, Y: y}
	for i, v := range y {
		mean += v / float64(len(y))
		f.Table.Rows = append(f.Table.Rows, []string{f.X.Categories[int(x[i])], score(v)})
		if n <= 12 {
			points.Labels = append(points.Labels, score(v))
		}
	}
	ends := []float64{-0.5, float64(n) - 0.5}
	if usable(r.Row.Low) && usable(r.Row.High) && r.Row.Low < r.Row.High {
		f.Series = append(f.Series, figure.Series{
			Name: "95 % interval of the mean", Mark: figure.Band, X: ends,
			Low: []float64{r.Row.Low, r.Row.Low}, High: []float64{r.Row.High, r.Row.High},
		})
	}
	f.Series = append(f.Series, figure.Series{
		Name: "Mean", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: ends, Y: []float64{mean, mean},
	}, points)
	lo, hi := span(y)
	f.Sentence = fmt.Sprintf("%s in %s: %s.", metricName(r), of(len(y), "fold"), score(y[0]))
	if len(y) > 1 {
		f.Sentence = fmt.Sprintf("%s is %s on average over %s, from %s to %s (standard deviation %s).",
			metricName(r), score(mean), of(len(y), "fold"), score(lo), score(hi), num.Spell(deviation(y, mean)))
	}
	return f
}

// deviation is the standard deviation of a sample.
func deviation(values []float64, mean float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)-1))
}
