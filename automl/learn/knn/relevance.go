package knn

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
)

// powers are how much is made of the columns' relevance: nothing, its root, all.
var powers = []float64{0, 0.5, 1}

const (
	relevanceBins = 8
	// grain is the step of the widths' inverses. Why: the last bits of a relevance, which
	// depend on the order of rows, then have no influence.
	grain = 1.0 / 64
)

// relevance is, of each column, the share of the target's variance that lies between groups
// of rows of about equal value (Pearson's correlation ratio), less what chance explains;
// that of the most relevant is 1. When the fit should end it knows no column from another.
func relevance(d *automl.Dataset, env automl.Env) []float64 {
	out, top := make([]float64, len(d.Features)), 0.0
	for j, f := range d.Features {
		if env.Softly() {
			top = 0
			break
		}
		out[j] = ratio(d, f.Nums)
		top = max(top, out[j])
	}
	for j := range out {
		if top > 0 {
			out[j] /= top
		} else {
			out[j] = 1
		}
	}
	return out
}

// widths are what the columns are divided by.
func widths(relevance []float64, power float64) []float64 {
	out := make([]float64, len(relevance))
	for j, r := range relevance {
		out[j] = 1 / max(math.Round(math.Pow(r, power/2)/grain)*grain, grain)
	}
	return out
}

func ratio(d *automl.Dataset, x []float64) float64 {
	rows, total, top := make([]int32, 0, len(d.Rows)), 0.0, 0.0
	for _, r := range d.Rows {
		if w := d.Weight(r); w > 0 {
			rows = append(rows, r)
			total += w
			top = max(top, math.Abs(d.Y[r]))
		}
	}
	slices.SortFunc(rows, func(a, b int32) int { return cmp.Compare(x[a], x[b]) })
	classes := 1
	if d.Task.IsClassification() {
		classes, top = d.Classes, 1
	} else if top == 0 {
		top = 1
	}
	var within, all spread
	within.reset(classes)
	all.reset(classes)
	left, groups, have := 0.0, 0.0, 0.0
	for i, r := range rows {
		// A group ends where it has its share, but never among equal values.
		if have >= total/relevanceBins && x[r] != x[rows[i-1]] {
			left += within.squares()
			within.reset(classes)
			groups++
			have = 0
		}
		w := d.Weight(r)
		have += w
		k, y := 0, d.Y[r]/top
		if d.Task.IsClassification() {
			k, y = int(d.Y[r]), 1
		}
		within.add(k, w, y)
		all.add(k, w, y)
	}
	left += within.squares()
	whole := all.squares()
	if whole <= 0 || total <= groups+1 {
		return 0
	}
	return max(0, 1-left/whole*(total-1)/(total-groups-1))
}

// spread is the sums from which the squares about the mean are found, of a number or of the
// indicators of the classes.
type spread struct {
	n, squared float64
	sum        []float64
}

func (s *spread) reset(classes int) {
	if s.sum == nil {
		s.sum = make([]float64, classes)
	}
	s.n, s.squared = 0, 0
	clear(s.sum)
}

func (s *spread) add(k int, w, y float64) {
	s.n += w
	s.squared += float64(w * y * y)
	s.sum[k] += float64(w * y)
}

func (s *spread) squares() float64 {
	if s.n == 0 {
		return 0
	}
	out := s.squared
	for _, v := range s.sum {
		out -= float64(v * v / s.n)
	}
	return max(0, out)
}
