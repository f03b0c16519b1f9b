package mlp

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// readData reads testdata, which testdata/gen.py made: scaled numbers, the target last, and
// whether the row is for training first.
func readData(t *testing.T, name string, task automl.Task, classes int) (train, test *automl.Dataset, frame *graph.Frame) {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n, width := len(records), len(records[0])-2
	d := &automl.Dataset{Task: task, Classes: classes, Space: n, Y: make([]float64, n)}
	frame = &graph.Frame{Rows: n}
	for j := range width {
		x := make([]float64, n)
		for i, r := range records {
			if x[i], err = strconv.ParseFloat(r[j+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: x})
		d.Features = append(d.Features, &automl.Feature{Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
	}
	var in, out []int32
	for i, r := range records {
		if d.Y[i], err = strconv.ParseFloat(r[width+1], 64); err != nil {
			t.Fatal(err)
		}
		if r[0] == "1" {
			in = append(in, int32(i))
		} else {
			out = append(out, int32(i))
		}
	}
	return d.With(in), d.With(out), frame
}

// TestPeer holds the network to do at least as well, on unseen rows, as scikit-learn's
// multi-layer perceptron with early stopping: log loss, or root mean squared error.
func TestPeer(t *testing.T) {
	text, err := os.ReadFile("testdata/peer.json")
	if err != nil {
		t.Fatal(err)
	}
	var peer map[string]float64 // scikit-learn 1.9.1, MLPClassifier and MLPRegressor; testdata/gen.py
	if err := json.Unmarshal(text, &peer); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		task    automl.Task
		classes int
	}{{"binary", automl.Binary, 2}, {"multiclass", automl.Multiclass, 3}, {"regression", automl.Regression, 0}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			train, test, frame := readData(t, c.name, c.task, c.classes)
			l := newLearner()
			l.Effort = 0.4 // quick, and enough
			out, err := l.Fit(t.Context(), train, automl.Env{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			got := lossOf(t, out, frame, test)
			t.Logf("loss %.4f, scikit-learn %.4f", got, peer[c.name])
			if want, ok := peer[c.name]; !ok || got > want {
				t.Errorf("loss %.4f, want no more than scikit-learn's %.4f", got, want)
			}
		})
	}
}

func lossOf(t testing.TB, out *graph.Node, frame *graph.Frame, test *automl.Dataset) float64 {
	t.Helper()
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatal(err)
	}
	p := make([]float64, plan.Width()*test.Len())
	plan.Rows(test.Rows, p)
	sum := 0.0
	for i, r := range test.Rows {
		y := test.Y[r]
		switch test.Task {
		case automl.Regression:
			sum += (p[i] - y) * (p[i] - y)
		case automl.Binary:
			sum -= math.Log(math.Abs(p[i] - 1 + y))
		default:
			sum -= math.Log(p[i*plan.Width()+int(y)])
		}
	}
	sum /= float64(test.Len())
	if test.Task == automl.Regression {
		return math.Sqrt(sum)
	}
	return sum
}

// TestLowered holds the graph to compute what the trained network computes, here one that short weights
// can tell: its own are as short, and its layers' factors are powers of 2.
func TestLowered(t *testing.T) {
	const inputs = 4
	for _, act := range []graph.Activation{graph.SELU, graph.Mish, graph.SiLU, graph.ReLU} {
		rng := num.RNG(1, act)
		n := newNet(act, []int{inputs, 16, 4, 3})
		for i := range n.theta {
			n.theta[i] = num.Short(float32(rng.NormFloat64()), weightBits)
		}
		for i := range n.scale {
			n.scale[i] = float32(math.Ldexp(1, i-2))
		}
		rows := 9
		frame := &graph.Frame{Rows: rows}
		x := make([]float32, rows*inputs)
		var refs []graph.Ref
		for j := range inputs {
			col := make([]float64, rows)
			for i := range col {
				col[i] = 2 * rng.NormFloat64()
				x[i*inputs+j] = float32(squash.At(col[i]))
			}
			frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: col})
			refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: j})})
		}
		want := newPass(n, rows).forward(x, rows, false, 0, nil)
		plan, err := graph.NewPlan(lowerNet(graph.Apply(&graph.Squash{Limit: 3}, graph.Pick(refs)), n), frame)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, rows*3)
		plan.Range(0, rows, got)
		for i, v := range want {
			if math.Abs(got[i]-float64(v)) > 1e-4*max(1, math.Abs(float64(v))) {
				t.Fatalf("%s: output %d is %v, want %v", act, i, got[i], v)
			}
		}
	}
}

