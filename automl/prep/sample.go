package prep

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// sampleRows is how many rows of a column its statistics are computed from: enough for a
// quantile to be exact to half a percent.
const sampleRows = 50_000

// sample is the finite values of a column in ascending order with their weights. A row of
// weight 2 counts like two equal rows everywhere.
type sample struct {
	x, w  []float64
	total float64
}

// newSample takes the finite values of positive weight among the rows of d, every so many
// of them when there are many.
func newSample(x []float64, d *automl.Dataset) *sample {
	stride := (len(d.Rows) + sampleRows - 1) / sampleRows
	type pair struct{ x, w float64 }
	var pairs []pair
	for i := 0; i < len(d.Rows); i += max(stride, 1) {
		r := d.Rows[i]
		if w := d.Weight(r); w > 0 && !math.IsNaN(x[r]) && !math.IsInf(x[r], 0) {
			pairs = append(pairs, pair{x[r], w})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := cmp.Compare(a.x, b.x); c != 0 {
			return c
		}
		return cmp.Compare(a.w, b.w)
	})
	s := &sample{x: make([]float64, len(pairs)), w: make([]float64, len(pairs))}
	for i, p := range pairs {
		s.x[i], s.w[i] = p.x, p.w
		s.total += p.w
	}
	return s
}

// distinct is the number of distinct values.
func (s *sample) distinct() int {
	n := 0
	for i, v := range s.x {
		if i == 0 || v != s.x[i-1] {
			n++
		}
	}
	return n
}

// quantile is the smallest value with at least a share q of the weight at or below it, and
// the mean with the next one where the share is met exactly; 0 for an empty sample.
func (s *sample) quantile(q float64) float64 {
	want, sum := q*s.total, 0.0
	for i, w := range s.w {
		sum += w
		if sum > want*(1+1e-12) {
			return s.x[i]
		}
		if sum >= want*(1-1e-12) && i+1 < len(s.x) {
			return s.x[i]/2 + s.x[i+1]/2
		}
	}
	if len(s.x) == 0 {
		return 0
	}
	return s.x[len(s.x)-1]
}

// moments are mean, standard deviation and skewness of x with weights w. The sums are
// taken of values divided by their largest size, so that they do not overflow.
func moments(x, w []float64) (mean, std, skew float64) {
	top, total := 0.0, 0.0
	for i, v := range x {
		top = max(top, math.Abs(v))
		total += w[i]
	}
	if top == 0 || total == 0 || math.IsInf(top, 0) {
		return 0, 0, 0
	}
	for i, v := range x {
		mean += float64(w[i] * (v / top))
	}
	mean /= total
	var m2, m3 float64
	for i, v := range x {
		d := v/top - mean
		m2 += float64(w[i] * d * d)
		m3 += float64(w[i] * d * d * d)
	}
	m2, m3 = m2/total, m3/total
	if m2 > 0 {
		skew = m3 / math.Pow(m2, 1.5)
	}
	return mean * top, math.Sqrt(m2) * top, skew
}

// location is the center and width by which the values are scaled: mean and standard
// deviation after the far ends are drawn in to the 0.5 % and 99.5 % quantiles, and to 20
// interquartile ranges from the median. The width is above 0.
func (s *sample) location() (center, width float64) {
	if len(s.x) == 0 {
		return 0, 1
	}
	low, high := s.quantile(0.005), s.quantile(0.995)
	mid, iqr := s.quantile(0.5), s.quantile(0.75)-s.quantile(0.25)
	if iqr > 0 && !math.IsInf(iqr, 0) {
		low, high = max(low, mid-20*iqr), min(high, mid+20*iqr)
	}
	if low == high { // all but a few values are equal
		low, high = s.x[0], s.x[len(s.x)-1]
	}
	drawn := make([]float64, len(s.x))
	for i, v := range s.x {
		drawn[i] = min(max(v, low), high)
	}
	center, width, _ = moments(drawn, s.w)
	// Why 1e-300: a width below it, or lost in the center's last bits, divides to noise.
	if !(width > 1e-300) || width < 1e-14*math.Abs(center) || math.IsInf(width, 0) {
		return mid, 1
	}
	return center, width
}

// unskewRows is how many values, evenly spaced in order, the exponent is found from.
const unskewRows = 1000

// unskew is the exponent of the Yeo–Johnson transform that makes the values most like a
// normal distribution (Yeo and Johnson 2000, eq. 3.1), or 1 when they are not skewed.
func (s *sample) unskew() float64 {
	if _, std, skew := moments(s.x, s.w); std == 0 || math.Abs(skew) <= skewLimit {
		return 1
	}
	t := s.thin(unskewRows)
	jacobian := 0.0
	for i, v := range t.x {
		jacobian += float64(t.w[i] * math.Copysign(math.Log1p(math.Abs(v)), v))
	}
	out := make([]float64, len(t.x))
	return golden(-4, 6, func(l float64) float64 {
		for i, v := range t.x {
			out[i] = graph.YeoJohnsonAt(v, l)
		}
		_, std, _ := moments(out, t.w)
		if !(std > 0) || math.IsInf(std, 0) {
			return math.Inf(1)
		}
		return t.total*math.Log(std) - (l-1)*jacobian
	})
}

// thin is at most about n of the values, evenly spaced.
func (s *sample) thin(n int) *sample {
	step := (len(s.x) + n - 1) / n
	if step <= 1 {
		return s
	}
	out := &sample{}
	for i := step / 2; i < len(s.x); i += step {
		out.x, out.w = append(out.x, s.x[i]), append(out.w, s.w[i])
		out.total += s.w[i]
	}
	return out
}

// transform applies the Yeo–Johnson transform with exponent l, which keeps the order.
func (s *sample) transform(l float64) {
	for i, v := range s.x {
		s.x[i] = min(max(graph.YeoJohnsonAt(v, l), -math.MaxFloat64), math.MaxFloat64)
	}
}

// golden is where f, which has one valley between low and high, is lowest: golden-section
// search (Kiefer 1953).
func golden(low, high float64, f func(float64) float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	fa, fb := f(a), f(b)
	for high-low > 1e-3 {
		if fa <= fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = f(b)
		}
	}
	return (low + high) / 2
}
