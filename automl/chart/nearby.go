package chart

import (
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// Nearby draws what holds of a row and what it adds to the answer near it.
func Nearby(n *automl.Nearby) *figure.Figure {
	if len(n.Terms) == 0 {
		return empty("No column makes a difference near this row.")
	}
	f := &figure.Figure{
		Title: "What counts near this row", Sentence: n.Sentence,
		X:     figure.Axis{Title: "Adds to the " + n.What},
		Table: figure.Table{Head: []string{"Holds of this row", "Adds"}},
	}
	more := figure.Series{Name: "For more", Mark: figure.HBars}
	less := figure.Series{Name: "For less", Mark: figure.HBars, Tone: figure.Second}
	for k, t := range n.Terms {
		f.Y.Categories = append(f.Y.Categories, t.Condition)
		f.Table.Rows = append(f.Table.Rows, []string{t.Condition, num.Spell(t.Weight)})
		s := &more
		if t.Weight < 0 {
			s = &less
		}
		s.X, s.Y, s.Labels = append(s.X, t.Weight), append(s.Y, float64(k)), append(s.Labels, num.Spell(t.Weight))
	}
	for _, s := range []figure.Series{more, less} {
		if len(s.X) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	return f
}
