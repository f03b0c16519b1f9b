package chart

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func coverage() automl.Chart {
	return entry("coverage", "As sure as it says?", "How often the truth lay within intervals, or sets of classes, that were made without the row: on the diagonal they hold what they promise.",
		automl.AnyTask, drawCoverage)
}

const noSureness = "It is not known how far this model's answers can be trusted."

// promise is the level that is spoken of: the usual one, else the highest.
func promise(covered []automl.Coverage) automl.Coverage {
	i := slices.IndexFunc(covered, func(c automl.Coverage) bool { return c.Level == automl.SureLevel })
	if i < 0 {
		i = len(covered) - 1
	}
	return covered[i]
}

// lines are the levels that were judged by at least one row.
func lines(r *automl.Report) []automl.Coverage {
	if r.Sureness == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Sureness.Coverage), func(c automl.Coverage) bool { return c.Rows == 0 })
}

func drawCoverage(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	covered := lines(r)
	if len(covered) == 0 {
		return empty(noSureness)
	}
	what := "intervals"
	if r.Target.Task.IsClassification() {
		what = "sets"
	}
	from := twentieth(covered[0].Level - 0.04)
	f := &figure.Figure{
		X:     figure.Axis{Title: "Share of rows that the " + what + " should hold the truth of", Min: from, Max: 1, Percent: true},
		Y:     figure.Axis{Title: "Share that they held", Min: from, Max: 1, Percent: true},
		Table: figure.Table{Head: []string{"Should hold", "Held", "95 % from", "95 % to", "Rows"}},
	}
	for _, c := range covered {
		f.Y.Min = min(f.Y.Min, twentieth(c.Low))
	}
	band := figure.Series{Name: "95 % interval", Mark: figure.Band}
	line := figure.Series{Name: "This model", Mark: figure.Line}
	named := figure.Series{Name: "With the prediction always in", Mark: figure.Points, Tone: figure.Second}
	dots := figure.Series{Mark: figure.Points}
	for _, c := range covered {
		share := c.Share()
		band.X, band.Low, band.High = append(band.X, c.Level), append(band.Low, c.Low), append(band.High, c.High)
		line.X, line.Y = append(line.X, c.Level), append(line.Y, share)
		dots.Labels = append(dots.Labels, tenth(share))
		row := []string{whole(c.Level), tenth(share), tenth(c.Low), tenth(c.High), count(c.Rows)}
		if c.Sizes != nil {
			with := float64(c.Named) / float64(c.Rows)
			named.X, named.Y = append(named.X, c.Level), append(named.Y, with)
			row = append(row, tenth(with))
		} else {
			row = append(row, num.Spell(c.Width))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	dots.X, dots.Y = line.X, line.Y
	f.Series = []figure.Series{band,
		{Name: "As promised", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{from, 1}, Y: []float64{from, 1}},
		line, dots}
	if len(named.X) > 0 {
		f.Series = append(f.Series, named)
		f.Table.Head = append(f.Table.Head, "With the prediction always in")
	} else {
		f.Table.Head = append(f.Table.Head, "Mean width")
	}
	f.Sentence = kept(what, promise(covered))
	if r.Sureness.Widened {
		f.Sentence += " On rows that it learned from the final model held the truth less often than it should, so its own " + what + " are wider."
	}
	return f
}

// twentieth is where an axis begins that shows v.
func twentieth(v float64) float64 { return math.Floor(20*v) / 20 }

// kept says whether a promise was kept.
func kept(what string, c automl.Coverage) string {
	verdict := "as they promise"
	switch {
	case c.High < c.Level:
		verdict = "less often than they promise: take them as too narrow"
	case c.Low > c.Level:
		verdict = "more often than they promise: they are on the safe side"
	}
	s := fmt.Sprintf("The %s that should hold the truth in %s of rows held it in %s of %s that they were made without (%s to %s), %s.",
		what, whole(c.Level), tenth(c.Share()), of(c.Rows, "row"), tenth(c.Low), tenth(c.High), verdict)
	if c.Sizes != nil && c.Named > c.Inside {
		s += fmt.Sprintf(" As they are written, with the prediction itself always in, they hold it in %s.", tenth(float64(c.Named)/float64(c.Rows)))
	}
	return s
}

// tenth spells a share to a tenth of a percent, whole a level that has no more.
func tenth(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }
func whole(v float64) string { return num.Spell(math.Round(1000*v)/10) + " %" }
