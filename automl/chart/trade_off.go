package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
)

// mostNamed is the number of models up to which all are named in the picture; of more only
// the best are, and the table has all.
const mostNamed = 8

// TradeOff draws how good models are against how far groups lie apart: the nearer to the
// left the more alike groups are treated.
func TradeOff(t *automl.TradeOff, better float64) *figure.Figure {
	if len(t.Points) == 0 {
		return empty("No model is finished yet, so there is nothing to hold against each other.")
	}
	fig := &figure.Figure{Title: "Accuracy against fairness", X: figure.Axis{Title: t.Gap}, Y: figure.Axis{Title: t.Metric},
		Table: figure.Table{Head: []string{"Model", t.Metric, t.Gap, ""}}}
	best := figure.Series{Name: "Nothing is both better and fairer", Mark: figure.Points}
	other := figure.Series{Name: "Another is both", Mark: figure.Points, Tone: figure.Muted}
	at := map[string]automl.FairPoint{}
	for _, p := range t.Points {
		s, verdict := &other, ""
		if p.Best {
			s, verdict = &best, "nothing is both better and fairer"
		}
		s.X, s.Y = append(s.X, p.Gap), append(s.Y, p.Score)
		if p.Best || len(t.Points) <= mostNamed {
			s.Labels = append(s.Labels, p.Name)
		}
		fig.Table.Rows = append(fig.Table.Rows, []string{p.Name, score(p.Score), score(p.Gap), verdict})
		at[p.Model] = p
	}
	for _, p := range t.Points {
		if from, ok := at[p.Of]; ok {
			fig.Series = append(fig.Series, figure.Series{Mark: figure.Line, Tone: figure.Second, Dashed: true, X: []float64{from.Gap, p.Gap}, Y: []float64{from.Score, p.Score}})
		}
	}
	fig.Series = append(fig.Series, filled(best, other)...)
	fig.Sentence = tradeSentence(t, better)
	return fig
}

// tradeSentence holds the best model against the fairest.
func tradeSentence(t *automl.TradeOff, better float64) string {
	top, fair := t.Points[0], t.Points[0]
	for _, p := range t.Points {
		if better*p.Score > better*top.Score {
			top = p
		}
		if p.Best && (!fair.Best || p.Gap < fair.Gap) {
			fair = p
		}
	}
	if top.Model == fair.Model {
		return fmt.Sprintf("“%s” is the best model and also treats groups most alike: %s of %s.", top.Name, score(top.Gap), t.Gap)
	}
	return fmt.Sprintf("“%s” scores best, %s, with groups %s apart; with “%s” they are %s apart, at a score of %s.",
		top.Name, score(top.Score), score(top.Gap), fair.Name, score(fair.Gap), score(fair.Score))
}
