package linear

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
)

// dataset makes a data set of the given columns with all rows in use, and the frame that
// its features are read from.
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

// made is data of the given size whose target follows the first three columns.
func made(task automl.Task, n, p int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(3, "made", task, n, p)
	cols := make([][]float64, p)
	for j := range cols {
		cols[j] = make([]float64, n)
		for i := range cols[j] {
			cols[j][i] = rng.NormFloat64()
		}
	}
	y := make([]float64, n)
	classes := 0
	for i := range y {
		s := 2*cols[0][i] - cols[1][i] + 0.5*cols[2%p][i] + 0.5*rng.NormFloat64()
		switch task {
		case automl.Regression:
			y[i] = 10 + 5*s
		case automl.Binary:
			classes = 2
			if s > 0 {
				y[i] = 1
			}
		case automl.Multiclass:
			classes = 3
			y[i] = float64(min(max(int(math.Floor(s))+1, 0), 2))
		}
	}
	return dataset(task, classes, cols, y)
}

// TestReference holds fits at fixed strengths against scikit-learn 1.9.1; testdata/gen.py.
func TestReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref struct {
		X     [][]float64
		W     []float64
		Cases []struct {
			Name      string
			Task      automl.Task
			Penalty   Penalty
			Strength  float64
			Weighted  bool
			Y         []float64
			Coef      []float64
			Intercept []float64
			Predict   []float64
		}
	}
	if err := json.Unmarshal(raw, &ref); err != nil {
		t.Fatal(err)
	}
	for _, c := range ref.Cases {
		t.Run(fmt.Sprintf("%s/%g", c.Name, c.Strength), func(t *testing.T) {
			classes := 0
			if c.Task.IsClassification() {
				classes = int(slices.Max(c.Y)) + 1
			}
			d, frame := dataset(c.Task, classes, ref.X, c.Y)
			if c.Weighted {
				d.W = ref.W
			}
			l := &Learner{Penalty: c.Penalty, Strength: c.Strength, MaxIter: 5000}
			got := treetest.Predict(t, fit(t, l, d, automl.Env{}), frame)
			for i, want := range c.Predict {
				if math.Abs(got[i]-want) > 1e-5 {
					t.Fatalf("prediction %d is %v, want %v", i, got[i], want)
				}
			}
		})
	}
}

func TestLearnsFromNoise(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := made(task, 300, 8)
		var half, rest []int32
		for i := range d.Rows {
			if i%2 == 0 {
				half = append(half, int32(i))
			} else {
				rest = append(rest, int32(i))
			}
		}
		got := treetest.Predict(t, fit(t, New(), d.With(half), automl.Env{Seed: 1}), frame)
		hits, sq, all := 0, 0.0, 0.0
		for _, r := range rest {
			switch task {
			case automl.Regression:
				sq += (got[r] - d.Y[r]) * (got[r] - d.Y[r])
				all += (d.Y[r] - 10) * (d.Y[r] - 10)
			default:
				w := d.PredictionWidth()
				p := automl.Prediction{Width: w, Values: got}
				if p.Class(int(r)) == int(d.Y[r]) {
					hits++
				}
			}
		}
		// The noise alone is 0.25 of a variance of 5.5, so that 1-R² is 0.045 at best.
		if task == automl.Regression && sq/all > 0.075 {
			t.Errorf("regression: 1-R² = %.3f, want at most 0.075", sq/all)
		}
		// Half of the rows or fewer are of the commonest class.
		if task != automl.Regression && float64(hits) < 0.7*float64(len(rest)) {
			t.Errorf("%s: %d of %d right", task, hits, len(rest))
		}
	}
}

func TestWeightsCountAsRows(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := made(task, 120, 4)
		d.W = make([]float64, 120)
		twice := d.With(nil)
		twice.W = nil
		cols := make([][]float64, len(d.Features))
		var y []float64
		for i := range d.W {
			d.W[i] = float64(1 + i%2)
			for range 1 + i%2 {
				for j, f := range d.Features {
					cols[j] = append(cols[j], f.Nums[i])
				}
				y = append(y, d.Y[i])
			}
		}
		doubled, _ := dataset(task, d.Classes, cols, y)
		a := treetest.Predict(t, fit(t, New(), d, automl.Env{}), frame)
		b := treetest.Predict(t, fit(t, New(), doubled, automl.Env{}), frame)
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-3 {
				t.Fatalf("%s: row %d predicts %v with weights, %v with rows repeated", task, i, a[i], b[i])
			}
		}
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	d, frame := made(automl.Multiclass, 4000, 20) // enough for work to be shared out
	l := &Learner{Penalty: L2, Strength: 1e-3, MaxIter: 20}
	a := treetest.Predict(t, fit(t, l, d, automl.Env{Workers: 1}), frame)
	b := treetest.Predict(t, fit(t, l, d, automl.Env{Workers: 4}), frame)
	if !slices.Equal(a, b) {
		t.Fatal("four workers predict otherwise than one")
	}
}

func TestOddData(t *testing.T) {
	huge := []float64{1e300, -1e300, 1e300, 5e299}
	for name, c := range map[string]struct {
		task    automl.Task
		classes int
		cols    [][]float64
		y       []float64
	}{
		"one row":         {automl.Regression, 0, [][]float64{{1}}, []float64{4}},
		"one class":       {automl.Binary, 2, [][]float64{{1, 2}}, []float64{1, 1}},
		"no columns":      {automl.Multiclass, 3, nil, []float64{0, 1, 2, 0}},
		"constant column": {automl.Regression, 0, [][]float64{{2, 2, 2}}, []float64{1, 2, 3}},
		"huge target":     {automl.Regression, 0, [][]float64{{1, 2, 3, 4}}, huge},
		"separable":       {automl.Binary, 2, [][]float64{{-2, -1, 1, 2}, {-2, -1, 1, 2}}, []float64{0, 0, 1, 1}},
		"absent class":    {automl.Multiclass, 3, [][]float64{{-2, -1, 1, 2}}, []float64{0, 0, 1, 1}},
		"wide":            {automl.Binary, 2, [][]float64{{1, 0}, {0, 1}, {1, 1}, {0, 0}, {3, 1}}, []float64{0, 1}},
	} {
		d, frame := dataset(c.task, c.classes, c.cols, c.y)
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

func TestStops(t *testing.T) {
	d, frame := made(automl.Binary, 20000, 100)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := New().Fit(ctx, d, automl.Env{}); err == nil {
		t.Error("a cancelled fit gives no error")
	}
	if took := time.Since(start); took > 500*time.Millisecond {
		t.Errorf("a fit cancelled after 30 ms took %v", took)
	}
	soft := make(chan struct{})
	close(soft)
	n := fit(t, New(), d, automl.Env{SoftStop: soft})
	for _, v := range treetest.Predict(t, n, frame) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("a fit ended early predicts %v", v)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, size := range [][2]int{{1000, 20}, {20000, 50}} {
		d, _ := made(automl.Binary, size[0], size[1])
		b.Run(fmt.Sprintf("rows=%d/cols=%d", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				if _, err := New().Fit(context.Background(), d, automl.Env{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
