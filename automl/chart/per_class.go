package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
)

func perClass() automl.Chart {
	return entry("per_class", "Each class", "Which classes the model finds, and which of its answers can be relied on.",
		automl.TaskSet{automl.Multiclass}, drawPerClass)
}

// maxClassBars is the number of classes drawn; the table holds all.
const maxClassBars = 12

// classScore is how well one class is told from the rest.
type classScore struct {
	class                 int
	precision, recall, f1 float64 // NaN where undefined
	rows, said            int
}

func classScores(m matrix) []classScore {
	out := make([]classScore, len(m.n))
	for k := range m.n {
		hit, rows, said := m.n[k][k], m.actual(k), m.predicted(k)
		s := classScore{class: k, rows: rows, said: said, precision: math.NaN(), recall: math.NaN(), f1: math.NaN()}
		if said > 0 {
			s.precision = float64(hit) / float64(said)
		}
		if rows > 0 {
			s.recall = float64(hit) / float64(rows)
		}
		if rows+said > 0 {
			s.f1 = 2 * float64(hit) / float64(rows+said)
		}
		out[k] = s
	}
	return out
}

func drawPerClass(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	if len(r.Target.Y) == 0 {
		return empty("No rows were scored, so there is nothing to draw.")
	}
	m := counts(r, o.Threshold)
	if m.total == 0 {
		return empty("The model gave no usable predictions, so there is nothing to draw.")
	}
	all := classScores(m)
	f := &figure.Figure{
		Y:     figure.Axis{Title: "Share", Min: 0, Max: 1, Percent: true},
		Table: figure.Table{Head: []string{"Class", "Rows", "Said", "Precision", "Recall", "F1"}},
	}
	for _, s := range all {
		f.Table.Rows = append(f.Table.Rows, []string{
			m.names[s.class], count(s.rows), count(s.said), percent(s.precision), percent(s.recall), score3(s.f1),
		})
	}
	shown := all
	if len(shown) > maxClassBars {
		shown = append([]classScore(nil), all...)
		sort.SliceStable(shown, func(a, b int) bool { return shown[a].rows > shown[b].rows })
		shown = shown[:maxClassBars]
		f.X.Title = fmt.Sprintf("The %d most frequent of %d classes", maxClassBars, len(all))
	}
	bars := []figure.Series{
		{Name: "Precision: answers that are right", Mark: figure.Bars},
		{Name: "Recall: rows that are found", Mark: figure.Bars, Tone: figure.Second, Dashed: true},
		{Name: "F1", Mark: figure.Bars, Tone: figure.Third},
	}
	for i, s := range shown {
		f.X.Categories = append(f.X.Categories, m.names[s.class])
		for j, v := range []float64{s.precision, s.recall, s.f1} {
			bars[j].X, bars[j].Y = append(bars[j].X, float64(i)), append(bars[j].Y, v)
		}
	}
	f.Series = bars
	f.Sentence = perClassSentence(r, all)
	return f
}

func score3(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

// perClassSentence names the class found best and the one found worst.
func perClassSentence(r *automl.Report, all []classScore) string {
	best, worst := -1, -1
	for i, s := range all {
		if math.IsNaN(s.recall) {
			continue
		}
		if best < 0 || s.f1 > all[best].f1 {
			best = i
		}
		if worst < 0 || s.f1 < all[worst].f1 {
			worst = i
		}
	}
	if best == worst || all[best].f1 == all[worst].f1 {
		return fmt.Sprintf("Every class scored has an F1 of %s.", score3(all[best].f1))
	}
	return fmt.Sprintf("Best told apart is %s with an F1 of %s; hardest is %s with %s, of whose %s %s are found.",
		name(r, best), score3(all[best].f1), name(r, worst), score3(all[worst].f1),
		of(all[worst].rows, "row"), percent(all[worst].recall))
}