// TestZeroWeightRows holds rows of weight 0 to have no influence at all.
func TestZeroWeightRows(t *testing.T) {
	rng := num.RNG(1, "zero")
	const n = 80
	x, y, w := make([]float64, n), make([]float64, n), make([]float64, n)
	var heavy []int32
	for i := range n {
		x[i], y[i] = rng.NormFloat64(), rng.NormFloat64()
		if i%4 != 0 {
			w[i] = 1
			heavy = append(heavy, int32(i))
		}
	}
	d := &automl.Dataset{Task: automl.Regression, Space: n, Y: y, W: w, Rows: num.Perm(num.RNG(2), n),
		Features: []*automl.Feature{{Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{})}}}}
	l := newLearner()
	l.Effort = 0.1
	predict := func(d *automl.Dataset) []float64 {
		out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		plan, err := graph.NewPlan(out, &graph.Frame{Rows: n, Cols: []graph.FrameColumn{{Nums: x}}})
		if err != nil {
			t.Fatal(err)
		}
		p := make([]float64, n)
		plan.Range(0, n, p)
		return p
	}
	var ordered []int32
	for _, r := range d.Rows {
		if w[r] > 0 {
			ordered = append(ordered, r)
		}
	}
	if len(ordered) != len(heavy) {
		t.Fatal("the rows are not what the test needs")
	}
	got, want := predict(d), predict(d.With(ordered))
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("row %d is %v with rows of weight 0, want %v", i, got[i], want[i])
		}
	}
}

// TestSoftStopMidway stops after some epochs and holds the model to be of use, and the fit
// to be over soon.
func TestSoftStopMidway(t *testing.T) {
	train, test, frame := readData(t, "binary", automl.Binary, 2)
	soft := make(chan struct{})
	var last int
	env := automl.Env{Seed: 1, SoftStop: soft, Progress: func(done, _ int) {
		if last = done; done == 12 {
			close(soft)
		}
	}}
	out, err := Algorithm().New().Fit(t.Context(), train, env)
	if err != nil {
		t.Fatal(err)
	}
	if last != 12 {
		t.Errorf("the fit went on to epoch %d after it was asked to stop at 12", last)
	}
	if loss := lossOf(t, out, frame, test); loss > 0.9*math.Ln2 {
		t.Errorf("the loss is %.4f, hardly below that of a guess", loss)
	}
}

// TestCancelMidway holds a fit on many rows to end with the context's error.
func TestCancelMidway(t *testing.T) {
	const n, width = 20_000, 40
	rng := num.RNG(1, "cancel")
	d := &automl.Dataset{Task: automl.Regression, Space: n, Y: make([]float64, n), Rows: num.Perm(rng, n)}
	for j := range width {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
			d.Y[i] += x[i]
		}
		d.Features = append(d.Features, &automl.Feature{Nums: x, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := newLearner().Fit(ctx, d, automl.Env{Seed: 1, Workers: 2})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Fit returned %v, want %v", err, context.Canceled)
	}
}

// TestHugeTarget holds predictions to be numbers for targets whose squares are none.
func TestHugeTarget(t *testing.T) {
	train, _, frame := readData(t, "regression", automl.Regression, 0)
	huge := *train
	huge.Y = make([]float64, len(train.Y))
	for i, y := range train.Y {
		huge.Y[i] = y * 5e306
	}
	l := newLearner()
	l.Effort = 0.02
	out, err := l.Fit(t.Context(), &huge, automl.Env{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatal(err)
	}
	p := make([]float64, frame.Rows)
	plan.Range(0, frame.Rows, p)
	for i, v := range p {
		if v-v != 0 {
			t.Fatalf("row %d is %v", i, v)
		}
	}
}
