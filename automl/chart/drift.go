package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
)

// Drift holds how the values of something are spread in a file against training. Without
// shares of training only the file's are drawn.
func Drift(name string, bins []automl.DriftBin) *figure.Figure {
	f := &figure.Figure{Title: name, Y: figure.Axis{Title: "Share of the rows", Percent: true}}
	if len(bins) == 0 {
		f.Empty = "It is not known how this was in training."
		return f
	}
	now := figure.Series{Name: "This file", Mark: figure.Bars}
	before := figure.Series{Name: "Training", Mark: figure.Points, Tone: figure.Second}
	known, most, gap := false, 0, 0.0
	f.Table.Head = []string{name, "Training", "This file"}
	for i, b := range bins {
		f.X.Categories = append(f.X.Categories, b.Label)
		now.X, now.Y = append(now.X, float64(i)), append(now.Y, b.Now)
		before.X, before.Y = append(before.X, float64(i)), append(before.Y, b.Before)
		known = known || b.Before > 0
		if d := math.Abs(b.Now - b.Before); d > gap {
			most, gap = i, d
		}
		f.Table.Rows = append(f.Table.Rows, []string{b.Label, percent(b.Before), percent(b.Now)})
	}
	f.Series = []figure.Series{now}
	b := bins[most]
	switch {
	case !known:
		f.Sentence = "It is not known how this was in training."
		f.Table.Head = []string{name, "This file"}
		for i := range f.Table.Rows {
			f.Table.Rows[i] = []string{bins[i].Label, percent(bins[i].Now)}
		}
		return f
	case gap < 0.01:
		f.Sentence = "The file is spread as in training."
	default:
		f.Sentence = fmt.Sprintf("The largest change is at “%s”: %s of the rows in this file, %s in training.", b.Label, percent(b.Now), percent(b.Before))
	}
	f.Series = append(f.Series, before)
	return f
}
