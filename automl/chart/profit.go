package chart

import (
	"fmt"
	"math"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func profit() automl.Chart {
	return entry("profit", "Gain by rows flagged", "What flagging the likeliest rows brings, by how many are flagged; the top of the curve is worth most.",
		automl.TaskSet{automl.Binary}, drawProfit)
}

// drawProfit draws what decisions are worth in all against the number of rows flagged,
// likeliest first (Provost and Fawcett 2013, expected profit curves).
func drawProfit(r *automl.Report, o automl.ChartOptions) *figure.Figure {
	if !o.Worth.Known() {
		return empty("Fill in what one row of each kind brings or costs, and the curve appears.")
	}
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	worth := func(s step) float64 { return o.Worth.Of(s.tp, s.fp, k.pos-s.tp, k.neg-s.fp) }
	all := append([]step{{p: math.Inf(1)}}, k.steps...)
	line := figure.Series{Name: "This model", Mark: figure.Line}
	best, top := all[0], worth(all[0])
	stride := max(1, len(all)/800) // no picture shows more
	for i, s := range all {
		v := worth(s)
		if i%stride == 0 || i == len(all)-1 || v > top {
			line.X, line.Y = append(line.X, float64(s.n)), append(line.Y, v)
		}
		if v > top {
			best, top = s, v
		}
	}
	last := all[len(all)-1]
	now := k.at(o.Threshold)
	f := &figure.Figure{
		X: figure.Axis{Title: "Rows flagged, likeliest first", Whole: true},
		Y: figure.Axis{Title: strings.TrimSpace("Worth in all " + o.Worth.Currency)},
		Series: []figure.Series{
			{Name: "Flagged at random", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, float64(last.n)}, Y: []float64{worth(all[0]), worth(last)}},
			line,
			{Name: "Best", Mark: figure.Points, Tone: figure.Good, X: []float64{float64(best.n)}, Y: []float64{top}, Labels: []string{money(top, o)}},
			{Name: "Threshold", Mark: figure.Points, Tone: figure.Second, X: []float64{float64(now.n)}, Y: []float64{worth(now)}, Labels: []string{percent(o.Threshold)}},
		},
		Table: figure.Table{Head: []string{"Rows flagged", "From a chance of", "Worth in all"}},
	}
	for i := 0; i <= 20; i++ {
		s := all[i*(len(all)-1)/20]
		from := "–"
		if s.n > 0 {
			from = percent(s.p)
		}
		f.Table.Rows = append(f.Table.Rows, []string{count(s.n), from, money(worth(s), o)})
	}
	f.Sentence = fmt.Sprintf("At a threshold of %s, %s are flagged, worth %s in all.", percent(o.Threshold), of(now.n, "row"), money(worth(now), o))
	switch {
	case best.n == 0:
		f.Sentence += " It is worth most to flag none."
	case best.n == last.n:
		f.Sentence += fmt.Sprintf(" It is worth most to flag all, %s.", money(top, o))
	default:
		f.Sentence += fmt.Sprintf(" It is worth most, %s, to flag %s: from %s on.", money(top, o), of(best.n, "row"), percent(best.p))
	}
	return f
}

func money(v float64, o automl.ChartOptions) string {
	return strings.TrimSpace(num.Spell(v) + " " + o.Worth.Currency)
}
