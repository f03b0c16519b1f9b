package metric

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"winnow/automl"
)

var tolerance = cmpopts.EquateApprox(1e-12, 1e-12)

// tester is what a test and a property have in common.
type tester interface {
	Fatalf(format string, args ...any)
}

func get(t tester, id string, task automl.Task) *automl.Metric {
	c := automl.Catalog{Metrics: All()}
	m, ok := c.Metric(id, task)
	if !ok {
		t.Fatalf("there is no metric %q for %s", id, task)
	}
	return m
}

func names(n int) []string { return strings.Split("abcdefghijklmnopqrstuvwxyz", "")[:n] }

func TestCatalogue(t *testing.T) {
	want := map[automl.Task][]string{
		automl.Binary:     {"auc", "pr_auc", "logloss", "brier", "accuracy", "balanced_accuracy", "f1", "precision", "recall", "mcc", "kappa"},
		automl.Multiclass: {"auc", "logloss", "accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "mcc"},
		automl.Regression: {"rmse", "mae", "median_ae", "r2", "mape", "rmsle"},
	}
	c := automl.Catalog{Metrics: All()}
	for task, ids := range want {
		var got []string
		for _, m := range c.MetricsFor(task) {
			got = append(got, m.ID)
			if m.Name == "" || !strings.HasSuffix(m.Help, ".") || m.Best == m.Worst {
				t.Errorf("%s is not fully described: %+v", m.ID, m)
			}
		}
		if d := cmp.Diff(ids, got); d != "" {
			t.Errorf("metrics of %s (-want +got):\n%s", task, d)
		}
		get(t, automl.DefaultMetric(task), task)
	}
}

// scikit-learn 1.9.1; testdata/gen.py.
func TestAgainstScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/scores.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Task    automl.Task
		Classes int
		Y, P, W []float64
		Scores  map[string]float64
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		y := automl.Target{Task: c.Task, Classes: names(c.Classes), Y: c.Y, W: c.W}
		p := &automl.Prediction{Width: c.Task.PredictionWidth(c.Classes), Values: c.P}
		for id, want := range c.Scores {
			got, err := get(t, id, c.Task).Score(y, p)
			if err != nil || !cmp.Equal(want, got, tolerance) {
				t.Errorf("case %d: %s of %d rows = %v, %v; want %v", i, id, len(c.Y), got, err, want)
			}
		}
	}
}

// example draws a target with at least two classes and predictions for it. Weights are
// whole numbers.
func example(t *rapid.T) (automl.Target, *automl.Prediction) {
	y := automl.Target{Task: rapid.SampledFrom(automl.Tasks).Draw(t, "task")}
	n := rapid.IntRange(4, 60).Draw(t, "rows")
	switch y.Task {
	case automl.Binary:
		y.Classes = names(2)
	case automl.Multiclass:
		y.Classes = names(rapid.IntRange(3, 4).Draw(t, "classes"))
	}
	p := &automl.Prediction{Width: y.Task.PredictionWidth(len(y.Classes))}
	coarse := rapid.Bool().Draw(t, "coarse")
	for i := range n {
		y.W = append(y.W, float64(rapid.IntRange(1, 3).Draw(t, "weight")))
		var row []float64
		for range p.Width {
			v := rapid.Float64Range(0.01, 0.99).Draw(t, "prediction")
			if coarse {
				v = math.Ceil(v*4) / 5
			}
			row = append(row, v)
		}
		switch {
		case y.Task == automl.Regression:
			y.Y = append(y.Y, rapid.Float64Range(0.5, 9).Draw(t, "target"))
		case i < len(y.Classes):
			y.Y = append(y.Y, float64(i))
		default:
			y.Y = append(y.Y, float64(rapid.IntRange(0, len(y.Classes)-1).Draw(t, "class")))
		}
		if p.Width > 1 {
			var s float64
			for _, v := range row {
				s += v
			}
			for k := range row {
				row[k] /= s
			}
		}
		p.Values = append(p.Values, row...)
	}
	return y, p
}

