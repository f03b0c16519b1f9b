// Package sure finds out how far each answer of a model can be trusted, by conformal
// prediction on rows that the models answering them had not seen (Vovk, Gammerman and Shafer
// 2005; for cross-validation Vovk 2015 and Barber et al. 2021), and tells rows like those of
// training from others.
package sure

import (
	"math"
	"slices"

	"winnow/automl"
)

// Rows are the rows that sureness is found on: the truth, the out-of-fold predictions, and
// the part (fold) of each row, from 0. What is said of the coverage of a part is found on the
// other parts.
type Rows struct {
	Y    automl.Target
	P    *automl.Prediction
	Part []int32
}

// parts is the number of parts.
func (r *Rows) parts() int {
	if len(r.Part) == 0 {
		return 0
	}
	return int(slices.Max(r.Part)) + 1
}

func (r *Rows) weight(i int) float64 {
	if r.Y.W == nil {
		return 1
	}
	return r.Y.W[i]
}

// scored is a value with the weight of its row.
type scored struct{ v, w float64 }

// bound is the least value that a share of rows, with one more added that could be anything,
// lies at or below: the quantile of split conformal prediction (Lei et al. 2018), weighted by
// the rows. Where the rows are too few for the share it is the largest. It sorts v, which must
// not be empty.
func bound(v []scored, share float64) float64 {
	slices.SortFunc(v, func(a, b scored) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
	total, most := 0.0, 0.0
	for _, s := range v {
		total += s.w
		most = max(most, s.w)
	}
	if most == 0 {
		return v[len(v)-1].v
	}
	// Why: the added row weighs as the mean of the others do; one more row of equal weights.
	need := share * (total + total/float64(len(v)))
	sum := 0.0
	for _, s := range v {
		if sum += s.w; sum >= need-1e-9*total {
			return s.v
		}
	}
	return v[len(v)-1].v
}

// asked is how many rows a level needs before their bound can hold as much: with fewer even the
// largest value lies below a new one too often.
func asked(level float64) int { return int(math.Ceil(level/(1-level) - 1e-9)) }

// levels are those that the rows can vouch for, also those of them that judge a part; the usual
// one always.
func (r *Rows) levels() []float64 {
	n := len(r.Part)
	if count := make([]int, r.parts()); len(count) > 1 {
		for _, p := range r.Part {
			count[p]++
		}
		n -= slices.Max(count)
	}
	var out []float64
	for _, l := range automl.SureLevels {
		if l == automl.SureLevel || asked(l) <= n {
			out = append(out, l)
		}
	}
	return out
}

// Wilson is the 95 % interval of a share from a count of rows (Wilson 1927); 0 to 1 of none.
func Wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(hits)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}
