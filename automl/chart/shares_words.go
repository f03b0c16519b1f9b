package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func sharesWords() automl.Chart {
	return shareChart("shares_words", "The words that weigh", "What the answer for a row loses when a word is taken out of its text.", drawSharesWords)
}

// maxWords is the number of words drawn; the table holds all.
const maxWords = 15

func drawSharesWords(x *automl.Explanation, k int, o automl.ChartOptions) *figure.Figure {
	var list []automl.WordShare
	several := false
	for _, w := range x.Words {
		if w.Output == k && w.Row == o.Row && w.Value != 0 {
			several = several || len(list) > 0 && w.Column != list[0].Column
			list = append(list, w)
		}
	}
	if len(list) == 0 {
		return empty("No word of this row's texts moves the answer.")
	}
	sort.SliceStable(list, func(a, b int) bool { return math.Abs(list[a].Value) > math.Abs(list[b].Value) })
	f := &figure.Figure{
		X:     figure.Axis{Title: "What the word gives to " + scaleOf(x, k)},
		Table: figure.Table{Head: []string{"Column", "Word", "Share"}},
	}
	up, down := figure.Series{Name: "For more", Mark: figure.HBars}, figure.Series{Name: "For less", Mark: figure.HBars, Tone: figure.Second}
	for i, w := range list {
		f.Table.Rows = append(f.Table.Rows, []string{x.Columns[w.Column], w.Word, num.Spell(w.Value)})
		if i >= maxWords {
			continue
		}
		name := w.Word
		if several {
			name = x.Columns[w.Column] + ": " + name
		}
		f.Y.Categories = append(f.Y.Categories, name)
		s := &up
		if w.Value < 0 {
			s = &down
		}
		s.X, s.Y = append(s.X, w.Value), append(s.Y, float64(i))
		s.Labels = append(s.Labels, signed(w.Value, math.Abs(list[0].Value)))
	}
	for _, s := range []figure.Series{up, down} {
		if len(s.X) > 0 {
			f.Series = append(f.Series, s)
		}
	}
	says := "adds %s to"
	if list[0].Value < 0 {
		says = "takes %s from"
	}
	f.Sentence = fmt.Sprintf("“%s” weighs most: it "+says+" %s.", list[0].Word, num.Spell(math.Abs(list[0].Value)), scaleOf(x, k))
	if len(list) > maxWords {
		f.Y.Title = fmt.Sprintf("The first %d of %d words", maxWords, len(list))
	}
	return f
}
