package gbdt

import (
	"context"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
	"winnow/automl/tree"
)

func TestFitLearns(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := treetest.Made(task, 1500, 1)
		l := newLearner()
		l.Rate, l.MaxRounds = 0.1, 100
		out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		fresh, frame := treetest.Made(task, 1500, 2)
		got := treetest.MeanLoss(fresh, treetest.Predict(t, out, frame))
		zero, err := Algorithm().New().Fit(context.Background(), d.WithFeatures(nil), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		base := treetest.MeanLoss(fresh, treetest.Predict(t, zero, frame))
		t.Logf("%s: loss %v, of the baseline %v", task, got, base)
		if left := (got - treetest.Bayes[task]) / (base - treetest.Bayes[task]); left > 0.2 {
			t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
		}
	}
}

// TestWithoutWeight holds a fit to know nothing when every row weighs nothing.
func TestWithoutWeight(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := treetest.Made(task, 50, 1)
		d.W = make([]float64, 50)
		out, err := Algorithm().New().Fit(t.Context(), d, automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range treetest.Predict(t, out, frame) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s: value %d is %v", task, i, v)
			}
		}
	}
}

// TestHugeTarget holds numbers near the end of the range to be learnt as others are.
func TestHugeTarget(t *testing.T) {
	d, frame := treetest.Made(automl.Regression, 400, 1)
	plain := fitted(t, d, frame)
	d.Y = append([]float64(nil), d.Y...)
	for i := range d.Y {
		d.Y[i] *= 0x1p900
	}
	for i, v := range fitted(t, d, frame) {
		if math.Abs(v*0x1p-900-plain[i]) > 1e-6*math.Abs(plain[i]) {
			t.Fatalf("row %d: %v, want %v times 2^900", i, v, plain[i])
		}
	}
}

// TestRowOrder holds the order of a data set's rows not to matter.
func TestRowOrder(t *testing.T) {
	d, frame := treetest.Made(automl.Binary, 400, 1)
	want := fitted(t, d, frame)
	d.Rows = num.Perm(num.RNG(1), 400)
	for i, v := range fitted(t, d, frame) {
		if v != want[i] {
			t.Fatalf("row %d: %v, want %v", i, v, want[i])
		}
	}
}

// fitted fits a few rounds and predicts the rows of frame.
func fitted(t *testing.T, d *automl.Dataset, frame *graph.Frame) []float64 {
	t.Helper()
	l := newLearner()
	l.MaxRounds = 30
	out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return treetest.Predict(t, out, frame)
}

// TestStridesGrow holds late rounds of many rows to take longer steps, and those of few, or
// early ones, to take the usual.
func TestStridesGrow(t *testing.T) {
	step := func(rows, round int, rate float64) float32 {
		b := &booster{Learner: newLearner(), data: &data{rows: make([]int32, rows)}}
		b.Rate = rate
		grown := &tree.Tree{Width: 1, Values: []float32{1}}
		b.stretch(grown, round)
		return grown.Values[0]
	}
	for _, c := range []struct {
		rows, round int
		rate        float64
		want        float32
	}{
		{fewRows, 300, 0.05, 1}, {fewRows, 600, 0.05, 2}, {fewRows, 5000, 0.05, 4}, {fewRows, 5000, 0.1, 2},
		{fewRows, 5000, 0.3, 1}, {fewRows - 1, 5000, 0.05, 1},
	} {
		if got := step(c.rows, c.round, c.rate); got != c.want {
			t.Errorf("%d rows, round %d at %v: %v, want %v", c.rows, c.round, c.rate, got, c.want)
		}
	}
}
