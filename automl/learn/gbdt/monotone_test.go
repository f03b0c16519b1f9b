package gbdt

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/learn/treetest"
	"winnow/automl/tree"
)

func TestParseSigns(t *testing.T) {
	for text, want := range map[string][]sign{
		"": nil, " , ": nil, "age:+1": {{"age", 1}}, "age : +1 , price:-1,": {{"age", 1}, {"price", -1}},
		"a,b:1,c:d:-": {{"a,b", 1}, {"c:d", -1}}, "x:0": {{"x", 0}},
	} {
		if got, err := parseSigns(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"age", "age:2", ":1", "age:+1,price"} {
		if got, err := parseSigns(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestMonotone holds predictions to rise with a column that they fall with in the data, and
// the other way round.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		task := rapid.SampledFrom([]automl.Task{automl.Regression, automl.Binary}).Draw(rt, "task")
		d, frame := treetest.Made(task, 300, rapid.Uint64Range(1, 20).Draw(rt, "data"))
		d.Features[0].Name, d.Features[1].Name = "first", "second"
		l := newLearner()
		l.Growth = rapid.SampledFrom([]tree.Growth{tree.LeafWise, tree.Symmetric}).Draw(rt, "growth")
		l.Loss = rapid.SampledFrom([]LossName{Squared, Absolute, Huber}).Draw(rt, "loss")
		l.LeafSteps = rapid.IntRange(1, 3).Draw(rt, "leaf_steps")
		l.Monotone, l.Rate, l.Rounds = "first:-1,second:+1", 0.3, 20
		out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1})
		if err != nil {
			rt.Fatal(err)
		}
		for col, sign := range []float64{-1, 1} {
			// Every row is that of one row of the data but for the column.
			at := rapid.IntRange(0, 299).Draw(rt, "row")
			moved := *frame
			moved.Cols = slices.Clone(frame.Cols)
			for j, c := range frame.Cols {
				if j == col {
					moved.Cols[j].Nums = slices.Sorted(slices.Values(c.Nums))
				} else if c.Nums != nil {
					moved.Cols[j].Nums = slices.Repeat(c.Nums[at:at+1], len(c.Nums))
				} else {
					moved.Cols[j].Codes = slices.Repeat(c.Codes[at:at+1], len(c.Codes))
				}
			}
			p := treetest.Predict(t, out, &moved)
			for i := 1; i < len(p); i++ {
				if sign*(p[i]-p[i-1]) < 0 {
					rt.Fatalf("column %d: %v follows %v", col, p[i], p[i-1])
				}
			}
		}
	})
}

// TestMonotoneRefused holds columns that are not there, or no numbers, to be named.
func TestMonotoneRefused(t *testing.T) {
	d, _ := treetest.Made(automl.Regression, 50, 1)
	for text, want := range map[string]string{"y:+1": "\"y\"", "c:+1": "not a number"} {
		l := newLearner()
		l.Monotone = text
		_, err := l.Fit(t.Context(), d, automl.Env{})
		var e *automl.Error
		if !errors.As(err, &e) || e.Hint == "" || !strings.Contains(e.Msg, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
