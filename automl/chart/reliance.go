package chart

import (
	"fmt"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// Reliance draws how much the score owes to groups of columns that hang together.
func Reliance(r *automl.Reliance, metric string) *figure.Figure {
	if len(r.Groups) == 0 {
		return empty("The model reads no column, so there is nothing to shuffle.")
	}
	f := &figure.Figure{
		Title: "What the model relies on, columns that hang together as one", Sentence: r.Sentence,
		X:     figure.Axis{Title: "Loss of " + metric + " when shuffled"},
		Table: figure.Table{Head: []string{"Columns", "Loss", "from", "to", "Spread (standard deviation)", "Tie"}},
	}
	s := figure.Series{Mark: figure.HBars}
	for k, g := range r.Groups {
		tie := ""
		if len(g.Columns) > 1 {
			tie = num.Spell(g.Tie)
		}
		f.Table.Rows = append(f.Table.Rows, []string{strings.Join(g.Columns, ", "), num.Spell(g.Drop), num.Spell(g.Low), num.Spell(g.High), num.Spell(g.Std), tie})
		if k >= maxImportance {
			continue
		}
		label := g.Columns[0]
		if n := len(g.Columns); n == 2 {
			label += " + " + g.Columns[1]
		} else if n > 2 {
			label += fmt.Sprintf(" + %d more", n-1)
		}
		f.Y.Categories = append(f.Y.Categories, label)
		s.X, s.Y = append(s.X, g.Drop), append(s.Y, float64(k))
		s.Low, s.High = append(s.Low, g.Low), append(s.High, g.High)
		s.Labels = append(s.Labels, fixed(g.Drop, r.Groups[0].Drop))
	}
	if len(r.Groups) > maxImportance {
		f.Y.Title = fmt.Sprintf("The first %d of %d groups", maxImportance, len(r.Groups))
	}
	f.Series = []figure.Series{s}
	return f
}
