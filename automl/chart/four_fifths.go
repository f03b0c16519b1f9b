package chart

import (
	"fmt"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
)

// mostUnder is how many groups the sentence names; the table has all.
const mostUnder = 5

// fourFifths draws selection rates against the highest of them, with the mark of the rule.
func fourFifths(f *automl.Fairness) *figure.Figure {
	if len(f.Fifths) == 0 {
		if !f.Task.IsClassification() {
			return empty("The four-fifths rule is about being selected; this model predicts a number.")
		}
		return empty("No row of a group that is large enough is selected, so there is nothing to compare.")
	}
	fig := &figure.Figure{Title: "Four-fifths rule", Y: figure.Axis{Title: "Selected, against the group selected most"},
		Table: figure.Table{Head: []string{"Group", "Against the highest", "95 % from", "95 % to", "Verdict"}}}
	kept := figure.Series{Name: "At or above four fifths", Mark: figure.Bars, Tone: figure.Good}
	below := figure.Series{Name: "Below four fifths", Mark: figure.Bars, Tone: figure.Bad, Dashed: true}
	small := figure.Series{Name: "Too small to be judged", Mark: figure.Bars, Tone: figure.Muted}
	var under []string
	best := ""
	for _, m := range f.Fifths {
		s, verdict := &kept, "above the mark"
		switch {
		case m.Small:
			s, verdict = &small, "too small to be judged"
		case m.Best:
			best, verdict = m.Group, "selected most"
		case m.Below && m.Sure:
			s, verdict = &below, "below the mark, beyond chance"
		case m.Below:
			s, verdict = &below, "below the mark, which may be chance"
		}
		if m.Below {
			under = append(under, "“"+m.Group+"”")
		}
		fig.Table.Rows = append(fig.Table.Rows, []string{m.Group, score(m.Value), score(m.Low), score(m.High), verdict})
		if len(fig.X.Categories) < mostFairBars {
			errorBar(s, float64(len(fig.X.Categories)), m.FairValue)
			fig.X.Categories = append(fig.X.Categories, m.Group)
		}
	}
	fig.Series = append(filled(kept, below, small), level("Four fifths", automl.FourFifths, len(fig.X.Categories)))
	fig.Sentence = fmt.Sprintf("Every group that is large enough is selected at least four fifths as often as “%s”.", best)
	if len(under) > 0 {
		if n := len(under); n > mostUnder+1 {
			under = append(under[:mostUnder], fmt.Sprintf("and %d more", n-mostUnder))
		}
		fig.Sentence = fmt.Sprintf("Selected less than four fifths as often as “%s”: %s.", best, strings.Join(under, ", "))
	}
	return lying(fig)
}