// take is the example made of the given rows, without weights if plain.
func take(y automl.Target, p *automl.Prediction, rows []int, plain bool) (automl.Target, *automl.Prediction) {
	out, q := y, &automl.Prediction{Width: p.Width, Threshold: p.Threshold}
	out.Y, out.W = nil, nil
	for _, r := range rows {
		out.Y = append(out.Y, y.Y[r])
		if !plain {
			out.W = append(out.W, y.W[r])
		}
		q.Values = append(q.Values, p.Row(r)...)
	}
	return out, q
}

// eachMetric compares the scores of two examples that must score alike.
func eachMetric(t *rapid.T, what string, a automl.Target, p *automl.Prediction, b automl.Target, q *automl.Prediction) {
	for _, m := range All() {
		if !m.Tasks.Has(a.Task) {
			continue
		}
		x, errX := m.Score(a, p)
		y, errY := m.Score(b, q)
		if (errX == nil) != (errY == nil) || !cmp.Equal(x, y, tolerance) {
			t.Fatalf("%s: %s = %v, %v and %v, %v", what, m.ID, x, errX, y, errY)
		}
	}
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		order := make([]int, len(y.Y))
		for i := range order {
			order[i] = i
		}
		b, q := take(y, p, rapid.Permutation(order).Draw(t, "order"), false)
		eachMetric(t, "rows in another order", y, p, b, q)
	})
}

func TestWeightIsRepetition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		var rows []int
		for i, w := range y.W {
			rows = append(rows, slices.Repeat([]int{i}, int(w))...)
		}
		b, q := take(y, p, rows, true)
		eachMetric(t, "rows repeated instead of weighted", y, p, b, q)
	})
}

func TestRowsWithoutWeightDoNotCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		var rows []int
		for i := range y.W {
			if i >= 3 && rapid.Bool().Draw(t, "mute") {
				y.W[i] = 0
			} else {
				rows = append(rows, i)
			}
		}
		b, q := take(y, p, rows, false)
		eachMetric(t, "rows of weight 0 left out", y, p, b, q)
	})
}

func TestPerfectIsBestAndScoresStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		perfect := &automl.Prediction{Width: p.Width}
		for _, v := range y.Y {
			switch y.Task {
			case automl.Multiclass:
				row := make([]float64, p.Width)
				row[int(v)] = 1
				perfect.Values = append(perfect.Values, row...)
			default:
				perfect.Values = append(perfect.Values, v)
			}
		}
		for _, m := range All() {
			if !m.Tasks.Has(y.Task) {
				continue
			}
			best, err := m.Score(y, perfect)
			if err != nil || !cmp.Equal(best, m.Best, tolerance) {
				t.Fatalf("%s of the truth itself = %v, %v; want %v", m.ID, best, err, m.Best)
			}
			got, err := m.Score(y, p)
			if err != nil || got < min(m.Best, m.Worst) || got > max(m.Best, m.Worst) {
				t.Fatalf("%s = %v, %v; want within [%v, %v]", m.ID, got, err, m.Worst, m.Best)
			}
		}
	})
}

func TestRankingAloneMattersForAUC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		if y.Task != automl.Binary {
			t.SkipNow()
		}
		q := &automl.Prediction{Width: 1}
		for _, v := range p.Values {
			q.Values = append(q.Values, math.Exp(3*v)/30)
		}
		for _, id := range []string{"auc", "pr_auc"} {
			a, _ := get(t, id, y.Task).Score(y, p)
			b, _ := get(t, id, y.Task).Score(y, q)
			if a != b {
				t.Fatalf("%s = %v, and %v after a rising map", id, a, b)
			}
		}
	})
}

