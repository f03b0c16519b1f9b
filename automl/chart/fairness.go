package chart

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// mostFairBars is the number of groups drawn; the table holds all.
const mostFairBars = 24

// Fairness draws one metric of each group with its intervals. Groups too small to be judged
// are muted.
func Fairness(f *automl.Fairness, metric string) (*figure.Figure, error) {
	if metric == automl.FifthsChart {
		return fourFifths(f), nil
	}
	var m *automl.FairMeter
	for i := range f.Metrics {
		if f.Metrics[i].ID == metric || metric == "" && i == 0 {
			m = &f.Metrics[i]
		}
	}
	if m == nil {
		return nil, automl.Errorf("chart", automl.BadUsage, "There is no metric %q of groups.", metric)
	}
	say := num.Spell
	if m.Share {
		say = percent
	}
	fig := &figure.Figure{Title: m.Name + ", by group", Y: figure.Axis{Title: m.Name, Percent: m.Share},
		Table: figure.Table{Head: []string{"Group", "Rows", m.Name, "95 % from", "95 % to"}}}
	large := figure.Series{Name: "Groups", Mark: figure.Bars}
	small := figure.Series{Name: "Too small to be judged", Mark: figure.Bars, Tone: figure.Muted}
	for _, g := range f.Groups {
		v, ok := g.Values[m.ID]
		if !ok {
			fig.Table.Rows = append(fig.Table.Rows, []string{g.Name, count(g.Rows), "–", "–", "–"})
			continue
		}
		fig.Table.Rows = append(fig.Table.Rows, []string{g.Name, count(g.Rows), say(v.Value), say(v.Low), say(v.High)})
		if len(fig.X.Categories) == mostFairBars {
			fig.X.Title = fmt.Sprintf("The %d largest of %d groups", mostFairBars, len(f.Groups))
			continue
		}
		s := &large
		if g.Small {
			s = &small
		}
		errorBar(s, float64(len(fig.X.Categories)), v)
		fig.X.Categories = append(fig.X.Categories, g.Name)
	}
	if len(fig.X.Categories) == 0 {
		return empty(fmt.Sprintf("“%s” is not defined for any of the groups.", m.Name)), nil
	}
	fig.Series = filled(large, small)
	if v, ok := f.Overall.Values[m.ID]; ok {
		fig.Series = append(fig.Series, level("All rows", v.Value, len(fig.X.Categories)))
	}
	fig.Sentence = fairSentence(f, m, say)
	return lying(fig), nil
}

// mostUpright is the number of groups whose names have room below upright bars.
const mostUpright = 7

// lying turns upright bars on their side where there are so many that their names would be cut.
func lying(f *figure.Figure) *figure.Figure {
	if len(f.X.Categories) <= mostUpright {
		return f
	}
	f.X, f.Y = f.Y, f.X
	for i := range f.Series {
		s := &f.Series[i]
		s.X, s.Y = s.Y, s.X
		if s.Mark == figure.Bars {
			s.Mark = figure.HBars
		}
	}
	return f
}

// errorBar appends a bar with its interval.
func errorBar(s *figure.Series, x float64, v automl.FairValue) {
	s.X, s.Y = append(s.X, x), append(s.Y, v.Value)
	s.Low, s.High = append(s.Low, v.Low), append(s.High, v.High)
}

// filled are the series that have something to show.
func filled(all ...figure.Series) []figure.Series {
	var out []figure.Series
	for _, s := range all {
		if len(s.X) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// level is a line across all bars.
func level(name string, y float64, bars int) figure.Series {
	return figure.Series{Name: name, Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{-0.5, float64(bars) - 0.5}, Y: []float64{y, y}}
}

func fairSentence(f *automl.Fairness, m *automl.FairMeter, say func(float64) string) string {
	for _, s := range f.Spreads {
		if s.Metric != m.ID {
			continue
		}
		if s.Min.Value == s.Max.Value {
			return fmt.Sprintf("%s is the same in every group that is large enough: %s.", m.Name, say(s.Min.Value))
		}
		return fmt.Sprintf("%s is highest for “%s”, %s, and lowest for “%s”, %s; over all rows it is %s.",
			m.Name, s.Top, say(s.Max.Value), s.Lowest, say(s.Min.Value), overall(f, m, say))
	}
	return fmt.Sprintf("Fewer than two groups are large enough to be held against each other; over all rows it is %s.", overall(f, m, say))
}

func overall(f *automl.Fairness, m *automl.FairMeter, say func(float64) string) string {
	if v, ok := f.Overall.Values[m.ID]; ok {
		return say(v.Value)
	}
	return "not defined"
}
