package kernel

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
)

func dataset(task automl.Task, classes int, cols [][]float64, y []float64) (*automl.Dataset, *graph.Frame) {
	n := len(y)
	d := &automl.Dataset{Task: task, Classes: classes, Space: n, Y: y}
	frame := &graph.Frame{Rows: n}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	for j, c := range cols {
		d.Features = append(d.Features, &automl.Feature{Name: fmt.Sprint("x", j), Nums: c, From: []int{j},
			Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: c})
	}
	return d, frame
}

// made is data whose target follows the distance from the middle in the first two columns.
func made(task automl.Task, n, p int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(5, "made", n, p)
	cols := make([][]float64, p)
	for j := range cols {
		cols[j] = make([]float64, n)
		for i := range cols[j] {
			cols[j][i] = rng.NormFloat64()
		}
	}
	y := make([]float64, n)
	classes := map[automl.Task]int{automl.Binary: 2, automl.Multiclass: 3}[task]
	for i := range y {
		y[i] = math.Hypot(cols[0][i], cols[1][i])
		if classes > 0 {
			y[i] = min(math.Floor(y[i]*float64(classes)/2.4), float64(classes-1))
		}
	}
	return dataset(task, classes, cols, y)
}

type reference struct {
	X                   [][]float64
	Y, W, Label         []float64
	Train               int
	Signal, Line, Noise float64
	Lengths             []float64
	Cases               []struct {
		Kernel          graph.KernelFunc
		Predict, Others []float64
		Likelihood      float64
		ClassLikelihood float64 `json:"class_likelihood"`
		Probability     []float64
	}
}

