package forest

import (
	"math"
	"math/rand/v2"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/tree"
)

// data is the training data in the form that forests want.
type data struct {
	number  bool      // answers are numbers, not classes
	rows    []int32   // with a weight above 0, ascending
	weight  []float64 // by position in rows
	answers tree.Answers
	prior   []float64 // the mean number, or the share of each class; of class 1 for two
	scale   float64   // of numbers
	plain   bool      // nothing to learn: one answer or no features
}

func newData(train *automl.Dataset) *data {
	d := &data{number: train.Task == automl.Regression, scale: 1}
	for _, r := range train.Rows {
		if train.Weight(r) > 0 {
			d.rows = append(d.rows, r)
		}
	}
	slices.Sort(d.rows)
	d.weigh(train)
	d.answers.Y = train.Y
	d.plain = true
	for _, r := range d.rows {
		d.plain = d.plain && train.Y[r] == train.Y[d.rows[0]]
	}
	d.plain = d.plain || len(train.Features) == 0
	switch train.Task {
	case automl.Regression:
		d.centre(train)
	case automl.Binary:
		d.prior = []float64{d.share(1)}
	case automl.Multiclass:
		d.answers.Classes = train.Classes
		for k := range train.Classes {
			d.prior = append(d.prior, d.share(float64(k)))
		}
	}
	return d
}

// mostWeight bounds the sum of weights. Why: the fixed-point sums of package tree keep room
// for as many roundings.
const mostWeight = 1 << 28

// weigh takes the weights, scaled when they are so small that they cannot count rows, or
// too large.
func (d *data) weigh(train *automl.Dataset) {
	sum, most := 0.0, 0.0
	for _, r := range d.rows {
		w := train.Weight(r)
		d.weight = append(d.weight, w)
		sum += w
		most = max(most, w)
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
}

// share is the smoothed share of the rows with answer y: half a row is added on both sides.
func (d *data) share(y float64) float64 {
	n, total := 0.0, 0.0
	for i, r := range d.rows {
		total += d.weight[i]
		if d.answers.Y[r] == y {
			n += d.weight[i]
		}
	}
	return (n + 0.5) / (total + 1)
}

// centre brings numbers to mean 0 and size 1 at most, so that fixed-point sums keep their
// figures.
func (d *data) centre(train *automl.Dataset) {
	most, total, sum := 0.0, 0.0, 0.0
	for _, r := range d.rows {
		most = max(most, math.Abs(train.Y[r]))
	}
	if most == 0 {
		most = 1
	}
	for i, r := range d.rows {
		total += d.weight[i]
		sum += float64(d.weight[i] * (train.Y[r] / most))
	}
	mean := 0.0
	if total > 0 {
		mean = sum / total
	}
	d.prior, d.scale = []float64{mean * most}, most
	d.answers.Y = make([]float64, train.Space)
	for _, r := range d.rows {
		d.answers.Y[r] = train.Y[r]/most - mean
	}
}

// draw draws as many rows as there are, with replacement, and returns those that were
// drawn with their weights times the number of draws.
func (d *data) draw(rng *rand.Rand) (rows []int32, weight []float64) {
	times := make([]int32, len(d.rows))
	for range d.rows {
		times[rng.IntN(len(times))]++
	}
	for i, n := range times {
		if n > 0 {
			rows = append(rows, d.rows[i])
			weight = append(weight, float64(n)*d.weight[i])
		}
	}
	return rows, weight
}

// priorTrees is how many trees' weight the shares of the whole data have among the trees.
// Why: no probability is then 0, which no finite sample bears out.
const priorTrees = 1

// lower makes the operator that takes the mean of the trees.
func (d *data) lower(m *tree.Matrix, trees []*tree.Tree) *graph.Trees {
	n := float64(len(trees))
	if d.answers.Classes > 0 {
		base := make([]float64, len(d.prior))
		total := 0.0
		for _, p := range d.prior {
			total += p
		}
		for k, p := range d.prior {
			base[k] = p / total * priorTrees / (n + priorTrees)
		}
		return tree.Lower(m, trees, nil, base, 1/(n+priorTrees))
	}
	output := make([]int32, len(trees))
	if d.number {
		return tree.Lower(m, trees, output, d.prior, d.scale/n)
	}
	return tree.Lower(m, trees, output, []float64{d.prior[0] * priorTrees / (n + priorTrees)}, 1/(n+priorTrees))
}

// baseline is the model that knows the mean or the shares only.
func (d *data) baseline(in *graph.Node) *graph.Node {
	values := slices.Clone(d.prior)
	if d.answers.Classes > 0 {
		total := 0.0
		for _, p := range values {
			total += p
		}
		for k := range values {
			values[k] /= total
		}
	}
	if in == nil {
		return graph.Apply(&graph.Constant{Values: values})
	}
	return graph.Apply(&graph.Constant{Values: values}, in)
}
