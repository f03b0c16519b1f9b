package ensemble

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/metric"
	"winnow/automl/num"
)

func named(t interface{ Fatalf(string, ...any) }, id string, task automl.Task) *automl.Metric {
	c := automl.Catalog{Metrics: metric.All()}
	m, ok := c.Metric(id, task)
	if !ok {
		t.Fatalf("there is no metric %q", id)
	}
	return m
}

// noisy makes a target and models that see it through noise of the given sizes.
func noisy(task automl.Task, rows int, noise ...float64) (automl.Target, []*automl.Prediction) {
	rng := num.RNG(5, "noisy", task)
	y := automl.Target{Task: task}
	if task == automl.Binary {
		y.Classes = []string{"no", "yes"}
	}
	preds := make([]*automl.Prediction, len(noise))
	for j := range preds {
		preds[j] = &automl.Prediction{Width: 1}
	}
	for range rows {
		truth := rng.NormFloat64()
		v := truth
		if task == automl.Binary {
			v = 0
			if truth > 0.5 {
				v = 1
			}
		}
		y.Y = append(y.Y, v)
		for j, s := range noise {
			p := truth + s*rng.NormFloat64()
			if task == automl.Binary {
				p = 1 / (1 + math.Exp(-2*(p-0.5)))
			}
			preds[j].Values = append(preds[j].Values, p)
		}
	}
	return y, preds
}

func blend(preds []*automl.Prediction, weights []float64) *automl.Prediction {
	out := &automl.Prediction{Width: preds[0].Width, Values: make([]float64, len(preds[0].Values))}
	for j, p := range preds {
		for i, v := range p.Values {
			out.Values[i] += weights[j] * v
		}
	}
	return out
}

func TestNeverWorseThanTheBestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := rapid.SampledFrom([]automl.Task{automl.Binary, automl.Regression}).Draw(t, "task")
		ids := map[automl.Task][]string{
			automl.Binary:     {"auc", "logloss", "brier", "f1"},
			automl.Regression: {"rmse", "mae", "r2"},
		}
		m := named(t, rapid.SampledFrom(ids[task]).Draw(t, "metric"), task)
		noise := rapid.SliceOfN(rapid.Float64Range(0.2, 4), 1, 6).Draw(t, "noise")
		y, preds := noisy(task, 80, noise...)
		weights, err := Greedy(y, preds, m, rapid.IntRange(0, 20).Draw(t, "steps"))
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		for _, w := range weights {
			if w < 0 {
				t.Fatalf("weights %v", weights)
			}
			sum += w
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("weights %v add up to %v", weights, sum)
		}
		got, err := m.Score(y, blend(preds, weights))
		if err != nil {
			t.Fatal(err)
		}
		for j, p := range preds {
			alone, err := m.Score(y, p)
			if err != nil {
				t.Fatal(err)
			}
			// Losses are compared in steps of a millionth.
			if m.Loss(got) > m.Loss(alone)+2e-6*max(1, math.Abs(alone)) {
				t.Fatalf("%s = %v with weights %v, but %v with model %d alone", m.ID, got, weights, alone, j)
			}
		}
	})
}

func TestIndependentModelsShareTheWeight(t *testing.T) {
	y, preds := noisy(automl.Regression, 4000, 1, 1, 1, 9)
	weights, err := Greedy(y, preds, named(t, "rmse", automl.Regression), 40)
	if err != nil {
		t.Fatal(err)
	}
	// For independent errors of equal size the least squared error is at equal weights.
	if want := []float64{1. / 3, 1. / 3, 1. / 3, 0}; !cmp.Equal(want, weights, cmpopts.EquateApprox(0, 0.06)) {
		t.Errorf("Greedy = %v, want about %v", weights, want)
	}
}

func TestTheSameModelTwiceIsTakenOnce(t *testing.T) {
	for _, id := range []string{"rmse", "mae"} {
		y, preds := noisy(automl.Regression, 500, 1, 1.2)
		preds = append(preds, preds[0], preds[1])
		weights, err := Greedy(y, preds, named(t, id, automl.Regression), 25)
		if err != nil {
			t.Fatal(err)
		}
		if weights[2] != 0 || weights[3] != 0 || weights[0] == 0 {
			t.Errorf("%s: weights %v for two models given twice", id, weights)
		}
	}
}

