package chart

import (
	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// maxDuel is the number of parts drawn; the table holds all.
const maxDuel = 16

// Duel draws by how much the loss of the first model is below that of the second, in parts of
// the rows: those that differ beyond chance in the main colours, the others muted.
func Duel(d *automl.Duel) *figure.Figure {
	if len(d.Parts) == 0 {
		return empty("No part of the rows is large enough to compare the two models in.")
	}
	f := &figure.Figure{
		Title: "Where “" + d.NameA + "” differs from “" + d.NameB + "”", Sentence: d.Sentence,
		X:     figure.Axis{Title: "Less " + d.Loss + " than “" + d.NameB + "”, mean over the part's rows"},
		Table: figure.Table{Head: []string{"Column", "Part", "Rows", d.NameA, d.NameB, "Difference", "from", "to", "Chance, corrected"}},
	}
	sure := figure.Series{Name: "Beyond chance", Mark: figure.HBars}
	other := figure.Series{Name: "May be chance", Mark: figure.HBars, Tone: figure.Muted}
	for k, p := range append([]automl.DuelPart{d.Overall}, d.Parts...) {
		name := p.Column + ": " + p.Part
		if k == 0 {
			name = "All rows"
		}
		f.Table.Rows = append(f.Table.Rows, []string{p.Column, p.Part, count(p.Rows), num.Spell(p.LossA), num.Spell(p.LossB), num.Spell(p.Gain), num.Spell(p.Low), num.Spell(p.High), num.Spell(p.P)})
		if k > maxDuel {
			continue
		}
		f.Y.Categories = append(f.Y.Categories, name)
		s := &other
		if p.Sure {
			s = &sure
		}
		s.X, s.Y = append(s.X, p.Gain), append(s.Y, float64(k))
		s.Low, s.High = append(s.Low, p.Low), append(s.High, p.High)
		s.Labels = append(s.Labels, num.Spell(p.Gain))
	}
	for _, s := range []figure.Series{sure, other} {
		if len(s.X) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	return f
}
