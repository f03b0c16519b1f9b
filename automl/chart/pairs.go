package chart

import (
	"fmt"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
)

func confusedPairs() automl.Chart {
	return entry("confused_pairs", "Most confused pairs", "Which class is most often taken for which other.",
		automl.TaskSet{automl.Multiclass}, drawConfusedPairs)
}

// maxPairs is the number of pairs drawn; the table holds all that occur.
const maxPairs = 12

func drawConfusedPairs(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	if len(r.Target.Y) == 0 {
		return empty("No rows were scored, so there is nothing to draw.")
	}
	m := counts(r, o.Threshold)
	if m.total == 0 {
		return empty("The model gave no usable predictions, so there is nothing to draw.")
	}
	rows := members(r, m, m, o.Threshold)
	type pair struct{ truth, said, n int }
	var all []pair
	for t := range m.n {
		for s, n := range m.n[t] {
			if t != s && n > 0 {
				all = append(all, pair{t, s, n})
			}
		}
	}
	if len(all) == 0 {
		return empty("No class was taken for another.")
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].n > all[b].n })
	f := &figure.Figure{X: figure.Axis{Title: "Rows", Whole: true}, Table: figure.Table{Head: []string{"Actual", "Predicted", "Rows", "Share of the class"}}}
	bars := figure.Series{Name: "Rows", Mark: figure.HBars, Tone: figure.Bad}
	for i, p := range all {
		f.Table.Rows = append(f.Table.Rows, []string{m.names[p.truth], m.names[p.said], count(p.n), percent(float64(p.n) / float64(m.actual(p.truth)))})
		if i >= maxPairs {
			continue
		}
		f.Y.Categories = append(f.Y.Categories, m.names[p.truth]+" → "+m.names[p.said])
		bars.X, bars.Y = append(bars.X, float64(p.n)), append(bars.Y, float64(i))
		bars.Labels = append(bars.Labels, count(p.n))
		bars.Members = append(bars.Members, rows[p.truth*len(m.n)+p.said])
	}
	f.Series = []figure.Series{bars}
	wrong := m.total - m.right()
	f.Sentence = fmt.Sprintf("%s is taken for %s %s: %s of all %s.", name(r, all[0].truth), name(r, all[0].said),
		times(all[0].n), percent(float64(all[0].n)/float64(wrong)), of(wrong, "mistake"))
	return f
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return count(n) + " times"
}
