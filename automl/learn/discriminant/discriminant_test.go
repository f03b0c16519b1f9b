package discriminant

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
)

// set is a data set of numbers with the frame to predict it from.
func set(x [][]float64, y []float64, classes int) (*automl.Dataset, *graph.Frame) {
	d := &automl.Dataset{Task: automl.Multiclass, Classes: classes, Space: len(x), Y: y}
	if classes == 2 {
		d.Task = automl.Binary
	}
	frame := &graph.Frame{Rows: len(x)}
	for j := range x[0] {
		nums := make([]float64, len(x))
		for i := range x {
			nums[i] = x[i][j]
		}
		d.Features = append(d.Features, &automl.Feature{Name: string(rune('a' + j)), Kind: automl.Numeric, Nums: nums,
			Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: nums})
	}
	for i := range x {
		d.Rows = append(d.Rows, int32(i))
	}
	return d, frame
}

// TestAgreesWithScikitLearn holds the model without shrinking and choice of a slope against
// scikit-learn's (testdata/gen.py).
func TestAgreesWithScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Classes int
		X, P    [][]float64
		Y       []float64
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		d, frame := set(c.X, c.Y, c.Classes)
		m, err := newModel(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		rows := float64(len(c.Y)) // by which scikit-learn divides the squares, where here it is by less
		got := treetest.Predict(t, node(d, m.whiten(0), rows/(rows-float64(c.Classes))), frame)
		width := d.PredictionWidth()
		for i, want := range c.P {
			for k, p := range got[i*width : (i+1)*width] {
				if w := want[len(want)-width+k]; math.Abs(p-w) > 2e-4 {
					t.Errorf("%d classes, row %d: class %d has %v, want %v", c.Classes, i, k, p, w)
				}
			}
		}
	}
}

// gauss is n rows of classes that are clouds of unit spread, their means apart by far.
func gauss(n, classes, cols int, far float64) ([][]float64, []float64) {
	rng := num.RNG(4, "gauss", classes)
	means := make([][]float64, classes)
	for k := range means {
		means[k] = make([]float64, cols)
		for j := range means[k] {
			means[k][j] = far * rng.NormFloat64()
		}
	}
	x, y := make([][]float64, n), make([]float64, n)
	for i := range x {
		k := rng.IntN(classes)
		y[i], x[i] = float64(k), make([]float64, cols)
		for j := range x[i] {
			x[i][j] = means[k][j] + rng.NormFloat64()
		}
	}
	return x, y
}

// TestFewRowsOfManyClasses holds that with some rows of each of 200 classes new rows are told
// apart, and that the probabilities are no surer than they should be: the choice of the slope
// must save log loss over leaving it at 1.
func TestFewRowsOfManyClasses(t *testing.T) {
	const n, classes = 1200, 200
	x, y := gauss(2*n, classes, 8, 1.5)
	d, frame := set(x, y, classes)
	train := d.With(d.Rows[:n])
	chosen, err := New().Fit(context.Background(), train, automl.Env{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := newModel(context.Background(), train)
	if err != nil {
		t.Fatal(err)
	}
	loss := func(n *graph.Node) (sum float64) {
		p := treetest.Predict(t, n, frame)
		for i := len(train.Rows); i < len(y); i++ {
			sum -= math.Log(p[i*classes+int(y[i])])
		}
		return sum / float64(len(y)-len(train.Rows))
	}
	mine, plain := loss(chosen), loss(node(train, m.whiten(0), 1))
	if mine > 0.98*plain || mine > 0.5*math.Log(classes) {
		t.Errorf("log loss %v, %v with slope 1, %v by guessing", mine, plain, math.Log(classes))
	}
}

// TestSoftStop holds that a fit that should end at once still gives a model that works.
func TestSoftStop(t *testing.T) {
	x, y := gauss(300, 5, 3, 3)
	d, frame := set(x, y, 5)
	closed := make(chan struct{})
	close(closed)
	n, err := New().Fit(context.Background(), d, automl.Env{SoftStop: closed})
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, p := 0, treetest.Predict(t, n, frame); i < len(y); i++ {
		best := 0
		for k := range 5 {
			if p[i*5+k] > p[i*5+best] {
				best = k
			}
		}
		if best == int(y[i]) {
			right++
		}
	}
	if right < 250 {
		t.Errorf("%d of 300 rows are right", right)
	}
}
