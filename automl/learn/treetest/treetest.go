// Package treetest makes the data that the tests of the tree learners have in common: one
// set with every kind of feature, and the one that their peers were measured on. Other learners'
// tests ask their models with it too.
package treetest

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// Made is a data set of n rows with numbers, of which one has missing values, and a
// category, and the frame of the same rows.
func Made(task automl.Task, n int, seed uint64) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(seed, "made")
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n)}
	frame := &graph.Frame{Rows: n}
	nums := make([][]float64, 4)
	for j := range nums {
		nums[j] = make([]float64, n)
		for i := range nums[j] {
			nums[j][i] = rng.NormFloat64()
			if j == 2 && rng.IntN(5) == 0 {
				nums[j][i] = math.NaN()
			}
		}
	}
	codes := make([]int32, n)
	levels := []string{"a", "b", "c", "d", "e", "f", "g"}
	for i := range codes {
		codes[i] = int32(rng.IntN(len(levels)+1)) - 1
		score := 2*nums[0][i] - nums[1][i]*nums[1][i] + float64(codes[i]%3)
		if math.IsNaN(nums[2][i]) {
			score += 2
		}
		d.Rows = append(d.Rows, int32(i))
		switch task {
		case automl.Regression:
			d.Y[i] = 100 + 10*score + rng.NormFloat64()
		case automl.Binary:
			if score+rng.NormFloat64() > 0 {
				d.Y[i] = 1
			}
		case automl.Multiclass:
			d.Y[i] = float64(min(max(int(score+rng.NormFloat64()+2), 0), 3))
		}
	}
	switch task {
	case automl.Binary:
		d.Classes = 2
	case automl.Multiclass:
		d.Classes = 4
	}
	for j, v := range nums {
		d.Features = append(d.Features, &automl.Feature{Name: "x", Nums: v, Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	d.Features = append(d.Features, &automl.Feature{Name: "c", Kind: automl.Categorical, Codes: codes, Levels: levels, Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: 4})}})
	frame.Cols = append(frame.Cols, graph.FrameColumn{Codes: codes})
	return d, frame
}

// Predict evaluates a fitted graph on all rows of a frame.
func Predict(t *testing.T, out *graph.Node, frame *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatal(err)
	}
	v := make([]float64, frame.Rows*p.Width())
	p.Range(0, frame.Rows, v)
	return v
}

// MeanLoss is the mean squared error, or the mean negative log likelihood.
func MeanLoss(d *automl.Dataset, p []float64) float64 {
	sum := 0.0
	for i, y := range d.Y {
		switch d.Task {
		case automl.Regression:
			sum += (p[i] - y) * (p[i] - y)
		case automl.Binary:
			sum -= math.Log(math.Abs(1 - y - p[i]))
		case automl.Multiclass:
			sum -= math.Log(p[i*d.Classes+int(y)])
		}
	}
	return sum / float64(len(d.Y))
}

// Bayes is about the least loss that the made data allows: its noise.
var Bayes = map[automl.Task]float64{automl.Regression: 1, automl.Binary: 0.24, automl.Multiclass: 0.75}

const (
	peerRows = 3000
	peerCols = 10
)

// PeerData is the data that testdata/gen.py of the learners makes: the rows to train on,
// which are those in use, come first, then the rows held out.
func PeerData(task automl.Task, held int) (*automl.Dataset, *graph.Frame) {
	state := uint64(0)
	uniform := func() float64 {
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return float64((z^z>>31)>>11) * 0x1p-53
	}
	n := peerRows + held
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n)}
	cols := make([][]float64, peerCols)
	for j := range cols {
		cols[j] = make([]float64, n)
	}
	for i := range d.Y {
		var x [peerCols]float64
		for j := range x {
			x[j] = uniform()
		}
		noise := uniform() + uniform() + uniform() + uniform() - 2
		// Friedman 1991, eq. 61.
		score := 10*math.Sin(math.Pi*x[0]*x[1]) + 20*(x[2]-0.5)*(x[2]-0.5) + 10*x[3] + 5*x[4]
		x[5] = math.Floor(x[5] * 8)
		if x[6] < 0.2 {
			x[6] = math.NaN()
			score += 3
		}
		for j, v := range x {
			cols[j][i] = v
		}
		y := score + 2*noise
		switch task {
		case automl.Binary:
			y = math.Max(0, math.Copysign(1, y-15))
		case automl.Multiclass:
			y = min(max(math.Floor((y-7)/4), 0), 3)
		}
		d.Y[i] = y
		if i < peerRows {
			d.Rows = append(d.Rows, int32(i))
		}
	}
	d.Classes = map[automl.Task]int{automl.Binary: 2, automl.Multiclass: 4}[task]
	frame := &graph.Frame{Rows: n}
	for j, v := range cols {
		d.Features = append(d.Features, &automl.Feature{Nums: v, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	return d, frame
}

// HeldLoss is the mean loss over the rows held out.
func HeldLoss(d *automl.Dataset, p []float64) float64 {
	width := d.PredictionWidth()
	held := *d
	held.Y = d.Y[peerRows:]
	return MeanLoss(&held, p[peerRows*width:])
}
