package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func gains() automl.Chart {
	return entry("gains", "Gains", "How many of the rows looked for are found when only the likeliest rows are taken.",
		automl.TaskSet{automl.Binary}, drawGains)
}

// gained is the share of positives among the share of rows that the model ranks highest;
// within ties by straight lines.
func (k *ranked) gained(share float64) float64 {
	total := k.pos + k.neg
	var x0, y0 float64
	for _, s := range k.steps {
		x1, y1 := (s.tp+s.fp)/total, s.tp/k.pos
		if x1 >= share {
			if x1 == x0 {
				return y1
			}
			return y0 + (y1-y0)*(share-x0)/(x1-x0)
		}
		x0, y0 = x1, y1
	}
	return 1
}

func drawGains(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	total := k.pos + k.neg
	var c curve
	c.add(0, 0)
	for _, s := range k.steps {
		c.add((s.tp+s.fp)/total, s.tp/k.pos)
	}
	c.thin()
	best := math.Min(1, k.pos/total)
	const tenth = 0.1
	got := k.gained(tenth)
	f := &figure.Figure{
		X: figure.Axis{Title: "Share of rows taken, likeliest first", Min: 0, Max: 1, Percent: true},
		Y: figure.Axis{Title: fmt.Sprintf("Share of all %s rows found", name(r, 1)), Min: 0, Max: 1, Percent: true},
		Series: []figure.Series{
			{Name: "Taken at random", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 1}, Y: []float64{0, 1}},
			{Name: "Best possible", Mark: figure.Line, Tone: figure.Muted, X: []float64{0, best, 1}, Y: []float64{0, 1, 1}},
			{Name: "This model", Mark: figure.Line, X: c.x, Y: c.y},
			{Mark: figure.Points, Tone: figure.Second, X: []float64{tenth}, Y: []float64{got}, Labels: []string{percent(got) + " in the top tenth"}},
		},
		Sentence: fmt.Sprintf("The likeliest tenth of the rows holds %s of all %s rows, %s times as many as a random tenth.",
			percent(got), name(r, 1), num.Spell(got/tenth)),
		Table: figure.Table{Head: []string{"Rows taken", "Found", "Times random"}},
	}
	for i := 1; i <= 20; i++ {
		share := float64(i) / 20
		g := k.gained(share)
		f.Table.Rows = append(f.Table.Rows, []string{percent(share), percent(g), num.Spell(g / share)})
	}
	return f
}
