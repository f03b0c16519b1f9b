package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func lift() automl.Chart {
	return entry("lift", "Lift", "How many times more of the rows looked for are found than by taking rows at random.",
		automl.TaskSet{automl.Binary}, drawLift)
}

// liftParts is the number of parts of about as many rows each.
const liftParts = 10

func drawLift(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	f := &figure.Figure{
		X:     figure.Axis{Title: "Tenths of the rows, likeliest first"},
		Y:     figure.Axis{Title: "Times a random tenth"},
		Table: figure.Table{Head: []string{"Tenth", "Times random", "All up to here"}},
	}
	bars := figure.Series{Name: "In this tenth", Mark: figure.Bars}
	line := figure.Series{Name: "All up to here", Mark: figure.Line, Tone: figure.Second}
	before := 0.0
	for i := range liftParts {
		share := float64(i+1) / liftParts
		got := k.gained(share)
		here, all := (got-before)*liftParts, got/share
		before = got
		f.X.Categories = append(f.X.Categories, fmt.Sprint(i+1))
		bars.X, bars.Y = append(bars.X, float64(i)), append(bars.Y, here)
		line.X, line.Y = append(line.X, float64(i)), append(line.Y, all)
		f.Table.Rows = append(f.Table.Rows, []string{fmt.Sprint(i + 1), num.Spell(here), num.Spell(all)})
	}
	f.Series = []figure.Series{bars, line,
		{Name: "Random", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{-0.5, liftParts - 0.5}, Y: []float64{1, 1}}}
	f.Sentence = fmt.Sprintf("The likeliest tenth holds %s times as many %s rows as a random tenth, the least likely %s times.",
		num.Spell(bars.Y[0]), name(r, 1), num.Spell(math.Round(100*bars.Y[liftParts-1])/100))
	return f
}
