package mlp

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// squash bends the inputs: what is beyond three times the usual spread counts little more.
var squash = graph.Squash{Limit: 3}

// data is a data set as the network reads it, one row after the other, without the rows
// of weight zero.
type data struct {
	task  automl.Task
	outs  int
	width int
	steps steps // pieces of the columns of x
	x     []float32
	y     []float32 // the standardised target, or the class index
	w     []float32 // with mean 1
	bias  []float64 // what the untrained network answers, before the link
	plain bool      // there is nothing to learn: the baseline is the model

	mean, spread, low, high float64 // of the target; regression only
}

func newData(train *automl.Dataset) (*data, error) {
	d := &data{task: train.Task, outs: train.PredictionWidth(), width: len(train.Features)}
	var rows []int32
	total := 0.0
	for _, r := range train.Rows {
		if w := train.Weight(r); w > 0 {
			rows = append(rows, r)
			total += w
		}
	}
	d.y = make([]float32, len(rows))
	d.w = make([]float32, len(rows))
	for i, r := range rows {
		d.w[i] = float32(train.Weight(r) * (float64(len(rows)) / total))
	}
	if train.Task == automl.Regression {
		d.standardise(train, rows)
	} else {
		d.count(train, rows, total)
	}
	if d.plain = d.plain || len(rows) == 0 || d.width == 0; d.plain {
		return d, nil
	}
	d.x = make([]float32, len(rows)*d.width)
	for j, f := range train.Features {
		if f.Kind != automl.Numeric {
			return nil, automl.Errorf("train", automl.Internal, "The neural network was given the column %q, which is not a number.", f.Name)
		}
		for i, r := range rows {
			if v := f.Nums[r]; !math.IsNaN(v) {
				d.x[i*d.width+j] = float32(squash.At(v))
			}
		}
	}
	return d, nil
}

// maxSteps bounds the inputs that pieces make, and with them the time.
const maxSteps = 256

// cut makes at most so many pieces of each column: fewer of few rows, so that there are
// some rows to learn each from, and of many columns.
func (d *data) cut(pieces int) {
	values := make([]float32, len(d.y))
	var many []int32
	for j := range d.width {
		if d.varied(j) {
			many = append(many, int32(j))
		}
	}
	if pieces = min(pieces, len(d.y)/20, maxSteps/max(1, len(many))); pieces < 2 {
		return
	}
	for _, j := range many {
		for i := range values {
			values[i] = d.x[i*d.width+int(j)]
		}
		d.steps.cut(j, values, pieces)
	}
}

// varied reports whether column j has more than two distinct values.
func (d *data) varied(j int) bool {
	first, second := d.x[j], d.x[j]
	for at := j; at < len(d.x); at += d.width {
		switch v := d.x[at]; {
		case v == first || v == second:
		case first == second:
			second = v
		default:
			return true
		}
	}
	return false
}

// standardise brings the target to mean 0 and standard deviation 1. It reckons in units of
// the largest target, whose squares are numbers.
func (d *data) standardise(train *automl.Dataset, rows []int32) {
	d.bias = []float64{0}
	d.low, d.high = math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		d.low, d.high = min(d.low, train.Y[r]), max(d.high, train.Y[r])
	}
	if d.plain = len(rows) == 0; d.plain {
		return
	}
	unit := max(math.Abs(d.low), math.Abs(d.high))
	if d.low == d.high {
		d.mean, d.plain = d.low, true
		return
	}
	var sum, squares, total float64
	for _, r := range rows {
		sum += float64(train.Weight(r) * (train.Y[r] / unit))
		total += train.Weight(r)
	}
	mean := sum / total
	for _, r := range rows {
		e := train.Y[r]/unit - mean
		squares += float64(train.Weight(r) * float64(e*e))
	}
	spread := math.Sqrt(squares / total)
	d.mean, d.spread = mean*unit, spread*unit
	if d.plain = !(spread > 0); d.plain {
		return
	}
	for i, r := range rows {
		d.y[i] = float32((train.Y[r]/unit - mean) / spread)
	}
}

// count takes the classes, and their shares as the starting point. Each class gets half a
// row more than it has, so that no share is 0.
func (d *data) count(train *automl.Dataset, rows []int32, total float64) {
	counts := make([]float64, max(2, train.Classes))
	for i, r := range rows {
		d.y[i] = float32(train.Y[r])
		counts[int(train.Y[r])] += train.Weight(r) * (float64(len(rows)) / total)
	}
	all := 0.0
	for k := range counts {
		counts[k] += 0.5
		all += counts[k]
	}
	if d.outs == 1 {
		d.bias = []float64{math.Log(counts[1] / counts[0])}
		return
	}
	for _, c := range counts {
		d.bias = append(d.bias, math.Log(c/all))
	}
}

// baseline is the model for data from which nothing can be learnt.
func (d *data) baseline(in *graph.Node) *graph.Node {
	var ins []*graph.Node
	if in != nil {
		ins = append(ins, in)
	}
	if d.task == automl.Regression {
		return graph.Apply(&graph.Constant{Values: []float64{d.mean}}, ins...)
	}
	return d.link(graph.Apply(&graph.Constant{Values: d.bias}, ins...))
}

// lower is the graph of the mean of the members that were trained.
func (d *data) lower(in *graph.Node, members []*net) *graph.Node {
	plain := graph.Apply(&graph.Squash{Limit: squash.Limit}, in)
	cut := d.steps.lower(plain)
	var outs []*graph.Node
	for _, n := range members {
		if n == nil {
			continue
		}
		reads := plain
		if n.widths[0] > d.width {
			reads = cut
		}
		outs = append(outs, d.link(lowerNet(reads, n)))
	}
	out := outs[0]
	if len(outs) > 1 {
		weights := make([]float64, len(outs))
		for i := range weights {
			weights[i] = 1 / float64(len(outs))
		}
		out = graph.Apply(&graph.Sum{Weights: weights}, outs...)
	}
	if d.task == automl.Regression {
		out = graph.Apply(&graph.Linear{Weights: []float64{d.spread}, Bias: []float64{d.mean}}, out)
		out = graph.Apply(&graph.Clamp{Low: []float64{d.low}, High: []float64{d.high}}, out)
	}
	return out
}

func (d *data) link(in *graph.Node) *graph.Node {
	switch {
	case d.task == automl.Regression:
		return in
	case d.outs == 1:
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, in)
	}
	return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, in)
}

// weightBits are the significant bits of a weight. Why: a file packs such weights into less than half,
// and what that changes of an answer, some 1/2,500 of its spread, is far below what another start of
// the training does.
const weightBits = 10

// lowerNet writes the layers with their factors multiplied in, those of the inputs into
// the first layer.
func lowerNet(in *graph.Node, n *net) *graph.Node {
	for k, l := range n.layers {
		op := &graph.Dense{Func: n.act, Weights: make([]float32, len(l.w)), Bias: make([]float64, l.out)}
		if k == len(n.layers)-1 {
			op.Func = graph.Identity
		}
		for o := range l.out {
			op.Bias[o] = float64(num.Short(l.b[o], weightBits))
			for i := range l.in {
				w := float64(l.alpha) * float64(l.w[i*l.out+o])
				if k == 0 {
					w *= float64(n.scale[i])
				}
				op.Weights[o*l.in+i] = num.Short(float32(w), weightBits)
			}
		}
		in = graph.Apply(op, in)
	}
	return in
}
