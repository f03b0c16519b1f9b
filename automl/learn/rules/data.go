package rules

import (
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/tree"
)

// data is the training rows in the form that trees want.
type data struct {
	rows    []int32   // with a weight above 0, ascending
	weight  []float64 // by place in rows
	answers tree.Answers
	classes int // of which the shares are the answer; 0 for numbers
	center  float64
	scale   float64 // a number is center plus scale times the tree's
	plain   bool    // the target never changes
}

// mostWeight bounds the sum of weights: the fixed-point sums of package tree keep room for
// as many roundings.
const mostWeight = 1 << 28

func newData(train *automl.Dataset) *data {
	d := &data{scale: 1, plain: true, classes: train.Classes}
	d.answers.Y = train.Y
	if train.Task == automl.Multiclass {
		d.answers.Classes = train.Classes
	}
	for _, r := range train.Rows {
		if train.Weight(r) > 0 {
			d.rows = append(d.rows, r)
		}
	}
	slices.Sort(d.rows)
	sum, most, top := 0.0, 0.0, 0.0
	for _, r := range d.rows {
		w := train.Weight(r)
		d.weight = append(d.weight, w)
		sum += w
		most = max(most, w)
		top = max(top, math.Abs(train.Y[r]))
		d.plain = d.plain && train.Y[r] == train.Y[d.rows[0]]
	}
	factor := 1.0
	if most < 1 && most > 0 {
		factor = float64(len(d.rows)) / sum
	} else if sum > mostWeight {
		factor = mostWeight / sum
	}
	for i := range d.weight {
		d.weight[i] *= factor
	}
	if train.Task == automl.Regression {
		d.centre(train, sum, top)
	}
	return d
}

// centre brings numbers to mean 0 and size 1 at most, so that fixed-point sums keep their
// figures.
func (d *data) centre(train *automl.Dataset, total, top float64) {
	if top == 0 {
		top = 1
	}
	mean := 0.0
	for _, r := range d.rows {
		mean += float64(train.Weight(r) / total * (train.Y[r] / top))
	}
	d.center, d.scale = mean*top, top
	if d.plain && len(d.rows) > 0 {
		d.center = train.Y[d.rows[0]]
	}
	d.answers.Y = make([]float64, train.Space)
	for _, r := range d.rows {
		if !d.plain {
			d.answers.Y[r] = train.Y[r]/top - mean
		}
	}
}

// all is every place.
func (d *data) all() []int {
	out := make([]int, len(d.rows))
	for i := range out {
		out[i] = i
	}
	return out
}

// tally is what is known of a node's rows: their weight, and of numbers the sum and the sum
// of squares, of classes the weight of each.
type tally struct {
	n, sum, squares float64
	class           []float64
}

// count is the tally of the rows at the given places.
func (d *data) count(at []int) tally {
	t := tally{class: make([]float64, d.classes)}
	for _, p := range at {
		d.add(&t, p)
	}
	return t
}

func (d *data) add(t *tally, p int) {
	w, y := d.weight[p], d.answers.Y[d.rows[p]]
	t.n += w
	if d.classes > 0 {
		t.class[int(y)] += w
		return
	}
	t.sum += float64(w * y)
	t.squares += float64(w * y * y)
}

// loss is that of the tally's own mean or shares: the squared error, or minus the logarithm
// of the likelihood.
func (t *tally) loss() float64 {
	if t.n == 0 {
		return 0
	}
	if len(t.class) == 0 {
		return max(0, t.squares-float64(t.sum*t.sum)/t.n)
	}
	out := 0.0
	for _, c := range t.class {
		if c > 0 {
			out -= float64(c * math.Log(c/t.n))
		}
	}
	return out
}

// mean is the mean number, or the share of each class, with so many rows more of each.
func (t *tally) mean(more float64) []float64 {
	if len(t.class) == 0 {
		if t.n == 0 {
			return []float64{0}
		}
		return []float64{t.sum / t.n}
	}
	out := make([]float64, len(t.class))
	for k, c := range t.class {
		out[k] = (c + more) / (t.n + more*float64(len(out)))
	}
	return out
}

// answer is the prediction of a tally on its own.
func (d *data) answer(t tally) []float64 {
	m := t.mean(0.5)
	switch d.classes {
	case 0:
		return []float64{d.center + d.scale*m[0]}
	case 2:
		return m[1:]
	}
	sum := 0.0
	for _, v := range m {
		sum += v
	}
	for k := range m {
		m[k] /= sum
	}
	return m
}
