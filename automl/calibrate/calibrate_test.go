package calibrate

import (
	"math"
	"strings"
	"testing"

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

// distorted draws classes from known probabilities and predicts them with logits that are
// multiplied by factor.
func distorted(task automl.Task, rows int, factor float64) (automl.Target, *automl.Prediction) {
	rng := num.RNG(9, "distorted", task)
	k := 2
	if task == automl.Multiclass {
		k = 4
	}
	y := automl.Target{Task: task, Classes: []string{"a", "b", "c", "d"}[:k]}
	p := &automl.Prediction{Width: task.PredictionWidth(k)}
	z, q := make([]float64, k), make([]float64, k)
	for range rows {
		for j := range z {
			z[j] = rng.NormFloat64()
		}
		softmax(q, z, 1)
		u, class := rng.Float64(), 0
		for class < k-1 && u > q[class] {
			u -= q[class]
			class++
		}
		y.Y = append(y.Y, float64(class))
		softmax(q, z, factor)
		if p.Width == 1 {
			p.Values = append(p.Values, q[1])
		} else {
			p.Values = append(p.Values, q...)
		}
	}
	return y, p
}

func TestTemperatureUndoesOverconfidence(t *testing.T) {
	for _, task := range []automl.Task{automl.Binary, automl.Multiclass} {
		for _, factor := range []float64{0.25, 1, 3} {
			y, p := distorted(task, 20_000, factor)
			a, err := Temperature(y, p)
			if err != nil || math.Abs(a*factor-1) > 0.05 {
				t.Errorf("%s: Temperature of logits times %v = %v, %v; want about %v", task, factor, a, err, 1/factor)
			}
		}
	}
}

// TestTemperatureIsTheLikeliest holds the slope against others: none has less of the sum of the loss
// over the rows' weights and of what the prior takes for it.
func TestTemperatureIsTheLikeliest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		task := rapid.SampledFrom([]automl.Task{automl.Binary, automl.Multiclass}).Draw(t, "task")
		y, p := distorted(task, rapid.IntRange(1, 60).Draw(t, "rows"), rapid.Float64Range(0.1, 5).Draw(t, "factor"))
		total := 0.0
		for range y.Y {
			w := rapid.Float64Range(0.1, 3).Draw(t, "weight")
			y.W = append(y.W, w)
			total += w
		}
		a, err := Temperature(y, p)
		if err != nil || a < leastSlope || a > mostSlope {
			t.Fatalf("Temperature = %v, %v", a, err)
		}
		m := named(t, "logloss", task)
		cost := func(slope float64) float64 {
			loss, err := m.Score(y, Scale(p, slope))
			if err != nil {
				t.Fatal(err)
			}
			return total*loss + math.Pow(math.Log(slope), 2)/(2*slopeDeviation*slopeDeviation)
		}
		for _, b := range []float64{leastSlope, a * 0.9, a * 1.1, 1, mostSlope} {
			if b >= leastSlope && b <= mostSlope && cost(b) < cost(a)-1e-6 {
				t.Fatalf("the cost is %v at slope %v, but %v at %v", cost(a), a, cost(b), b)
			}
		}
	})
}

// TestTemperatureOfFewRightRows holds few rows that are all right not to ask for probabilities of 1.
func TestTemperatureOfFewRightRows(t *testing.T) {
	y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}}
	p := &automl.Prediction{Width: 1}
	for i := range 60 {
		y.Y = append(y.Y, float64(i%2))
		p.Values = append(p.Values, 0.1+0.8*float64(i%2))
	}
	if a, err := Temperature(y, p); err != nil || a < 1 || a > 2.5 {
		t.Errorf("Temperature of 60 rows that are right at 0.9 = %v, %v; want 1 to 2.5", a, err)
	}
}

func TestTemperatureOfNothingToLearn(t *testing.T) {
	y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 1, 1}}
	if a, err := Temperature(y, &automl.Prediction{Width: 1, Values: []float64{0.5, 0.5, 0.5}}); a != 1 || err != nil {
		t.Errorf("Temperature of even odds = %v, %v; want 1", a, err)
	}
	certain := &automl.Prediction{Width: 1, Values: []float64{0, 1, 1}}
	if a, err := Temperature(y, certain); err != nil || a < 1 || a > mostSlope {
		t.Errorf("Temperature of certain and right predictions = %v, %v", a, err)
	}
	wrong := &automl.Prediction{Width: 1, Values: []float64{1, 0, 0}}
	if a, err := Temperature(y, wrong); err != nil || a < leastSlope || a > 0.1 {
		t.Errorf("Temperature of certain and wrong predictions = %v, %v; want less than 0.1", a, err)
	}
}