// The products of residuals lead to the same weights as averaging row by row.
func TestQuadraticIsTheMean(t *testing.T) {
	y, preds := noisy(automl.Regression, 300, 0.5, 0.7, 0.9, 1.5)
	for i := range y.Y {
		y.W = append(y.W, float64(1+i%3))
	}
	fast := named(t, "rmse", automl.Regression)
	slow := *fast
	slow.ID = "another"
	a, err := Greedy(y, preds, fast, 30)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Greedy(y, preds, &slow, 30)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b, a); d != "" {
		t.Errorf("weights by products differ from those by rows (-rows +products):\n%s", d)
	}
}

func TestMulticlass(t *testing.T) {
	y := automl.Target{Task: automl.Multiclass, Classes: []string{"a", "b", "c"}}
	good, bad := &automl.Prediction{Width: 3}, &automl.Prediction{Width: 3}
	for i := range 90 {
		k := i % 3
		y.Y = append(y.Y, float64(k))
		row := []float64{0.2, 0.2, 0.2}
		row[k] = 0.6
		good.Values = append(good.Values, row...)
		bad.Values = append(bad.Values, slices.Repeat([]float64{1. / 3}, 3)...)
	}
	weights, err := Greedy(y, []*automl.Prediction{bad, good}, named(t, "logloss", automl.Multiclass), 10)
	if err != nil || weights[0] != 0 || weights[1] != 1 {
		t.Errorf("Greedy = %v, %v; want all weight on the second model", weights, err)
	}
}

func TestManyRowsAreSampled(t *testing.T) {
	y, preds := noisy(automl.Regression, maxRows+1, 1, 1)
	target, few := sample(y, preds)
	if len(target.Y) != maxRows || len(few[1].Values) != maxRows {
		t.Fatalf("the sample has %d rows", len(target.Y))
	}
	again, _ := sample(y, preds)
	if !slices.Equal(target.Y, again.Y) {
		t.Error("two samples of the same rows differ")
	}
}

func TestBrokenModelsAreLeftOut(t *testing.T) {
	y, preds := noisy(automl.Regression, 50, 1, 1)
	preds[0].Values[7] = math.NaN()
	m := named(t, "rmse", automl.Regression)
	weights, err := Greedy(y, preds, m, 10)
	if err != nil || weights[0] != 0 || weights[1] != 1 {
		t.Errorf("Greedy = %v, %v; want the model with a NaN left out", weights, err)
	}
	if _, err := Greedy(y, preds[:1], m, 10); err == nil || !strings.Contains(err.Error(), "not a number") {
		t.Errorf("Greedy of a broken model alone: error %v", err)
	}
	if _, err := Greedy(y, nil, m, 10); err == nil {
		t.Error("Greedy of no model gives no error")
	}
}

// table is a metric of one row whose error is looked up by the prediction.
func table(errors map[float64]float64, calls *atomic.Int64) *automl.Metric {
	return &automl.Metric{ID: "table", Best: 0, Worst: 10, Score: func(_ automl.Target, p *automl.Prediction) (float64, error) {
		calls.Add(1)
		if e, ok := errors[p.Values[0]]; ok {
			return e, nil
		}
		return 10, nil
	}}
}

func single(values ...float64) (automl.Target, []*automl.Prediction) {
	var preds []*automl.Prediction
	for _, v := range values {
		preds = append(preds, &automl.Prediction{Width: 1, Values: []float64{v}})
	}
	return automl.Target{Task: automl.Regression, Y: []float64{0}}, preds
}

func TestAmongEqualsAModelAlreadyTaken(t *testing.T) {
	// First 1 is taken (error 1), then -2 (mean -0.5, error 0.5). Then 7 and 1 lead to the
	// means 2 and 0 with the same error.
	var calls atomic.Int64
	m := table(map[float64]float64{1: 1, -2: 5, -0.5: 0.5, 2: 0.2, 0: 0.2}, &calls)
	y, preds := single(7, 1, -2)
	weights, err := Greedy(y, preds, m, 3)
	if want := []float64{0, 2. / 3, 1. / 3}; err != nil || !cmp.Equal(want, weights, cmpopts.EquateApprox(0, 1e-12)) {
		t.Errorf("Greedy = %v, %v; want %v", weights, err, want)
	}
}

func TestEndsWhenNothingIsGained(t *testing.T) {
	var calls atomic.Int64
	y, preds := single(7, 1, -2)
	weights, err := Greedy(y, preds, table(nil, &calls), 100)
	if want := []float64{1, 0, 0}; err != nil || !slices.Equal(want, weights) {
		t.Errorf("Greedy = %v, %v; want %v", weights, err, want)
	}
	if got, want := calls.Load(), int64(3*(1+patience)); got != want {
		t.Errorf("%d scores were asked for, want %d", got, want)
	}
}
