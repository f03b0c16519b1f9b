package chart

import (
	"fmt"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
	"winnow/automl/table"
)

// maxEffectLevels is the number of levels drawn; the table holds all.
const maxEffectLevels = 20

// Effect draws how the answer changes with a column: for numbers and dates the mean curve
// over the band of eight rows in ten, with single rows' lines and where the rows are; for
// levels bars. With two columns it is a grid of mean answers.
func Effect(e *automl.Effect) *figure.Figure {
	f := &figure.Figure{}
	switch {
	case len(e.Points) == 0:
		f = empty("No value of the column could be tried, so there is nothing to draw.")
	case e.Pair != nil:
		f = effectGrid(e)
	case e.Kind == table.Number || e.Kind == table.Time:
		f = effectCurve(e)
	default:
		f = effectBars(e)
	}
	f.Sentence = e.Sentence
	f.Title = "Effect of “" + e.Column + "”"
	if e.Pair != nil {
		f.Title = "Effect of “" + e.Column + "” with “" + e.With + "”"
	}
	return f
}

func effectCurve(e *automl.Effect) *figure.Figure {
	f := &figure.Figure{
		X:     figure.Axis{Title: e.Column, Time: e.Kind == table.Time},
		Y:     figure.Axis{Title: effectTitle(e), Percent: e.Class != ""},
		Table: effectTable(e),
	}
	x := make([]float64, len(e.Points))
	band := figure.Series{Name: "8 rows in 10", Mark: figure.Band}
	middle := figure.Series{Name: "Mean of all rows", Mark: figure.Line}
	for i, p := range e.Points {
		x[i] = p.Value
		band.Low, band.High = append(band.Low, p.Low), append(band.High, p.High)
		middle.Y = append(middle.Y, p.Mean)
	}
	band.X, middle.X = x, x
	f.Series = append(f.Series, band)
	for k, l := range e.Lines {
		s := figure.Series{Mark: figure.Line, Tone: figure.Muted, X: x, Y: l.Values}
		if k == 0 {
			s.Name = "Single rows"
		}
		f.Series = append(f.Series, s)
	}
	if len(e.Local) > 1 {
		s := figure.Series{Name: "Only among rows alike", Mark: figure.Line, Tone: figure.Second, Dashed: true}
		for _, l := range e.Local {
			if l.Value >= x[0] && l.Value <= x[len(x)-1] {
				y := e.Base + l.Effect
				if e.Class != "" { // the height of the line is a convention, that of a probability is not
					y = min(max(y, 0), 1)
				}
				s.X, s.Y = append(s.X, l.Value), append(s.Y, y)
			}
		}
		f.Series = append(f.Series, s)
	}
	f.Series = append(f.Series, middle)
	if len(x) > 1 {
		addDensity(f, e, x)
	}
	return f
}

// addDensity draws where the rows are, as a low hill under the curves: an eighth of the
// height where they are densest.
func addDensity(f *figure.Figure, e *automl.Effect, x []float64) {
	low, high, most := e.Points[0].Low, e.Points[0].High, 0.0
	see := func(v float64) { low, high = min(low, v), max(high, v) }
	for _, p := range e.Points {
		see(p.Low)
		see(p.High)
		see(p.Mean)
		most = max(most, p.Share)
	}
	for _, s := range f.Series {
		for _, v := range s.Y {
			see(v)
		}
	}
	if most == 0 || !usable(low) || !usable(high) {
		return
	}
	height := max(high-low, 1e-9*max(1, abs(high)))
	floor := low - height/6
	hill := figure.Series{Name: "Where the rows are", Mark: figure.Band, Tone: figure.Third, X: x}
	for _, p := range e.Points {
		hill.Low, hill.High = append(hill.Low, floor), append(hill.High, floor+height/8*p.Share/most)
	}
	f.Series = append(f.Series, hill)
}

func abs(v float64) float64 { return max(v, -v) }

func effectBars(e *automl.Effect) *figure.Figure {
	f := &figure.Figure{
		X:     figure.Axis{Title: effectTitle(e), Percent: e.Class != ""},
		Table: effectTable(e),
	}
	points := append([]automl.EffectPoint(nil), e.Points...)
	sort.SliceStable(points, func(a, b int) bool { return points[a].Share > points[b].Share })
	if len(points) > maxEffectLevels {
		f.Y.Title = fmt.Sprintf("The %d most frequent of %d values", maxEffectLevels, len(points))
		points = points[:maxEffectLevels]
	}
	sort.SliceStable(points, func(a, b int) bool { return points[a].Mean > points[b].Mean })
	s := figure.Series{Name: "Mean of all rows, with the span of 8 rows in 10", Mark: figure.HBars}
	for k, p := range points {
		f.Y.Categories = append(f.Y.Categories, fmt.Sprintf("%s (%s of rows)", p.Label, percent(p.Share)))
		s.X, s.Y = append(s.X, p.Mean), append(s.Y, float64(k))
		s.Low, s.High = append(s.Low, p.Low), append(s.High, p.High)
		s.Labels = append(s.Labels, effectValue(e, p.Mean))
	}
	f.Series = []figure.Series{s}
	return f
}

func effectGrid(e *automl.Effect) *figure.Figure {
	f := &figure.Figure{
		X:     figure.Axis{Title: e.Column},
		Y:     figure.Axis{Title: e.With},
		Table: figure.Table{Head: []string{e.Column, e.With, effectTitle(e), "Share of rows near"}},
	}
	s := figure.Series{Name: effectTitle(e), Mark: figure.Cells}
	for _, p := range e.Points {
		f.X.Categories = append(f.X.Categories, p.Label)
	}
	for _, p := range e.Pair.Second {
		f.Y.Categories = append(f.Y.Categories, p.Label)
	}
	few := len(e.Points) <= 8 && len(e.Pair.Second) <= 12
	low, high := e.Pair.Means[0][0], e.Pair.Means[0][0]
	for _, row := range e.Pair.Means {
		for _, v := range row {
			low, high = min(low, v), max(high, v)
		}
	}
	for i, row := range e.Pair.Means {
		for j, v := range row {
			z := 0.5
			if high > low {
				z = (v - low) / (high - low)
			}
			label := ""
			if few {
				label = effectValue(e, v)
			}
			s.X, s.Y, s.Z = append(s.X, float64(i)), append(s.Y, float64(j)), append(s.Z, z)
			s.Labels = append(s.Labels, label)
			f.Table.Rows = append(f.Table.Rows, []string{e.Points[i].Label, e.Pair.Second[j].Label, effectValue(e, v), percent(e.Pair.Shares[i][j])})
		}
	}
	f.Series = []figure.Series{s}
	return f
}

// effectTitle is what is on the axis of answers.
func effectTitle(e *automl.Effect) string {
	if e.Class != "" {
		return "Mean " + e.What
	}
	return "Mean predicted " + e.What
}

func effectValue(e *automl.Effect, v float64) string {
	if e.Class != "" {
		return percent(v)
	}
	return num.Spell(v)
}

func effectTable(e *automl.Effect) figure.Table {
	t := figure.Table{Head: []string{e.Column, effectTitle(e), "1 row in 10 is below", "1 row in 10 is above", "Share of rows near"}}
	for _, p := range e.Points {
		t.Rows = append(t.Rows, []string{p.Label, effectValue(e, p.Mean), effectValue(e, p.Low), effectValue(e, p.High), percent(p.Share)})
	}
	if e.Missing != nil {
		t.Rows = append(t.Rows, []string{"(no value)", effectValue(e, *e.Missing), "", "", ""})
	}
	return t
}
