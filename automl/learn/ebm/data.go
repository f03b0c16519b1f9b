package ebm

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// data is the training data in the form that boosting wants: rows by position, those of a
// fold side by side.
type data struct {
	task    automl.Task
	outputs int
	n       int
	rows    []int32 // of each position
	ends    []int   // of each fold, as positions; none when no rows can be set aside
	bins    []*tree.Bins

	y       []float64 // by position; numbers are brought to mean 0 and deviation 1
	w       []float64 // by position; nil means all 1
	total   float64   // weight of all rows
	mean    float64   // of a number
	scale   float64
	prior   []float64 // share of each class
	plain   bool      // nothing to learn: one target value or no features
	classes int
}

// leastRows is the number of rows below which no rows can be set aside.
const leastRows = 24

func newData(ctx context.Context, l *Learner, train *automl.Dataset, env automl.Env) (*data, error) {
	d := &data{task: train.Task, outputs: train.PredictionWidth(), classes: max(train.Classes, 2)}
	for _, r := range train.Rows {
		if train.Weight(r) > 0 {
			d.rows = append(d.rows, r)
		}
	}
	d.n = len(d.rows)
	d.deal(l.bags(d.n), train.Y, env.Seed)
	d.take(train)
	if d.task == automl.Regression {
		d.standardise()
	} else {
		d.count()
	}
	if d.plain = d.plain || len(train.Features) == 0 || d.n < 2; d.plain {
		return d, nil
	}
	d.bins = make([]*tree.Bins, len(train.Features))
	return d, num.ForEach(ctx, env.Workers, len(d.bins), func(i int) error {
		d.bins[i] = tree.BinsOf(train.Features[i], train.Space, train.Rows, l.MaxBins)
		return nil
	})
}

// bags is the number of models, each with a fold of its own. Why fewer for many rows: luck
// then has a smaller part in a fit, and the rows in its time.
func (l *Learner) bags(rows int) int {
	switch {
	case l.Bags > 0:
		return l.Bags
	case rows < 5000:
		return 8
	case rows < 50_000:
		return 5
	}
	return 3
}

// deal deals the rows out to folds, so that each has its share of every class, or of small
// and large numbers, and puts the rows of a fold side by side.
func (d *data) deal(folds int, y []float64, seed uint64) {
	slices.Sort(d.rows)
	if d.n < leastRows {
		return
	}
	order := make([]int32, d.n)
	for i, at := range num.Perm(num.RNG(seed, "order"), d.n) {
		order[i] = d.rows[at]
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(y[a], y[b]) })
	parts := make([][]int32, folds)
	rng := num.RNG(seed, "deal")
	var deal []int
	for i, r := range order {
		if i%folds == 0 {
			deal = rng.Perm(folds)
		}
		k := deal[i%folds]
		parts[k] = append(parts[k], r)
	}
	d.rows = d.rows[:0]
	for _, p := range parts {
		slices.Sort(p)
		d.rows = append(d.rows, p...)
		d.ends = append(d.ends, len(d.rows))
	}
}

// take brings target and weights into the order of positions. Weights that are too small
// to count rows, or too large for fixed-point sums, are scaled.
func (d *data) take(train *automl.Dataset) {
	const mostWeight = 1 << 28
	d.y = make([]float64, d.n)
	most, ones := 0.0, true
	for i, r := range d.rows {
		d.y[i] = train.Y[r]
		w := train.Weight(r)
		d.total += w
		most = max(most, w)
		ones = ones && w == 1
	}
	if ones {
		return
	}
	factor := 1.0
	if most < 1 {
		factor = float64(d.n) / d.total
	} else if d.total > mostWeight {
		factor = mostWeight / d.total
	}
	d.w = make([]float64, d.n)
	d.total = 0
	for i, r := range d.rows {
		d.w[i] = train.W[r] * factor
		d.total += d.w[i]
	}
}

func (d *data) weight(i int) float64 {
	if d.w == nil {
		return 1
	}
	return d.w[i]
}

// standardise brings the target to mean 0 and deviation 1. Huge numbers are brought near 1
// first, so that squares stay finite.
func (d *data) standardise() {
	most := 0.0
	for _, v := range d.y {
		most = max(most, math.Abs(v))
	}
	if most == 0 {
		most = 1
	}
	mean, squares := 0.0, 0.0
	for i, v := range d.y {
		d.y[i] = v / most
		mean += float64(d.weight(i) * d.y[i])
	}
	total := max(d.total, math.SmallestNonzeroFloat64)
	mean /= total
	for i, v := range d.y {
		squares += float64(d.weight(i) * (v - mean) * (v - mean))
	}
	std := math.Sqrt(squares / total)
	d.mean, d.scale = mean*most, std*most
	// Why 1e-14: less is the rounding of the mean of equal numbers.
	if std < 1e-14 || d.scale == 0 {
		d.plain = true
		return
	}
	for i, v := range d.y {
		d.y[i] = (v - mean) / std
	}
}

// count finds the share of each class. Half a row is added to each, so that no share is 0.
func (d *data) count() {
	d.prior = make([]float64, d.classes)
	seen := 0
	for i, v := range d.y {
		if d.prior[int(v)] == 0 {
			seen++
		}
		d.prior[int(v)] += d.weight(i)
	}
	for k, n := range d.prior {
		d.prior[k] = (n + 0.5) / (d.total + 0.5*float64(d.classes))
	}
	d.plain = seen < 2
}

// base is the score that boosting starts from, one for each output.
func (d *data) base() []float64 {
	switch d.task {
	case automl.Binary:
		return []float64{math.Log(d.prior[1] / d.prior[0])}
	case automl.Multiclass:
		b := make([]float64, len(d.prior))
		for k, p := range d.prior {
			b[k] = math.Log(p)
		}
		return b
	}
	return []float64{0}
}

// baseline is the model that knows the mean or the shares only.
func (d *data) baseline(in *graph.Node) *graph.Node {
	values := []float64{d.mean}
	switch d.task {
	case automl.Binary:
		values[0] = d.prior[1]
	case automl.Multiclass:
		values = d.prior
	}
	if in == nil {
		return graph.Apply(&graph.Constant{Values: values})
	}
	return graph.Apply(&graph.Constant{Values: values}, in)
}

// link turns scores into predictions.
func (d *data) link(score *graph.Node) *graph.Node {
	switch d.task {
	case automl.Binary:
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, score)
	case automl.Multiclass:
		return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, score)
	}
	return score
}
