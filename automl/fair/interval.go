package fair

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
)

// drawn are what f answers for the samples where it is defined, ascending; nil where that is
// too seldom to say anything.
func (a *audit) drawn(f func(s *sheet) float64) []float64 {
	var out []float64
	for _, s := range a.draws {
		if d := f(s); !math.IsNaN(d) && !math.IsInf(d, 0) {
			out = append(out, d)
		}
	}
	if len(out) < max(2, len(a.draws)/2) {
		return nil
	}
	slices.Sort(out)
	return out
}

// interval makes a value of what f answers for the rows and for the samples; false where it
// is not defined. Biased is for what is never below 0, which samples push upwards: its
// interval is turned about the value (Davison and Hinkley 1997, section 5.2).
func (a *audit) interval(biased bool, low, high float64, f func(s *sheet) float64) (automl.FairValue, bool) {
	v := f(a.point)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return automl.FairValue{}, false
	}
	out := automl.FairValue{Value: v, Low: v, High: v}
	drawn := a.drawn(f)
	if drawn == nil {
		return out, true
	}
	from, to := stat.Quantile(0.025, stat.LinInterp, drawn, nil), stat.Quantile(0.975, stat.LinInterp, drawn, nil)
	if biased {
		from, to = 2*v-to, 2*v-from
	}
	out.Low, out.High = min(max(from, low), v), max(min(to, high), v)
	return out, true
}

// roomy makes a value of what is the greatest or the least of the groups' values, or lies
// between the two, with room for all groups at once. Off says how far the groups' values of a
// sample are off those of all rows; what 95 of 100 samples stay within is the room (as in
// Tukey's test), so that a difference beyond it is more than the luck of having looked at many
// groups. With ratio the room is a factor, and off a logarithm.
func (a *audit) roomy(low, high float64, ratio bool, f, off func(s *sheet) float64) (automl.FairValue, bool) {
	v := f(a.point)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return automl.FairValue{}, false
	}
	out := automl.FairValue{Value: v, Low: v, High: v}
	drawn := a.drawn(off)
	if drawn == nil {
		if ratio { // a rate of 0 has no logarithm
			return a.interval(true, low, high, f)
		}
		return out, true
	}
	room := stat.Quantile(0.95, stat.LinInterp, drawn, nil)
	from, to := v-room, v+room
	if ratio {
		from, to = v*math.Exp(-room), v*math.Exp(room)
	}
	out.Low, out.High = min(max(from, low), v), max(min(to, high), v)
	return out, true
}

// apart is how far the large groups' values of measure k are off those of all rows, against
// each other or, to overall, against how far all rows together are off.
func (a *audit) apart(s *sheet, k int) float64 {
	return a.offs(s, k, func(v float64) float64 { return v })
}

// logApart is apart for logarithms.
func (a *audit) logApart(s *sheet, k int) float64 { return a.offs(s, k, math.Log) }

func (a *audit) offs(s *sheet, k int, of func(v float64) float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, g := range a.large {
		if d := of(s.values[g][k]) - of(a.point.values[g][k]); !math.IsNaN(d) {
			low, high = math.Min(low, d), math.Max(high, d)
		}
	}
	if a.o.Method == automl.BetweenGroups {
		return high - low
	}
	all := of(s.values[len(a.Names)][k]) - of(a.point.values[len(a.Names)][k])
	return math.Max(math.Abs(low-all), math.Abs(high-all))
}

// furthest is how far any large group's value is off that of all rows.
func (a *audit) furthest(s *sheet, k int) float64 {
	most := math.Inf(-1)
	for _, g := range a.large {
		if d := math.Abs(s.values[g][k] - a.point.values[g][k]); d > most {
			most = d
		}
	}
	return most
}
