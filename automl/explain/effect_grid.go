package explain

import (
	"math"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/table"
)

// grid is the values of a column that are tried, and how many rows are near each.
type grid struct {
	column *automl.SchemaColumn
	own    []float64 // of the rows; NaN is missing
	values []float64
	shares []float64
	made   bool // the values are no row's own
}

// The ends of a grid of numbers: the values in between hold nine rows of ten.
const gridLow, gridHigh = 0.05, 0.95

// newGrid makes the grid of scikit-learn's partial_dependence: all values where they are
// levels or fewer than points, else evenly spaced ones between the percentiles. Two things
// are added: dates without a time are rounded to whole days, and where the percentiles
// coincide the values themselves are thinned by rank.
func newGrid(c *automl.SchemaColumn, own []float64, points int) *grid {
	g := &grid{column: c, own: own}
	var known []float64
	for _, v := range own {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	distinct := slices.Compact(slices.Clone(known))
	if isLevels(c) {
		g.values = distinct
		g.count(func(v float64) int { i, _ := slices.BinarySearch(distinct, v); return i })
		return g
	}
	if len(distinct) < points {
		g.values = distinct
		g.count(func(v float64) int { i, _ := slices.BinarySearch(distinct, v); return i })
		return g
	}
	low, high := mquantile(known, gridLow), mquantile(known, gridHigh)
	if math.Abs(low-high) <= 1e-8+1e-5*math.Abs(high) {
		for i := range points {
			g.values = append(g.values, distinct[i*(len(distinct)-1)/(points-1)])
		}
	} else {
		step := (high - low) / float64(points-1)
		for i := range points {
			g.values = append(g.values, low+float64(float64(i)*step))
		}
		g.values[points-1], g.made = high, true
	}
	if c.Kind == table.Time && wholeDays(known) {
		for i, v := range g.values {
			g.values[i] = math.Round(v/day) * day
		}
	}
	g.values = slices.Compact(g.values)
	g.count(g.nearest)
	return g
}

const day = 86400

func wholeDays(values []float64) bool {
	for _, v := range values {
		if math.Mod(v, day) != 0 {
			return false
		}
	}
	return true
}

// nearest is the place of the value nearest to v; -1 where v is further from the ends than
// half a step.
func (g *grid) nearest(v float64) int {
	i, _ := slices.BinarySearch(g.values, v)
	n := len(g.values)
	switch {
	case i == 0:
		if n > 1 && g.values[0]-v > (g.values[1]-g.values[0])/2 {
			return -1
		}
		return 0
	case i == n:
		if n > 1 && v-g.values[n-1] > (g.values[n-1]-g.values[n-2])/2 {
			return -1
		}
		return n - 1
	case v-g.values[i-1] <= g.values[i]-v:
		return i - 1
	}
	return i
}

// count fills in the shares of rows at each value.
func (g *grid) count(place func(v float64) int) {
	g.shares = make([]float64, len(g.values))
	for _, v := range g.own {
		if math.IsNaN(v) {
			continue
		}
		if i := place(v); i >= 0 && i < len(g.values) {
			g.shares[i]++
		}
	}
	for i := range g.shares {
		g.shares[i] /= float64(len(g.own))
	}
}

// gaps reports whether some row or some training row has no value.
func (g *grid) gaps() bool {
	return g.column.Share > 0 || slices.ContainsFunc(g.own, math.IsNaN)
}

// point is a grid's point before its answers are known.
func (g *grid) point(i int) automl.EffectPoint {
	v := g.values[i]
	if g.made && g.column.Kind == table.Number && math.Abs(v) < 1e4 {
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	}
	return automl.EffectPoint{Value: g.values[i], Label: spell(g.column, v), Share: g.shares[i]}
}

// mquantile is the quantile of sorted values as scipy.stats.mstats.mquantiles has it, with
// plotting positions 0.4 (Cunnane 1978).
func mquantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	if n == 1 {
		return sorted[0]
	}
	m := 0.4 + float64(p*0.2)
	at := float64(float64(n)*p) + m
	k := math.Floor(min(max(at, 1), float64(n-1)))
	gamma := min(max(at-k, 0), 1)
	return float64((1-gamma)*sorted[int(k)-1]) + float64(gamma*sorted[int(k)])
}

// quantileOf is the value below which a share of sorted values lies, between neighbours by
// straight lines (Hyndman and Fan 1996, type 7).
func quantileOf(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(math.Floor(at))
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}
