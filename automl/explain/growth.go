package explain

import (
	"fmt"
	"math"

	"winnow/automl"
	"winnow/automl/num"
)

// PowerLaw fits loss = limit + factor * rows^-power to points by least squares, with limit
// and factor not below 0 (Cortes et al. 1993). Losses are distances from perfect.
func PowerLaw(rows, losses []float64) (limit, factor, power float64) {
	best := math.Inf(1)
	for c := 0.02; c <= 2.001; c += 0.02 {
		x := make([]float64, len(rows))
		for i, n := range rows {
			x[i] = math.Pow(n/rows[0], -c) // Why: scaled, so that factor stays a number one can add
		}
		a, b := line(x, losses)
		miss := 0.0
		for i := range x {
			d := a + b*x[i] - losses[i]
			miss += float64(d * d)
		}
		if miss < best {
			best, limit, factor, power = miss, a, b*math.Pow(rows[0], c), c
		}
	}
	return limit, factor, power
}

// line is the least-squares a + b*x with neither below 0.
func line(x, y []float64) (a, b float64) {
	mx, my := mean(x), mean(y)
	var xx, xy, raw, both float64
	for i := range x {
		xx += float64((x[i] - mx) * (x[i] - mx))
		xy += float64((x[i] - mx) * (y[i] - my))
		raw += float64(x[i] * x[i])
		both += float64(x[i] * y[i])
	}
	if xx > 0 {
		b = xy / xx
	}
	a = my - b*mx
	switch {
	case b < 0:
		return max(my, 0), 0
	case a < 0 && raw > 0:
		return 0, max(both/raw, 0)
	}
	return max(a, 0), b
}

// GrowthSentence says whether more rows would help.
func GrowthSentence(g *automl.Growth, m *automl.Metric) string {
	last := g.Points[len(g.Points)-1]
	text := fmt.Sprintf("Having learnt from %s rows, “%s” scores %s (%s)", num.Spell(float64(last.Rows)), g.Model, num.Spell(last.Score), m.Name)
	if len(g.Points) > 1 {
		first := g.Points[0]
		text += fmt.Sprintf("; from %s it scored %s", num.Spell(float64(first.Rows)), num.Spell(first.Score))
	}
	if g.Helps {
		return text + fmt.Sprintf(". More rows would probably help: of twice as many, the curve expects about %s.", num.Spell(g.Twice))
	}
	return text + fmt.Sprintf(". More rows would probably not help: of twice as many, the curve expects about %s, and the last doubling brought no more than chance explains.", num.Spell(g.Twice))
}
