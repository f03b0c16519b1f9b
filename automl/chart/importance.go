package chart

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func importance() automl.Chart {
	return entry("importance", "What the model relies on", "How much worse the model gets when one column is shuffled; long bars matter most.",
		automl.AnyTask, drawImportance)
}

// maxImportance is the number of columns drawn; the table holds all.
const maxImportance = 20

func drawImportance(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	all := make([]automl.Importance, 0, len(r.Importance))
	for _, i := range r.Importance {
		if usable(i.Drop) {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return empty("It was not measured how much this model relies on each column.")
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].Drop > all[b].Drop })
	f := &figure.Figure{
		X:     figure.Axis{Title: "How much worse " + metricName(r) + " gets when the column is shuffled"},
		Table: figure.Table{Head: []string{"Column", "Loss", "Spread (standard deviation)"}},
	}
	unused := 0
	s := figure.Series{Mark: figure.HBars}
	for k, i := range all {
		std := i.Std
		if !usable(std) {
			std = 0
		}
		f.Table.Rows = append(f.Table.Rows, []string{i.Column, num.Spell(i.Drop), num.Spell(std)})
		if i.Drop <= 0 {
			unused++
		}
		if k >= maxImportance {
			continue
		}
		f.Y.Categories = append(f.Y.Categories, i.Column)
		s.X, s.Y = append(s.X, i.Drop), append(s.Y, float64(k))
		s.Low, s.High = append(s.Low, i.Drop-std), append(s.High, i.Drop+std)
		s.Labels = append(s.Labels, fixed(i.Drop, all[0].Drop))
	}
	f.Series = []figure.Series{s}
	if len(all) > maxImportance {
		f.Y.Title = fmt.Sprintf("The first %d of %d columns", maxImportance, len(all))
	}
	f.Sentence = importanceSentence(r, all, unused)
	return f
}

// fixed spells a value with the decimals that give the largest three significant digits.
func fixed(v, largest float64) string {
	if largest = math.Abs(largest); largest >= 100 || largest < 1e-6 {
		return num.Spell(v)
	}
	digits := 2 - int(math.Floor(math.Log10(largest)))
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		return "0"
	}
	return strings.Replace(s, "-", "−", 1)
}

func metricName(r *automl.Report) string {
	if r.Metric.Name == "" {
		return "score"
	}
	return r.Metric.Name
}

func importanceSentence(r *automl.Report, all []automl.Importance, unused int) string {
	if unused == len(all) {
		return "Shuffling any one column makes the model no worse: it does not rely on any column alone."
	}
	text := fmt.Sprintf("The model relies most on “%s”: shuffling it costs %s of %s.", all[0].Column, num.Spell(all[0].Drop), metricName(r))
	if len(all) > 1 && all[1].Drop > 0 {
		text += fmt.Sprintf(" Next is “%s” with %s.", all[1].Column, num.Spell(all[1].Drop))
	}
	if unused > 0 {
		text += fmt.Sprintf(" Of %s, %s no use.", of(len(all), "column"), shows(unused))
	}
	return text
}

func shows(n int) string {
	if n == 1 {
		return "1 shows"
	}
	return count(n) + " show"
}
