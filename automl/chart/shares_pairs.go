package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesPairs() automl.Chart {
	return shareChart("shares_pairs", "What works together", "What two columns do to the answers together that neither does by itself (SHAP interaction values).", drawSharesPairs)
}

// maxPairShares is the number of pairs drawn; the table holds all that were told.
const maxPairShares = 12

func drawSharesPairs(x *automl.Explanation, _ int, _ automl.ChartOptions) *figure.Figure {
	if len(x.Pairs) == 0 {
		return empty("No two columns do anything together: each counts by itself, whatever the others say.")
	}
	f := &figure.Figure{
		X:     figure.Axis{Title: "Mean size of what both do together, in " + pairScale(x)},
		Table: figure.Table{Head: []string{"Column", "With", "Mean size together"}},
	}
	s := figure.Series{Mark: figure.HBars}
	for i, p := range x.Pairs {
		f.Table.Rows = append(f.Table.Rows, []string{p.First, p.Second, num.Spell(p.Size)})
		if i < maxPairShares {
			f.Y.Categories = append(f.Y.Categories, p.First+" × "+p.Second)
			s.X, s.Y = append(s.X, p.Size), append(s.Y, float64(i))
			s.Labels = append(s.Labels, fixed(p.Size, x.Pairs[0].Size))
		}
	}
	f.Series = []figure.Series{s}
	top := x.Pairs[0]
	f.Sentence = fmt.Sprintf("“%s” and “%s” do most together: %s on average over %s, beyond what each does by itself.",
		top.First, top.Second, num.Spell(top.Size), of(len(x.Rows), "row"))
	return f
}

// pairScale names the scale of what columns do together, over all outputs.
func pairScale(x *automl.Explanation) string {
	if len(x.Outputs) > 1 {
		return "the scores of the classes"
	}
	return scaleOf(x, 0)
}
