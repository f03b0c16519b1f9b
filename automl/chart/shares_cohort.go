package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesCohort() automl.Chart {
	return shareChart("shares_cohort", "What sets some rows apart", "The mean share of each column over the chosen rows: what makes their answers differ from the others'.", drawCohort)
}

func drawCohort(x *automl.Explanation, k int, o automl.ChartOptions) *figure.Figure {
	rows, who := rowsOrAll(x, o.Cohort), "the chosen rows"
	if o.Cohort == nil {
		rows, who = highest(x, k), "the tenth of the rows with the highest answers"
	}
	if len(rows) == 0 {
		return empty("None of the chosen rows was explained.")
	}
	mean, all := meanShares(x, k, rows), meanShares(x, k, nil)
	order := make([]int, len(mean))
	for c := range order {
		order[c] = c
	}
	sort.SliceStable(order, func(a, b int) bool { return math.Abs(mean[order[a]]) > math.Abs(mean[order[b]]) })
	f := &figure.Figure{
		X:     figure.Axis{Title: "Mean share in " + scaleOf(x, k)},
		Table: figure.Table{Head: []string{"Column", "Mean share", "Of all rows"}},
	}
	up, down := figure.Series{Name: "Raises", Mark: figure.HBars}, figure.Series{Name: "Lowers", Mark: figure.HBars, Tone: figure.Second}
	for i, c := range order {
		f.Table.Rows = append(f.Table.Rows, []string{x.Columns[c], num.Spell(mean[c]), num.Spell(all[c])})
		if i >= maxShares {
			continue
		}
		f.Y.Categories = append(f.Y.Categories, x.Columns[c])
		s := &up
		if mean[c] < 0 {
			s = &down
		}
		s.X, s.Y, s.Labels = append(s.X, mean[c]), append(s.Y, float64(i)), append(s.Labels, signed(mean[c], largestOf(mean)))
	}
	for _, s := range []figure.Series{up, down} {
		if len(s.X) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	f.Sentence = cohortSentence(x, k, rows, who, mean, order)
	return f
}

func cohortSentence(x *automl.Explanation, k int, rows []int, who string, mean []float64, order []int) string {
	answer := 0.0
	for _, i := range rows {
		answer += x.Prediction[k][i] / float64(len(rows))
	}
	text := fmt.Sprintf("Over %s (%s) %s is %s on average, where nothing known stands at %s.", who, count(len(rows)), scaleOf(x, k), num.Spell(answer), num.Spell(x.Base[k]))
	if c := order[0]; mean[c] != 0 {
		does := "raises"
		if mean[c] < 0 {
			does = "lowers"
		}
		text += fmt.Sprintf(" “%s” %s it most, by %s.", x.Columns[c], does, num.Spell(math.Abs(mean[c])))
	}
	return text
}

// highest are the places of the tenth of the rows with the highest answers, at least one.
func highest(x *automl.Explanation, k int) []int {
	order := rowsOrAll(x, nil)
	sort.SliceStable(order, func(a, b int) bool { return x.Prediction[k][order[a]] > x.Prediction[k][order[b]] })
	return order[:(len(order)+9)/10]
}
