package chart

import (
	"math"
	"sort"

	"winnow/automl"
)

// ranked is a binary prediction in order of falling probability, with running sums.
type ranked struct {
	p     []float64 // probabilities, falling
	y     []bool    // whether the row is positive
	w     []float64 // weights
	pos   float64   // weight of the positives
	neg   float64
	steps []step // one for each distinct probability, falling
}

// step is what lies at or above a probability.
type step struct {
	p      float64
	tp, fp float64
	n      int // rows
}

// rank orders the rows of a binary report for which keep is true (nil: all). Rows without
// a probability are left out.
func rank(r *automl.Report, keep func(i int) bool) *ranked {
	var order []int32
	p := together(r)
	for i, v := range p {
		if !math.IsNaN(v) && !math.IsNaN(r.Target.Y[i]) && (keep == nil || keep(i)) {
			order = append(order, int32(i))
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return p[order[a]] > p[order[b]] })
	k := &ranked{p: make([]float64, len(order)), y: make([]bool, len(order)), w: make([]float64, len(order))}
	var tp, fp float64
	for j, i := range order {
		k.p[j], k.y[j], k.w[j] = p[i], r.Target.Y[i] > 0.5, 1
		if r.Target.W != nil {
			k.w[j] = r.Target.W[i]
		}
		if k.y[j] {
			tp += k.w[j]
		} else {
			fp += k.w[j]
		}
		if j == len(order)-1 || p[order[j+1]] != p[i] {
			k.steps = append(k.steps, step{p[i], tp, fp, j + 1})
		}
	}
	k.pos, k.neg = tp, fp
	return k
}

// together are the probabilities that rows of all folds are ranked by. A model that says the
// same of every row of a fold ranks none of them: what it says of two folds differs by the rows
// left out alone, so that held against each other they would be in the wrong order. Of such a
// model it is their mean.
func together(r *automl.Report) []float64 {
	p := r.Prediction.Values
	if len(r.Fold) != len(p) || len(p) == 0 {
		return p
	}
	said := make([]float64, folds(r))
	for k := range said {
		said[k] = math.NaN()
	}
	sum, n := 0.0, 0.0
	for i, v := range p {
		switch s := &said[r.Fold[i]]; {
		case math.IsNaN(v):
			continue
		case math.IsNaN(*s):
			*s = v
		case *s != v:
			return p
		}
		sum, n = sum+v, n+1
	}
	out := make([]float64, len(p))
	for i, v := range p {
		if out[i] = sum / n; math.IsNaN(v) {
			out[i] = v
		}
	}
	return out
}

// whole reports whether both classes are there.
func (k *ranked) whole() bool { return k.pos > 0 && k.neg > 0 }

// at is what lies at or above a probability.
func (k *ranked) at(p float64) step {
	i := sort.Search(len(k.steps), func(i int) bool { return k.steps[i].p < p })
	if i == 0 {
		return step{p: p}
	}
	return k.steps[i-1]
}

// auc is the area under the ROC curve by trapezoids, where ties count half (Hanley and
// McNeil 1982).
func (k *ranked) auc() float64 {
	var area, tp, fp float64
	for _, s := range k.steps {
		area += (s.fp - fp) * (s.tp + tp) / 2
		tp, fp = s.tp, s.fp
	}
	return area / (k.pos * k.neg)
}

// averagePrecision is the sum over steps of the gain in recall times the precision.
func (k *ranked) averagePrecision() float64 {
	var sum, tp float64
	for _, s := range k.steps {
		if s.tp+s.fp > 0 {
			sum += (s.tp - tp) / k.pos * s.tp / (s.tp + s.fp)
		}
		tp = s.tp
	}
	return sum
}

// curve is a line that is being gathered.
type curve struct{ x, y []float64 }

func (c *curve) add(x, y float64) {
	c.x, c.y = append(c.x, x), append(c.y, y)
}

// thin drops points that lie within a step of the last one kept, in the unit square: at
// 1/400 no picture shows a difference, and a curve has at most about 800 points.
func (c *curve) thin() {
	const step = 1.0 / 400
	if len(c.x) < 3 {
		return
	}
	k := 1
	for i := 1; i < len(c.x); i++ {
		last := i == len(c.x)-1
		if last || math.Abs(c.x[i]-c.x[k-1]) >= step || math.Abs(c.y[i]-c.y[k-1]) >= step {
			c.x[k], c.y[k] = c.x[i], c.y[i]
			k++
		}
	}
	c.x, c.y = c.x[:k], c.y[:k]
}

// span is the lowest and highest place of a curve of rising x at a place, between points by
// straight lines.
func (c *curve) span(x float64) (low, high float64) {
	i := sort.SearchFloat64s(c.x, x)
	switch {
	case i == len(c.x):
		y := c.y[len(c.y)-1]
		return y, y
	case c.x[i] > x && i == 0:
		return c.y[0], c.y[0]
	case c.x[i] > x:
		share := (x - c.x[i-1]) / (c.x[i] - c.x[i-1])
		y := c.y[i-1] + share*(c.y[i]-c.y[i-1])
		return y, y
	}
	low, high = c.y[i], c.y[i]
	for ; i < len(c.x) && c.x[i] == x; i++ {
		low, high = math.Min(low, c.y[i]), math.Max(high, c.y[i])
	}
	return low, high
}

// rocCurve goes from (0, 0) to (1, 1): the share of the others flagged against the share
// of the positives flagged.
func (k *ranked) rocCurve() curve {
	var c curve
	c.add(0, 0)
	for _, s := range k.steps {
		c.add(s.fp/k.neg, s.tp/k.pos)
	}
	c.thin()
	return c
}

// folds is the number of folds of a report.
func folds(r *automl.Report) int {
	n := 0
	for _, f := range r.Fold {
		n = max(n, int(f)+1)
	}
	return n
}

// binaryOr returns the ranking of a binary report, or the reason why there is none.
func binaryOr(r *automl.Report) (*ranked, string) {
	if len(r.Target.Y) == 0 {
		return nil, "No rows were scored, so there is nothing to draw."
	}
	k := rank(r, nil)
	switch {
	case len(k.p) == 0:
		return nil, "The model gave no probabilities, so there is nothing to draw."
	case k.pos == 0:
		return nil, "No scored row is " + name(r, 1) + ", so there is nothing to compare."
	case k.neg == 0:
		return nil, "Every scored row is " + name(r, 1) + ", so there is nothing to compare."
	}
	return k, ""
}

// quantile is the value below which a share of sorted values lies, between neighbours by
// straight lines (Hyndman and Fan 1996, type 7).
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := share * float64(len(sorted)-1)
	i := int(math.Floor(at))
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// wilson is the 95 % interval of a share of n by Wilson's score (Wilson 1927).
func wilson(hits, n float64) (low, high float64) {
	const z = 1.959963984540054
	if n <= 0 {
		return 0, 1
	}
	p := hits / n
	mid := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return math.Max(0, (mid-half)/(1+z*z/n)), math.Min(1, (mid+half)/(1+z*z/n))
}
