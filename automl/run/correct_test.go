package run

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/calibrate"
	"winnow/automl/graph"
	"winnow/automl/metric"
	"winnow/automl/num"
)

func metricOf(t *testing.T, id string, task automl.Task) *automl.Metric {
	t.Helper()
	c := automl.Catalog{Metrics: metric.All()}
	m, ok := c.Metric(id, task)
	if !ok {
		t.Fatalf("there is no metric %q", id)
	}
	return m
}

// guesses are a coin's target and models that guess.
func guesses(seed uint64, rows, models int) (automl.Target, []*automl.Prediction) {
	rng := num.RNG(seed, "guesses")
	y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: make([]float64, rows)}
	preds := make([]*automl.Prediction, models)
	for k := range preds {
		preds[k] = &automl.Prediction{Width: 1, Values: make([]float64, rows)}
	}
	for i := range y.Y {
		y.Y[i] = float64(rng.IntN(2))
		for k := range preds {
			preds[k].Values[i] = rng.Float64()
		}
	}
	return y, preds
}

// TestCorrectionOfLuck holds the best of many guesses to be seen through: its score is well
// above one half, and one half is what is to be expected of it.
func TestCorrectionOfLuck(t *testing.T) {
	auc := metricOf(t, "auc", automl.Binary)
	const repeats = 12
	naive, expected, inside := 0.0, 0.0, 0
	for seed := range uint64(repeats) {
		y, preds := guesses(seed, 200, 20)
		_, best := foremost(y, preds, auc)
		luck, err := Luck(t.Context(), y, preds, auc, seed, 2)
		if err != nil {
			t.Fatal(err)
		}
		c := correction{Optimism: luck, metric: auc, models: len(preds)}
		got := c.of(&automl.ModelRow{Scores: map[string]float64{"auc": best}})
		naive += best / repeats
		expected += got.Score / repeats
		if got.Low <= 0.5 && got.High >= 0.5 {
			inside++
		}
	}
	if naive < 0.55 {
		t.Fatalf("the best guess scores %v on average: nothing to correct", naive)
	}
	if math.Abs(expected-0.5) > 0.02 || inside < repeats-1 {
		t.Errorf("of the best of guesses, at %.3f on average, %.3f is expected, and %d of %d intervals hold 0.5", naive, expected, inside, repeats)
	}
}

func TestCorrectionNeverFlatters(t *testing.T) {
	rmse := metricOf(t, "rmse", automl.Regression)
	c := correction{Optimism: optimism(3, []float64{2, 2}, rmse), metric: rmse, models: 2}
	if got := c.of(&automl.ModelRow{Scores: map[string]float64{"rmse": 3}}); got.Score != 3 {
		t.Errorf("corrected to %v, want 3: a model is not better for having been chosen", got.Score)
	}
}

// TestScaledIsScale compares the graph of a tempered model with package calibrate.
func TestScaledIsScale(t *testing.T) {
	for _, c := range []struct {
		task   automl.Task
		values []float64
	}{
		{automl.Binary, []float64{0.2}},
		{automl.Multiclass, []float64{0.1, 0.6, 0.3}},
	} {
		node := scaled(graph.Apply(&graph.Constant{Values: c.values}), c.task, 0.7)
		plan, err := graph.NewPlan(node, &graph.Frame{Rows: 1})
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, len(c.values))
		plan.Range(0, 1, got)
		want := calibrate.Scale(&automl.Prediction{Width: len(c.values), Values: c.values}, 0.7).Values
		for k, v := range got {
			if math.Abs(v-want[k]) > 1e-14 {
				t.Errorf("%s: %v, want %v", c.task, got, want)
			}
		}
	}
}

// TestPaired holds a model with noise added to be told from the one without, and two
// equally noisy ones not.
func TestPaired(t *testing.T) {
	rng := num.RNG(3)
	y := automl.Target{Task: automl.Regression, Y: make([]float64, 500)}
	a, b, c := make([]float64, 500), make([]float64, 500), make([]float64, 500)
	for i := range y.Y {
		y.Y[i] = rng.NormFloat64()
		a[i] = y.Y[i] + rng.NormFloat64()
		b[i] = y.Y[i] + 0.5*rng.NormFloat64()
		c[i] = y.Y[i] + 0.5*rng.NormFloat64()
	}
	if s := paired(losses(y, 1, a), losses(y, 1, b)); s < surely {
		t.Errorf("the worse model is worse by %v standard errors only", s)
	}
	if s := paired(losses(y, 1, c), losses(y, 1, b)); math.Abs(s) > 3 {
		t.Errorf("equal models differ by %v standard errors", s)
	}
}

// TestShort spells scores as the leaderboard has them.
func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0.85674: "0.857", 1: "1.000", -0.25: "-0.250", 0.00012345: "0.0001234", 21.534: "21.53", 12345.6: "12,346"} {
		if got := short(v); got != want {
			t.Errorf("%v is spelt %q, want %q", v, got, want)
		}
	}
}
