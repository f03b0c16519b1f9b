package chart

import (
	"math"
	"sort"

	"winnow/automl"
)

// pairs are the truth and the prediction of each row that has both.
type pairs struct {
	actual, said []float64
	at           []int32 // place of each among the scored rows
	rows         int     // before any was left out for drawing
}

// maxCloud is how many rows a scatter holds; of more, evenly spaced ones are drawn.
const maxCloud = 50_000

func regressionPairs(r *automl.Report) pairs {
	var p pairs
	for i, y := range r.Target.Y {
		if v := r.Prediction.Values[i*r.Prediction.Width]; usable(y) && usable(v) {
			p.actual, p.said = append(p.actual, y), append(p.said, v)
			p.at = append(p.at, int32(i))
		}
	}
	p.rows = len(p.actual)
	return p
}

func usable(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// cloud is at most maxCloud of the rows, evenly spaced.
func (p pairs) cloud() pairs {
	n := len(p.actual)
	if n <= maxCloud {
		return p
	}
	out := pairs{rows: p.rows}
	for i := range maxCloud {
		j := i * (n - 1) / (maxCloud - 1)
		out.actual, out.said = append(out.actual, p.actual[j]), append(out.said, p.said[j])
		out.at = append(out.at, p.at[j])
	}
	return out
}

// members are the places of the rows, one for each mark.
func (p pairs) members() [][]int32 {
	out := make([][]int32, len(p.at))
	for i := range out {
		out[i] = p.at[i : i+1 : i+1]
	}
	return out
}

// errors are the truth less the prediction.
func (p pairs) errors() []float64 {
	out := make([]float64, len(p.actual))
	for i := range out {
		out[i] = p.actual[i] - p.said[i]
	}
	return out
}

// sortedSizes are the sizes of the errors, rising.
func (p pairs) sortedSizes() []float64 {
	out := p.errors()
	for i, e := range out {
		out[i] = math.Abs(e)
	}
	sort.Float64s(out)
	return out
}

// r2 is the share of the variance that the predictions explain; NaN for a truth that does
// not vary.
func (p pairs) r2() float64 {
	mean := 0.0
	for _, y := range p.actual {
		mean += y / float64(len(p.actual))
	}
	var rest, all float64
	for i, y := range p.actual {
		rest += (y - p.said[i]) * (y - p.said[i])
		all += (y - mean) * (y - mean)
	}
	if all == 0 {
		return math.NaN()
	}
	return 1 - rest/all
}

// regressionOr returns the pairs of a report, or the reason why there are none.
func regressionOr(r *automl.Report) (pairs, string) {
	if len(r.Target.Y) == 0 || r.Prediction.Width == 0 {
		return pairs{}, "No rows were scored, so there is nothing to draw."
	}
	p := regressionPairs(r)
	if p.rows == 0 {
		return p, "The model gave no usable predictions, so there is nothing to draw."
	}
	return p, ""
}

// span is the lowest and highest of all values given.
func span(lists ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, l := range lists {
		for _, v := range l {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	return lo, hi
}
