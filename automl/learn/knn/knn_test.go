package knn

import (
	"context"
	"encoding/json"
	"errors"
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

func fit(t *testing.T, l *Learner, d *automl.Dataset, env automl.Env) *graph.Node {
	t.Helper()
	n, err := l.Fit(context.Background(), d, env)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ring is data whose target depends on the distance from the middle.
func ring(task automl.Task, n, p int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(5, "ring", n, p)
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

// TestReference holds equal votes against KNeighborsRegressor of scikit-learn 1.9.1;
// testdata/gen.py.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref struct {
		X     [][]float64
		Y     []float64
		Train int
		Cases []struct {
			K       int
			Predict []float64
		}
	}
	if err := json.Unmarshal(raw, &ref); err != nil {
		t.Fatal(err)
	}
	d, frame := dataset(automl.Regression, 0, ref.X, ref.Y)
	for _, c := range ref.Cases {
		got := treetest.Predict(t, fit(t, &Learner{K: c.K, Weighting: Uniform, Columns: Alike}, d.With(d.Rows[:ref.Train]), automl.Env{}), frame)
		for i, want := range c.Predict {
			if g := got[ref.Train+i]; math.Abs(g-want) > 1e-12 {
				t.Errorf("k=%d: prediction %d is %v, want %v", c.K, i, g, want)
			}
		}
	}
}

func TestFindsTheRing(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := ring(task, 600, 2)
		got := treetest.Predict(t, fit(t, New(), d.With(d.Rows[:400]), automl.Env{Seed: 2}), frame)
		hits, miss := 0, 0.0
		for r := 400; r < 600; r++ {
			if task == automl.Regression {
				miss += (got[r] - d.Y[r]) * (got[r] - d.Y[r]) / 200
				continue
			}
			p := automl.Prediction{Width: d.PredictionWidth(), Values: got}
			if p.Class(r) == int(d.Y[r]) {
				hits++
			}
			sum := 0.0
			for _, v := range p.Row(r) {
				if v < 0 || v > 1 {
					t.Fatalf("%s: probability %v", task, v)
				}
				sum += v
			}
			if task == automl.Multiclass && math.Abs(sum-1) > 1e-9 {
				t.Fatalf("probabilities add up to %v", sum)
			}
		}
		// The variance of the target is 0.43.
		if task == automl.Regression && miss > 0.02 {
			t.Errorf("squared error %v", miss)
		}
		if task != automl.Regression && hits < 180 {
			t.Errorf("%s: %d of 200 right", task, hits)
		}
	}
}

func TestWeightsAndOrder(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := ring(task, 100, 3)
		for _, f := range d.Features[:2] { // many equal rows
			for i := range f.Nums {
				f.Nums[i] = math.Round(f.Nums[i])
			}
		}
		copy(d.Features[2].Nums, d.Features[0].Nums)
		d.W = make([]float64, 100)
		cols := make([][]float64, 3)
		var y []float64
		for i := 99; i >= 0; i-- {
			d.W[i] = float64(1 + i%3)
			for range 1 + i%3 {
				for j, f := range d.Features {
					cols[j] = append(cols[j], f.Nums[i])
				}
				y = append(y, d.Y[i])
			}
		}
		repeated, _ := dataset(task, d.Classes, cols, y)
		a := treetest.Predict(t, fit(t, New(), d, automl.Env{}), frame)
		b := treetest.Predict(t, fit(t, New(), repeated, automl.Env{Workers: 3}), frame)
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-9 {
				t.Fatalf("%s: row %d predicts %v with weights, %v with rows repeated and turned round", task, i, a[i], b[i])
			}
		}
	}
}

func TestOddData(t *testing.T) {
	for name, c := range map[string]struct {
		task automl.Task
		cols [][]float64
		y    []float64
	}{
		"one row":     {automl.Regression, [][]float64{{1}}, []float64{4}},
		"one class":   {automl.Binary, [][]float64{{1, 2}}, []float64{1, 1}},
		"no columns":  {automl.Binary, nil, []float64{0, 1, 1}},
		"equal rows":  {automl.Binary, [][]float64{{2, 2, 2}}, []float64{0, 1, 1}},
		"huge values": {automl.Regression, [][]float64{{1e30, -1e30, 0}}, []float64{1, 2, 3}},
	} {
		d, frame := dataset(c.task, 2, c.cols, c.y)
		if len(frame.Cols) == 0 {
			frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: c.y})
		}
		for i, v := range treetest.Predict(t, fit(t, New(), d, automl.Env{}), frame) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: prediction %d is %v", name, i, v)
			}
		}
	}
}

// TestRelevantColumnsCountMore holds that columns without any bearing on the target are not
// let drown the one that has, and that the choice falls on it.
func TestRelevantColumnsCountMore(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := ring(task, 900, 9)
		say := relevance(d, automl.Env{})
		for j, v := range say {
			if (j < 2) != (v > 0.3) {
				t.Errorf("%s: column %d has relevance %v", task, j, v)
			}
		}
		loss := map[Columns]float64{}
		for _, c := range []Columns{Raced, Alike, Relevant} {
			l := New()
			l.Columns = c
			got := treetest.Predict(t, fit(t, l, d.With(d.Rows[:600]), automl.Env{Seed: 1}), frame)
			for r := 600; r < 900; r++ {
				s := stored{task: task}
				w := d.PredictionWidth()
				loss[c] += s.miss(got[r*w:(r+1)*w], d.Y[r])
			}
		}
		if loss[Raced] != loss[Relevant] || loss[Relevant] > 0.7*loss[Alike] {
			t.Errorf("%s: the losses are %v", task, loss)
		}
	}
}

func TestWorkersAndSeed(t *testing.T) {
	d, frame := ring(automl.Multiclass, 700, 6)
	a := treetest.Predict(t, fit(t, New(), d, automl.Env{Seed: 1, Workers: 1}), frame)
	b := treetest.Predict(t, fit(t, New(), d, automl.Env{Seed: 1, Workers: 4}), frame)
	if !slices.Equal(a, b) {
		t.Error("four workers predict otherwise than one")
	}
}

func TestStops(t *testing.T) {
	d, frame := ring(automl.Binary, 6000, 60)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New().Fit(ctx, d, automl.Env{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled fit gives the error %v", err)
	}
	soft := make(chan struct{})
	close(soft)
	n := fit(t, New(), d.With(d.Rows[:2000]), automl.Env{SoftStop: soft})
	frame.Rows = 300
	for _, v := range treetest.Predict(t, n, frame) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("a fit ended early predicts %v", v)
		}
	}
}

func BenchmarkFitAndPredict(b *testing.B) {
	d, frame := ring(automl.Binary, 20000, 50)
	n, err := New().Fit(context.Background(), d, automl.Env{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("fit/rows=20000/cols=50", func(b *testing.B) {
		for b.Loop() {
			if _, err := New().Fit(context.Background(), d, automl.Env{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	plan, err := graph.NewPlan(n, frame)
	if err != nil {
		b.Fatal(err)
	}
	out := make([]float64, 1000)
	b.Run("predict/rows=1000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plan.Range(0, 1000, out)
		}
	})
}