// readReference reads what testdata/gen.py wrote.
func readReference(t *testing.T) *reference {
	t.Helper()
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	ref := &reference{}
	if err := json.Unmarshal(raw, ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

// rowsOf is the row of x that each point was made of.
func rowsOf(p *points, x [][]float64) []int {
	at := make([]int, p.n)
	for i := range at {
		for r := range x[0] {
			if math.Abs(p.x[i*p.d]+p.mean[0]-x[0][r]) < 1e-9 && math.Abs(p.x[i*p.d+1]+p.mean[1]-x[1][r]) < 1e-9 {
				at[i] = r
			}
		}
	}
	return at
}

// TestReference holds a process with a given kernel to scikit-learn 1.9.1; testdata/gen.py.
func TestReference(t *testing.T) {
	ref := readReference(t)
	d, frame := dataset(automl.Regression, 0, ref.X, ref.Y)
	d.Rows, d.W = d.Rows[:ref.Train], ref.W
	p, err := newPoints(t.Context(), d, maxRows, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := rowsOf(p, ref.X)
	for _, c := range ref.Cases {
		h := &hyper{kernel: c.Kernel, signal: ref.Signal, line: ref.Line, noise: ref.Noise, lengths: ref.Lengths}
		f, err := solve(t.Context(), p, h, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range treetest.Predict(t, f.node(d, p.scale, p.center), frame) {
			if math.Abs(v-c.Predict[i]) > 1e-8 {
				t.Errorf("%s: prediction %d is %v, want %v", c.Kernel, i, v, c.Predict[i])
			}
		}
		loo, err := f.others(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range loo {
			if want := c.Others[at[i]]; math.Abs(v-want) > 1e-8 {
				t.Errorf("%s: row %d is predicted %v from the others, want %v", c.Kernel, at[i], v, want)
			}
		}
		e := &evidence{ctx: t.Context(), p: p, kernel: c.Kernel}
		got, err := e.likelihood(h, make([]float64, atColumns))
		if err != nil {
			t.Fatal(err)
		}
		// What merged rows add, and the constant of the normal distribution.
		for _, w := range p.w {
			got += 0.5*math.Log(2*math.Pi) - 0.5*(w-1)*math.Log(h.noise)
		}
		if math.Abs(got+c.Likelihood) > 1e-8 {
			t.Errorf("%s: the log likelihood is %v, want %v", c.Kernel, -got, c.Likelihood)
		}
	}
}

// TestClassReference holds the values of a class to scikit-learn's GaussianProcessClassifier.
func TestClassReference(t *testing.T) {
	ref := readReference(t)
	d, _ := dataset(automl.Binary, 2, ref.X, ref.Label)
	d.Rows = d.Rows[:ref.Train]
	p, err := newPoints(t.Context(), d, maxRows, 1)
	if err != nil {
		t.Fatal(err)
	}
	p.prior[0] = 0.5 // no offset
	at := rowsOf(p, ref.X)
	for _, c := range ref.Cases {
		h := &hyper{kernel: c.Kernel, signal: ref.Signal, line: ref.Line, lengths: ref.Lengths}
		l := newLogits(p, 2)
		got, err := l.find(t.Context(), h, nil)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got-c.ClassLikelihood) > 1e-4 {
			t.Errorf("%s: the log likelihood is %v, want %v", c.Kernel, got, c.ClassLikelihood)
		}
		loo, err := newLogits(p, 2).findOthers(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range l.parts[0].at.f {
			if q, want := 1/(1+math.Exp(-v)), c.Probability[at[i]]; math.Abs(q-want) > 1e-3 {
				t.Errorf("%s: row %d has probability %v, want %v", c.Kernel, at[i], q, want)
			}
			if i%8 > 0 {
				continue
			}
			// What it is without the point, whose weight may as well be nothing.
			q := *p
			q.w = slices.Clone(p.w)
			q.w[i] = 1e-9
			without := newLogits(&q, 1)
			if _, err := without.find(t.Context(), h, nil); err != nil {
				t.Fatal(err)
			}
			if want := without.parts[0].at.f[i]; math.Abs(loo[i]-want) > 0.05*max(1, math.Abs(want)) {
				t.Errorf("%s: row %d has %v from the others, want about %v", c.Kernel, at[i], loo[i], want)
			}
		}
	}
}

// TestGradient holds the gradient of the likelihood to differences of its values.
func TestGradient(t *testing.T) {
	for _, task := range automl.Tasks {
		for _, kernel := range []graph.KernelFunc{graph.Matern, graph.RBF} {
			d, _ := made(task, 45, 4)
			for i := range 10 { // rows merged with others
				for _, f := range d.Features {
					f.Nums[i+10] = f.Nums[i]
				}
			}
			p, err := newPoints(t.Context(), d, maxRows, 1)
			if err != nil {
				t.Fatal(err)
			}
			e := &evidence{ctx: t.Context(), p: p, kernel: kernel, last: 1}
			e.mean, e.deviation = beliefs(p, 0.8)
			theta := []float64{0.3, -0.5, -1.2, 0.4, 0.1, -0.2, 0.3, 0}
			_, g := e.look(theta)
			for i := range theta {
				const step = 1e-5
				theta[i] += step
				up, _ := e.look(theta)
				theta[i] -= 2 * step
				down, _ := e.look(theta)
				theta[i] += step
				if want := (up - down) / (2 * step); math.Abs(g[i]-want) > 1e-5*max(1, math.Abs(want)) {
					t.Errorf("%s, %s: slope %d is %v, want %v", task, kernel, i, g[i], want)
				}
			}
		}
	}
}

func TestFindsTheRing(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := made(task, 500, 3)
		n, err := New().Fit(t.Context(), d.With(d.Rows[:300]), automl.Env{Seed: 2, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := treetest.Predict(t, n, frame)
		hits, miss := 0, 0.0
		for r := 300; r < 500; r++ {
			if task == automl.Regression {
				miss += (got[r] - d.Y[r]) * (got[r] - d.Y[r]) / 200
				continue
			}
			p := automl.Prediction{Width: d.PredictionWidth(), Values: got}
			if p.Class(r) == int(d.Y[r]) {
				hits++
			}
		}
		// The variance of the target is 0.43.
		if task == automl.Regression && miss > 0.005 {
			t.Errorf("squared error %v", miss)
		}
		if task != automl.Regression && hits < 185 {
			t.Errorf("%s: %d of 200 right", task, hits)
		}
	}
}
