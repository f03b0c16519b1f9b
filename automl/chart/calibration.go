package chart

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func calibration() automl.Chart {
	return entry("calibration", "Trust in the percentages", "When the model says 70 %, it should come true 70 times in 100: the nearer to the diagonal, the better.",
		automl.TaskSet{automl.Binary}, drawCalibration)
}

const calibrationBins = 10

// reliability is one bin of probabilities.
type reliability struct {
	p, hits, w float64 // weighted sums of probability, positives, rows
	n          int
}

func drawCalibration(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	k, reason := binaryOr(r)
	if reason != "" {
		return empty(reason)
	}
	bins := make([]reliability, calibrationBins)
	total := 0.0
	hit := make([]float64, len(k.p))
	for i, p := range k.p {
		b := &bins[num.GroupOf(p, calibrationBins)]
		if k.y[i] {
			hit[i] = 1
		}
		b.p += k.w[i] * p
		b.hits += k.w[i] * hit[i]
		b.w += k.w[i]
		b.n++
		total += k.w[i]
	}
	brier := num.BrierOf(k.p, hit, k.w, calibrationBins)
	hist := figure.Series{Name: "Share of rows", Mark: figure.Bars, Tone: figure.Muted}
	line := figure.Series{Name: "This model", Mark: figure.Line}
	dots := figure.Series{Mark: figure.Points}
	band := figure.Series{Name: "95 % interval", Mark: figure.Band}
	table := figure.Table{Head: []string{"Probabilities", "Rows", "Predicted on average", "Came true", "95 % from", "95 % to"}}
	most := -1
	for i, b := range bins {
		hist.X = append(hist.X, (float64(i)+0.5)/calibrationBins)
		hist.Y = append(hist.Y, b.w/total)
		if b.w <= 0 {
			continue
		}
		x, y := b.p/b.w, b.hits/b.w
		low, high := wilson(y*float64(b.n), float64(b.n))
		line.X, line.Y = append(line.X, x), append(line.Y, y)
		band.X, band.Low, band.High = append(band.X, x), append(band.Low, low), append(band.High, high)
		if most < 0 || b.w > bins[most].w {
			most = i
		}
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("%d–%d %%", i*100/calibrationBins, (i+1)*100/calibrationBins),
			count(b.n), percent(x), percent(y), percent(low), percent(high),
		})
	}
	dots.X, dots.Y = line.X, line.Y
	typical := bins[most]
	return &figure.Figure{
		X: figure.Axis{Title: "Probability that the model gives", Min: 0, Max: 1, Percent: true},
		Y: figure.Axis{Title: "Share that came true", Min: 0, Max: 1, Percent: true},
		Series: []figure.Series{
			hist, band,
			{Name: "Perfect", Mark: figure.Line, Tone: figure.Muted, Dashed: true, X: []float64{0, 1}, Y: []float64{0, 1}},
			line, dots,
		},
		Sentence: fmt.Sprintf("The percentages are off by %s points on average. Where the model says about %s, it came true in %s. The Brier score is %s: %s for knowing only how common %s is, less %s for telling rows apart, and %s more for percentages that are off.",
			num.Spell(math.Round(brier.Error*1000)/10), percent(typical.p/typical.w), percent(typical.hits/typical.w),
			score(brier.Score), part(brier.Uncertainty), name(r, 1), part(brier.Resolution), part(brier.Reliability)),
		Table: table,
	}
}

// part spells a part of a score, without the digits that nobody reads.
func part(v float64) string {
	if v > 0 && v < 0.0005 {
		return "under 0.001"
	}
	return score(math.Round(1000*v) / 1000)
}
