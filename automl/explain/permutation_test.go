package explain

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// squared is the mean squared error, enough of a metric to test with.
var squared = &automl.Metric{
	ID: "mse", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
	Score: func(y automl.Target, p *automl.Prediction) (float64, error) {
		sum := 0.0
		for i, v := range y.Y {
			sum += (v - p.Values[i]) * (v - p.Values[i])
		}
		return sum / float64(len(y.Y)), nil
	},
}

// linear is y = 3a + b - 0*c over columns a, c, b, d of which d is not read, and its truth
// on rows of standard normal columns.
func linear(rows int) (*graph.Node, *graph.Frame, []int32, automl.Target) {
	frame := &graph.Frame{Rows: rows, Cols: make([]graph.FrameColumn, 4)}
	rng := num.RNG(1, "data")
	for c := range frame.Cols {
		v := make([]float64, rows)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		frame.Cols[c].Nums = v
	}
	var refs []graph.Ref
	for _, c := range []int{0, 1, 2} {
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
	}
	out := graph.Apply(&graph.Linear{Weights: []float64{3, 0, 1}, Bias: []float64{0}}, graph.Pick(refs))
	target := automl.Target{Task: automl.Regression}
	var used []int32
	for i := 0; i < rows; i += 2 {
		used = append(used, int32(i))
		target.Y = append(target.Y, 3*frame.Cols[0].Nums[i]+frame.Cols[2].Nums[i])
	}
	return out, frame, used, target
}

// TestPermutation holds the drops against theory: shuffling column j of a perfect linear
// model of independent columns costs 2 * weight_j^2 * variance_j of squared error.
func TestPermutation(t *testing.T) {
	out, frame, rows, target := linear(40_000)
	got, err := Permutation(context.Background(), out, frame, rows, []string{"a", "c", "b", "d"}, target, squared, Options{Repeats: 4, MaxRows: 20_000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := []automl.Importance{{Column: "a", Drop: 18}, {Column: "c"}, {Column: "b", Drop: 2}, {Column: "d"}}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(automl.Importance{}, "Std"), cmpopts.EquateApprox(0.05, 0)); d != "" {
		t.Errorf("importance (-want +got):\n%s", d)
	}
	if got[0].Std <= 0 || got[3].Std != 0 {
		t.Errorf("std of a = %v, of d = %v", got[0].Std, got[3].Std)
	}
}

func TestSameWithAnyWorkers(t *testing.T) {
	out, frame, rows, target := linear(3_000)
	names := []string{"a", "c", "b", "d"}
	run := func(workers int, seed uint64) []automl.Importance {
		got, err := Permutation(context.Background(), out, frame, rows, names, target, squared, Options{MaxRows: 700, Seed: seed, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if d := cmp.Diff(run(1, 5), run(4, 5)); d != "" {
		t.Errorf("1 and 4 workers (-1 +4):\n%s", d)
	}
	if cmp.Equal(run(1, 5), run(1, 6)) {
		t.Error("another seed shuffled in the same way")
	}
}

// TestHigherIsBetter checks the sign of the drop for a metric that grows.
func TestHigherIsBetter(t *testing.T) {
	grows := *squared
	grows.Best, grows.Worst = 0, math.Inf(-1)
	grows.Score = func(y automl.Target, p *automl.Prediction) (float64, error) {
		v, err := squared.Score(y, p)
		return -v, err
	}
	out, frame, rows, target := linear(500)
	got, err := Permutation(context.Background(), out, frame, rows, []string{"a", "c", "b", "d"}, target, &grows, Options{})
	if err != nil || got[0].Drop <= got[2].Drop || got[2].Drop <= 0 {
		t.Errorf("importance = %v, %v; want positive drops, that of a above that of b", got, err)
	}
}

func TestDoesNotTouchTheFrame(t *testing.T) {
	out, frame, rows, target := linear(400)
	before := append([]float64(nil), frame.Cols[0].Nums...)
	if _, err := Permutation(context.Background(), out, frame, rows, []string{"a", "c", "b", "d"}, target, squared, Options{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, frame.Cols[0].Nums); d != "" {
		t.Errorf("the frame was written to:\n%s", d)
	}
}

// TestCodes shuffles a category: the answer is the code itself, so shuffling it
// must cost.
func TestCodes(t *testing.T) {
	frame := &graph.Frame{Rows: 60, Cols: []graph.FrameColumn{{Codes: make([]int32, 60)}}}
	target := automl.Target{Task: automl.Regression, Y: make([]float64, 60)}
	rows := make([]int32, 60)
	for i := range rows {
		rows[i], frame.Cols[0].Codes[i], target.Y[i] = int32(i), int32(i%3), float64(i%3)
	}
	got, err := Permutation(context.Background(), graph.Apply(&graph.Input{Column: 0}), frame, rows, []string{"colour"}, target, squared, Options{})
	if err != nil || got[0].Drop <= 0 {
		t.Errorf("importance = %v, %v", got, err)
	}
}

func TestErrors(t *testing.T) {
	out, frame, rows, target := linear(100)
	names := []string{"a", "c", "b", "d"}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Permutation(ctx, out, frame, rows, names, target, squared, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	fails := *squared
	fails.Score = func(automl.Target, *automl.Prediction) (float64, error) { return 0, errors.New("undefined") }
	if _, err := Permutation(context.Background(), out, frame, rows, names, target, &fails, Options{}); err == nil || err.Error() != "undefined" {
		t.Errorf("metric's error: %v", err)
	}
}