// classMetrics are the metrics whose best threshold is found exactly.
var classMetrics = []string{"accuracy", "balanced_accuracy", "f1", "mcc", "kappa"}

func TestThresholdIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}}
		p := &automl.Prediction{Width: 1}
		n := rapid.IntRange(2, 30).Draw(t, "rows")
		for i := range n {
			y.Y = append(y.Y, float64(rapid.IntRange(0, 1).Draw(t, "class")))
			if i < 2 {
				y.Y[i] = float64(i)
			}
			y.W = append(y.W, float64(rapid.IntRange(1, 3).Draw(t, "weight")))
			p.Values = append(p.Values, float64(rapid.IntRange(0, 12).Draw(t, "prediction"))/12)
		}
		m := named(t, rapid.SampledFrom(classMetrics).Draw(t, "metric"), automl.Binary)
		at, err := Threshold(y, p, m)
		if err != nil || at <= 0 || at > 1 {
			t.Fatalf("Threshold = %v, %v", at, err)
		}
		slow := *m
		slow.ID = "another"
		same, err := Threshold(y, p, &slow)
		if err != nil {
			t.Fatal(err)
		}
		score := func(at float64) float64 {
			v, err := m.Score(y, &automl.Prediction{Width: 1, Values: p.Values, Threshold: at})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		got := score(at)
		if other := score(same); math.Abs(other-got) > 1e-12 {
			t.Fatalf("%s = %v at %v by counts, %v at %v by scoring", m.ID, got, at, other, same)
		}
		for i := 1; i <= 24; i++ {
			if v := score(float64(i) / 24); v > got+1e-12 {
				t.Fatalf("%s = %v at %v, but %v at %v", m.ID, got, at, v, float64(i)/24)
			}
		}
	})
}

func TestThreshold(t *testing.T) {
	y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 0, 0, 1, 0, 1}}
	p := &automl.Prediction{Width: 1, Values: []float64{0.05, 0.1, 0.1, 0.2, 0.3, 0.7}}
	for _, c := range []struct {
		id   string
		want float64
	}{
		{"accuracy", 0.5},
		{"balanced_accuracy", 0.15},
		{"f1", 0.15},
		{"precision", 0.15},
		{"recall", 0.15},
		{"auc", 0.5},
	} {
		got, err := Threshold(y, p, named(t, c.id, automl.Binary))
		if err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Threshold for %s = %v, %v; want %v", c.id, got, err, c.want)
		}
	}
}

// Between two neighbouring numbers there is no middle.
func TestThresholdBetweenNeighbours(t *testing.T) {
	for _, low := range []float64{0.3, math.Nextafter(0.3, 1)} {
		y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{0, 1}}
		p := &automl.Prediction{Width: 1, Values: []float64{low, math.Nextafter(low, 1)}}
		at, err := Threshold(y, p, named(t, "accuracy", automl.Binary))
		if err != nil || at != p.Values[1] {
			t.Errorf("Threshold between %v and its neighbour = %v, %v", low, at, err)
		}
	}
}

func TestErrors(t *testing.T) {
	num := automl.Target{Task: automl.Regression, Y: []float64{1}}
	one := &automl.Prediction{Width: 1, Values: []float64{1}}
	two := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: []float64{1, 0}}
	if _, err := Temperature(num, one); err == nil || !strings.Contains(err.Error(), "Only probabilities") {
		t.Errorf("Temperature of numbers: error %v", err)
	}
	if _, err := Threshold(num, one, named(t, "rmse", automl.Regression)); err == nil || !strings.Contains(err.Error(), "two answers") {
		t.Errorf("Threshold of numbers: error %v", err)
	}
	if _, err := Temperature(two, one); err == nil || !strings.Contains(err.Error(), "do not fit") {
		t.Errorf("Temperature of too few predictions: error %v", err)
	}
	if _, err := Temperature(two, &automl.Prediction{Width: 1, Values: []float64{0.5, math.NaN()}}); err == nil || !strings.Contains(err.Error(), "not a number") {
		t.Errorf("Temperature of NaN: error %v", err)
	}
}
