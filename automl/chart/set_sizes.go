package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
)

func setSizes() automl.Chart {
	return entry("set_sizes", "How many classes remain?", "The set of a row names the classes that cannot be ruled out: one is a clear answer, more is doubt.",
		automl.TaskSet{automl.Binary, automl.Multiclass}, drawSetSizes)
}

// maxSizes is how many sizes of sets are drawn one by one.
const maxSizes = 12

func drawSetSizes(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	covered := lines(r)
	if len(covered) == 0 || len(promise(covered).Sizes) < 2 {
		return empty(noSureness)
	}
	c := promise(covered)
	last := 1
	for size, n := range c.Sizes {
		if n > 0 {
			last = max(last, size)
		}
	}
	shown := min(last, maxSizes)
	bars := figure.Series{Name: "Share of rows, sets for " + whole(c.Level), Mark: figure.Bars}
	f := &figure.Figure{
		X:     figure.Axis{Title: "Classes that cannot be ruled out"},
		Y:     figure.Axis{Title: "Share of rows", Min: 0, Max: 1, Percent: true},
		Table: figure.Table{Head: []string{"Classes in the set"}},
	}
	for _, l := range covered {
		f.Table.Head = append(f.Table.Head, "Rows, "+whole(l.Level))
	}
	for size := 1; size <= shown; size++ {
		label, to := count(size), size
		if size == shown && last > shown {
			label, to = count(size)+" or more", last
		}
		row := []string{label}
		for _, l := range covered {
			n := 0
			for k := size; k <= to && k < len(l.Sizes); k++ {
				n += l.Sizes[k]
			}
			row = append(row, count(n))
			if l.Level == c.Level {
				share := float64(n) / float64(l.Rows)
				bars.X, bars.Y = append(bars.X, float64(size-1)), append(bars.Y, share)
				bars.Labels = append(bars.Labels, percent(share))
			}
		}
		f.X.Categories = append(f.X.Categories, label)
		f.Table.Rows = append(f.Table.Rows, row)
	}
	f.Series = []figure.Series{bars}
	one := float64(c.Sizes[1]) / float64(c.Rows)
	f.Sentence = fmt.Sprintf("To hold the truth in %s of rows, the model names a single class for %s of them", whole(c.Level), percent(one))
	switch {
	case one < 1 && len(r.Target.Classes) == 2:
		f.Sentence += fmt.Sprintf(" and both for the other %s, where it cannot tell", percent(1-one))
	case one < 1:
		f.Sentence += fmt.Sprintf(" and two or more for the other %s, where it cannot tell", percent(1-one))
	}
	f.Sentence += "."
	return f
}
