package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
)

func oneRest() automl.Chart {
	return entry("roc_classes", "ROC of each class", "Each class against all others; the nearer to the top left corner, the better it is told apart.",
		automl.TaskSet{automl.Multiclass}, func(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
			return drawOneRest(r, (*ranked).rocCurve, (*ranked).auc, "ROC AUC",
				"Others taken for it (false positive rate)", "Found (true positive rate)")
		})
}

func oneRestPR() automl.Chart {
	return entry("pr_classes", "Precision and recall of each class", "For each class, how many answers are right against how many of its rows are found.",
		automl.TaskSet{automl.Multiclass}, func(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
			return drawOneRest(r, (*ranked).prCurve, (*ranked).averagePrecision, "average precision",
				"Found (recall)", "Answers that are right (precision)")
		})
}

// maxCurves is the number of classes drawn; the table holds all.
const maxCurves = 6

// against is a report in which one class is held against all others.
func against(r *automl.Report, class int) *automl.Report {
	n, w := len(r.Target.Y), r.Prediction.Width
	out := *r
	out.Target.Y = make([]float64, n)
	out.Prediction = automl.Prediction{Width: 1, Values: make([]float64, n)}
	for i, y := range r.Target.Y {
		if int(y) == class {
			out.Target.Y[i] = 1
		}
		out.Prediction.Values[i] = r.Prediction.Values[i*w+class]
	}
	return &out
}

func drawOneRest(r *automl.Report, make func(*ranked) curve, area func(*ranked) float64, what, x, y string) *figure.Figure {
	if len(r.Target.Y) == 0 || r.Prediction.Width < 2 {
		return empty("No rows were scored, so there is nothing to draw.")
	}
	f := &figure.Figure{
		X:     figure.Axis{Title: x, Min: 0, Max: 1, Percent: true},
		Y:     figure.Axis{Title: y, Min: 0, Max: 1, Percent: true},
		Table: figure.Table{Head: []string{"Class", "Rows", what}},
	}
	tones := []figure.Tone{figure.First, figure.Second, figure.Third, figure.Good, figure.Bad, figure.Muted}
	best, worst, top, low := -1, -1, -1.0, 2.0
	for class := range r.Prediction.Width {
		k := rank(against(r, class), nil)
		if !k.whole() {
			f.Table.Rows = append(f.Table.Rows, []string{className(r, class), count(int(k.pos)), "–"})
			continue
		}
		a := area(k)
		f.Table.Rows = append(f.Table.Rows, []string{className(r, class), count(int(k.pos)), score(a)})
		if a > top {
			best, top = class, a
		}
		if a < low {
			worst, low = class, a
		}
		if len(f.Series) < maxCurves {
			c := make(k)
			i := len(f.Series)
			f.Series = append(f.Series, figure.Series{Name: className(r, class), Mark: figure.Line, Tone: tones[i], Dashed: i%2 == 1, X: c.x, Y: c.y})
		}
	}
	if best < 0 {
		return empty("No class has rows both in and out of it, so there is nothing to compare.")
	}
	f.Sentence = fmt.Sprintf("Best told apart is %s (%s %s), hardest %s (%s).", name(r, best), what, score(top), name(r, worst), score(low))
	if r.Prediction.Width > maxCurves {
		f.Sentence += fmt.Sprintf(" Drawn are the first %d classes; the table has all %d.", maxCurves, r.Prediction.Width)
	}
	return f
}

func className(r *automl.Report, k int) string {
	if k < len(r.Target.Classes) {
		return r.Target.Classes[k]
	}
	return fmt.Sprint(k)
}
