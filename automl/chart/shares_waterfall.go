package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesWaterfall() automl.Chart {
	return shareChart("shares_waterfall", "How one answer comes about", "From the answer for a row of which nothing is known to the answer for this row, column by column.", drawWaterfall)
}

// waterfallColumns is the number of columns drawn one by one; the others are drawn together.
const waterfallColumns = 9

func drawWaterfall(x *automl.Explanation, k int, o automl.ChartOptions) *figure.Figure {
	if o.Row < 0 || o.Row >= len(x.Rows) {
		return empty("This row was not explained.")
	}
	values := x.Values[k][o.Row]
	order := make([]int, len(values))
	for c := range order {
		order[c] = c
	}
	sort.SliceStable(order, func(a, b int) bool { return math.Abs(values[order[a]]) > math.Abs(values[order[b]]) })
	f := &figure.Figure{X: figure.Axis{Title: waterfallTitle(x, k)}, Table: figure.Table{Head: []string{"Column", "Value", "Share", "Answer so far"}}}
	w := waterfall{figure: f, at: x.Base[k], largest: largestOf(values)}
	f.Table.Rows = append(f.Table.Rows, []string{"Nothing known", "", "", num.Spell(w.at)})
	w.end("Nothing known", w.at)
	rest, together := 0.0, 0
	for i, c := range order {
		if i >= waterfallColumns && len(order) > waterfallColumns+1 {
			rest += values[c]
			together++
		} else {
			w.step(x.Columns[c]+" = "+shown(x.Cells[o.Row][c]), values[c])
		}
	}
	if together > 0 {
		w.step(of(together, "other column"), rest)
	}
	at := x.Base[k]
	for _, c := range order {
		at += values[c]
		f.Table.Rows = append(f.Table.Rows, []string{x.Columns[c], shown(x.Cells[o.Row][c]), num.Spell(values[c]), num.Spell(at)})
	}
	f.Table.Rows = append(f.Table.Rows, []string{"Answer", "", "", num.Spell(x.Prediction[k][o.Row])})
	w.end("Answer", x.Prediction[k][o.Row])
	f.Series = filled(w.ends, w.up, w.down)
	f.Sentence = waterfallSentence(x, k, o.Row, order)
	return f
}

// waterfall collects bars that each begin where the one above ends.
type waterfall struct {
	figure         *figure.Figure
	at             float64
	largest        float64
	up, down, ends figure.Series
}

func (w *waterfall) add(s *figure.Series, name string, from, to float64, label string) {
	y := float64(len(w.figure.Y.Categories))
	w.figure.Y.Categories = append(w.figure.Y.Categories, name)
	s.Mark = figure.HBars
	s.X, s.Y, s.From, s.Labels = append(s.X, to), append(s.Y, y), append(s.From, from), append(s.Labels, label)
}

func (w *waterfall) step(name string, v float64) {
	s := &w.up
	if s.Name, s.Tone = "Raises the answer", figure.First; v < 0 {
		s = &w.down
		s.Name, s.Tone = "Lowers the answer", figure.Second
	}
	w.add(s, name, w.at, w.at+v, signed(v, w.largest))
	w.at += v
}

// end marks where the answer stands: a bar as thin as a line.
func (w *waterfall) end(name string, v float64) {
	w.ends.Tone = figure.Muted
	thin := w.largest / 100
	w.add(&w.ends, name, v-thin, v+thin, num.Spell(v))
}

func waterfallTitle(x *automl.Explanation, k int) string {
	s := []rune(scaleOf(x, k))
	if s[0] == 't' {
		s[0] = 'T'
	}
	return string(s)
}

func waterfallSentence(x *automl.Explanation, k, row int, order []int) string {
	values := x.Values[k][row]
	text := fmt.Sprintf("The answer for this row is %s, where %s would be the answer if nothing were known.", answerOf(x, k, row), num.Spell(x.Base[k]))
	if x.Scale == automl.ScaleLogOdds || x.Scale == automl.ScaleScore || x.Scale == automl.ScaleLog {
		text = fmt.Sprintf("The answer for this row is %s: on the scale drawn %s, where %s would stand for nothing known.", answerOf(x, k, row), num.Spell(x.Prediction[k][row]), num.Spell(x.Base[k]))
	}
	if v := values[order[0]]; v != 0 {
		does := "raises"
		if v < 0 {
			does = "lowers"
		}
		text += fmt.Sprintf(" “%s” (%s) %s it most, by %s.", x.Columns[order[0]], shown(x.Cells[row][order[0]]), does, num.Spell(math.Abs(v)))
	}
	return text
}

// answerOf spells the model's answer for a row.
func answerOf(x *automl.Explanation, k, row int) string {
	if x.Task.IsClassification() {
		return fmt.Sprintf("“%s” with a probability of %s", x.Outputs[k], percent(x.Answer[k][row]))
	}
	return num.Spell(x.Answer[k][row])
}
