package chart

import (
	"math"

	"winnow/automl"
	"winnow/automl/figure"
)

// Growth draws a learning curve: the score against the rows learnt from, and how the fitted
// curve goes on to twice as many.
func Growth(g *automl.Growth, m *automl.Metric) *figure.Figure {
	if len(g.Points) == 0 {
		return empty("The model was not fitted on parts of the rows.")
	}
	f := &figure.Figure{
		Title: "Would more rows help?", Sentence: g.Sentence,
		X:     figure.Axis{Title: "Rows learnt from", Whole: true},
		Y:     figure.Axis{Title: m.Name},
		Table: figure.Table{Head: []string{"Rows", m.Name, "from", "to"}},
	}
	seen := figure.Series{Name: "Measured", Mark: figure.Points}
	joined := figure.Series{Mark: figure.Line}
	band := figure.Series{Name: "95 % interval", Mark: figure.Band}
	for _, p := range g.Points {
		x := float64(p.Rows)
		seen.X, seen.Y = append(seen.X, x), append(seen.Y, p.Score)
		band.Low, band.High = append(band.Low, p.Low), append(band.High, p.High)
		f.Table.Rows = append(f.Table.Rows, []string{count(p.Rows), score(p.Score), score(p.Low), score(p.High)})
	}
	joined.X, joined.Y, band.X = seen.X, seen.Y, seen.X
	law := figure.Series{Name: "Fitted curve", Mark: figure.Line, Tone: figure.Second, Dashed: true}
	last := float64(g.Points[len(g.Points)-1].Rows)
	for k := range 41 {
		x := float64(g.Points[0].Rows) * math.Pow(2*last/float64(g.Points[0].Rows), float64(k)/40)
		loss := g.Limit + g.Factor*math.Pow(x, -g.Power)
		y := loss
		if !math.IsInf(m.Best, 0) {
			y = m.Best + loss
			if m.Best > m.Worst {
				y = m.Best - loss
			}
		}
		law.X, law.Y = append(law.X, x), append(law.Y, y)
	}
	f.Table.Rows = append(f.Table.Rows, []string{count(int(2 * last)), score(g.Twice) + " (expected)", "", ""})
	f.Series = []figure.Series{band, joined, law, seen}
	return f
}
