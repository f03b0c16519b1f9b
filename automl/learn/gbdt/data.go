package gbdt

import (
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/tree"
)

// data is the training data in the form that boosting wants.
type data struct {
	task    automl.Task
	outputs int
	space   int
	rows    []int32   // with a weight above 0, ascending
	y       []float64 // by row of the space; numbers are brought to mean 0 and deviation 1
	raw     []float64 // as they came
	w       []float64 // by row of the space; nil means all 1
	mean    float64   // of a number
	scale   float64
	logs    bool      // scores are logarithms of numbers, which are divided by their mean only
	same    bool      // there is one target value
	prior   []float64 // share of each class
	plain   bool      // nothing to learn: one target value or no features
	signs   []int8    // of the columns that predictions rise or fall with; nil when there are none
	matrix  *tree.Matrix
}

// mostWeight bounds the sum of weights. Why: the fixed-point sums of package tree keep room
// for as many roundings.
const mostWeight = 1 << 28

func newData(train *automl.Dataset, logs bool) *data {
	d := &data{logs: logs, task: train.Task, outputs: train.PredictionWidth(), space: train.Space, y: train.Y, raw: train.Y}
	d.rows = make([]int32, 0, len(train.Rows))
	for _, r := range train.Rows {
		if train.Weight(r) > 0 {
			d.rows = append(d.rows, r)
		}
	}
	slices.Sort(d.rows)
	d.weigh(train)
	d.plain = len(train.Features) == 0 || len(d.rows) < 2
	if d.task == automl.Regression {
		d.standardise()
	} else {
		d.count(train.Classes, func(r int32, k int) float64 {
			if int(d.y[r]) == k {
				return 1
			}
			return 0
		})
	}
	return d
}

// soften puts probabilities in the place of classes: y is then that of class 1 of two, and of
// more classes the row itself, by which the loss finds them.
func (d *data) soften(soft [][]float64, train *automl.Dataset) {
	if soft == nil || d.task == automl.Regression {
		return
	}
	d.plain = len(train.Features) == 0 || len(d.rows) < 2
	d.count(train.Classes, func(r int32, k int) float64 { return soft[k][r] })
	d.y = soft[1]
	if d.task == automl.Multiclass {
		d.y = make([]float64, d.space)
		for _, r := range d.rows {
			d.y[r] = float64(r)
		}
	}
}

// weigh keeps the weights when they differ from 1, scaled when they are so small that they
// cannot count rows, or too large.
func (d *data) weigh(train *automl.Dataset) {
	sum, most, ones := 0.0, 0.0, true
	for _, r := range d.rows {
		w := train.Weight(r)
		sum += w
		most = max(most, w)
		ones = ones && w == 1
	}
	if ones {
		return
	}
	d.w = train.W
	factor := 1.0
	if most < 1 {
		factor = float64(len(d.rows)) / sum
	} else if sum > mostWeight {
		factor = mostWeight / sum
	}
	if factor == 1 {
		return
	}
	d.w = make([]float64, d.space)
	for _, r := range d.rows {
		d.w[r] = train.W[r] * factor
	}
}

func (d *data) weight(row int32) float64 {
	if d.w == nil {
		return 1
	}
	return d.w[row]
}

// total is the weight of rows.
func (d *data) total(rows []int32) float64 {
	if d.w == nil {
		return float64(len(rows))
	}
	sum := 0.0
	for _, r := range rows {
		sum += d.weight(r)
	}
	return sum
}

// standardise brings the target to mean 0 and deviation 1, or to mean 1. Huge numbers are brought near 1
// first, so that squares stay finite.
func (d *data) standardise() {
	most := 0.0
	for _, r := range d.rows {
		most = max(most, math.Abs(d.y[r]))
	}
	if most == 0 {
		most = 1
	}
	sum, total := 0.0, d.total(d.rows)
	for _, r := range d.rows {
		sum += float64(d.weight(r) * (d.y[r] / most))
	}
	if total == 0 {
		total = 1
	}
	mean, squares := sum/total, 0.0
	for _, r := range d.rows {
		e := d.y[r]/most - mean
		squares += float64(d.weight(r) * (e * e))
	}
	std := math.Sqrt(squares / total)
	d.mean, d.scale = mean*most, std*most
	// Why 1e-14: less is the rounding of the mean of equal numbers.
	if std < 1e-14 || d.scale == 0 {
		d.plain, d.same = true, true
		return
	}
	if d.logs {
		mean, std, d.scale = 0, mean, d.mean
	}
	y := make([]float64, d.space)
	for _, r := range d.rows {
		y[r] = (d.y[r]/most - mean) / std
	}
	d.y = y
}

// count finds the share of each class by what each row has of it. Half a row is added to
// each, so that no share is 0.
func (d *data) count(classes int, share func(row int32, class int) float64) {
	classes = max(classes, 2)
	d.prior = make([]float64, classes)
	for _, r := range d.rows {
		for k := range d.prior {
			d.prior[k] += float64(d.weight(r) * share(r, k))
		}
	}
	seen := 0
	total := d.total(d.rows)
	for k, n := range d.prior {
		if n > 0 {
			seen++
		}
		d.prior[k] = (n + 0.5) / (total + 0.5*float64(classes))
	}
	d.plain = d.plain || seen < 2
}

// unscale turns the scores of standardised numbers, which trees of the given scale change,
// into those of numbers.
func (d *data) unscale(base []float64, scale float64) ([]float64, float64) {
	for k, v := range base {
		if d.logs {
			base[k] = v + math.Log(d.scale)
		} else {
			base[k] = d.mean + float64(d.scale*v)
		}
	}
	if d.logs {
		return base, scale
	}
	return base, scale * d.scale
}

// baseline is the model that knows one number or the shares only.
func (d *data) baseline(l loss, in *graph.Node) *graph.Node {
	values := []float64{d.mean}
	switch {
	case d.task == automl.Binary:
		values[0] = d.prior[1]
	case d.task == automl.Multiclass:
		values = d.prior
	case !d.logs && !d.same:
		values, _ = d.unscale(l.start(d), 1)
	}
	if in == nil {
		return graph.Apply(&graph.Constant{Values: values})
	}
	return graph.Apply(&graph.Constant{Values: values}, in)
}