func TestCurves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, p := example(t)
		if y.Task != automl.Binary {
			t.SkipNow()
		}
		fpr, tpr, cuts, err := ROC(y, p)
		if err != nil {
			t.Fatal(err)
		}
		last := len(cuts) - 1
		if fpr[0] != 0 || tpr[0] != 0 || fpr[last] != 1 || tpr[last] != 1 || !math.IsInf(cuts[0], 1) {
			t.Fatalf("the ROC curve runs from (%v, %v) to (%v, %v)", fpr[0], tpr[0], fpr[last], tpr[last])
		}
		rec, prec, _, err := PR(y, p)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i <= last; i++ {
			q := &automl.Prediction{Width: 1, Values: p.Values, Threshold: cuts[i]}
			c := Confusion(y, q, 2)
			want := []float64{c[0][1] / (c[0][0] + c[0][1]), c[1][1] / (c[1][0] + c[1][1]), c[1][1] / (c[0][1] + c[1][1])}
			if got := []float64{fpr[i], tpr[i], prec[i]}; !cmp.Equal(want, got, tolerance) || tpr[i] != rec[i] {
				t.Fatalf("at threshold %v: rates and precision %v, want %v", cuts[i], got, want)
			}
		}
	})
}

func TestUndefinedIsASentence(t *testing.T) {
	ones := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{1, 1}}
	zeros := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 0}}
	three := automl.Target{Task: automl.Multiclass, Classes: names(3), Y: []float64{2, 2}}
	num := automl.Target{Task: automl.Regression, Y: []float64{0, -2}}
	one := &automl.Prediction{Width: 1, Values: []float64{0.2, 0.9}}
	for _, c := range []struct {
		id   string
		y    automl.Target
		p    *automl.Prediction
		want string
	}{
		{"auc", ones, one, `all rows to score are of the class "yes"`},
		{"auc", three, &automl.Prediction{Width: 3, Values: make([]float64, 6)}, `all rows to score are of the class "c"`},
		{"pr_auc", zeros, one, "not defined"},
		{"kappa", ones, &automl.Prediction{Width: 1, Values: []float64{1, 1}}, "not defined"},
		{"mape", num, one, "target is 0"},
		{"rmsle", num, one, "above -1"},
		{"r2", automl.Target{Task: automl.Regression, Y: []float64{1}}, &automl.Prediction{Width: 1, Values: []float64{1}}, "single row"},
		{"rmse", num, &automl.Prediction{Width: 1, Values: []float64{1, math.NaN()}}, "not a number"},
		{"rmse", automl.Target{Task: automl.Regression}, &automl.Prediction{Width: 1}, "no rows"},
		{"rmse", num, &automl.Prediction{Width: 1, Values: []float64{1}}, "1 predictions for 2 rows"},
		{"rmse", automl.Target{Task: automl.Regression, Y: []float64{1}, W: []float64{0}}, &automl.Prediction{Width: 1, Values: []float64{1}}, "add up to nothing"},
	} {
		v, err := get(t, c.id, c.y.Task).Score(c.y, c.p)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %v, %v; want an error that says %q", c.id, v, err, c.want)
		}
	}
}

// The order of rows by score is the same by radix and by comparison.
func TestDescending(t *testing.T) {
	for _, n := range []int{1, 2047, 2048, 5000} {
		values := make([]float64, n)
		for i := range values {
			values[i] = math.Sin(float64(i*i)) * math.Pow(10, float64(i%40-20))
			if i%7 == 0 {
				values[i] = math.Copysign(0, float64(i%2)-0.5)
			}
		}
		values[0] = math.Inf(1)
		want := make([]int32, n)
		for i := range want {
			want[i] = int32(i)
		}
		slices.SortStableFunc(want, func(a, b int32) int {
			switch {
			case values[a] > values[b]:
				return -1
			case values[a] < values[b]:
				return 1
			}
			return 0
		})
		for at, e := range descending(n, func(i int) float64 { return values[i] }) {
			if e.row != want[at] {
				t.Fatalf("of %d, row %d is at place %d, want row %d", n, e.row, at, want[at])
			}
		}
	}
}

func BenchmarkAUC(b *testing.B) {
	const n = 1_000_000
	y := automl.Target{Task: automl.Binary, Classes: names(2), Y: make([]float64, n)}
	p := &automl.Prediction{Width: 1, Values: make([]float64, n)}
	for i := range n {
		y.Y[i] = float64(i * 7 % 3 % 2)
		p.Values[i] = math.Abs(math.Sin(float64(i)))
	}
	m := get(b, "auc", automl.Binary)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Score(y, p); err != nil {
			b.Fatal(err)
		}
	}
}
