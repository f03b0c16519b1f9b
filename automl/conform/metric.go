package conform

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/num"
)

// Metric runs the suite over every task of the metric.
func Metric(t *testing.T, m automl.Metric) {
	t.Helper()
	if m.ID == "" || m.Name == "" || !strings.HasSuffix(m.Help, ".") || m.Score == nil || m.Best == m.Worst || len(m.Tasks) == 0 {
		t.Fatalf("the entry %q is not complete", m.ID)
	}
	for _, task := range m.Tasks {
		t.Run(string(task), func(t *testing.T) {
			s := scoring{m: &m, task: task}
			t.Run("range", s.bounds)
			t.Run("order", s.order)
			t.Run("weights", s.weights)
			t.Run("read only", s.readOnly)
			t.Run("undefined", s.undefined)
			t.Run("threshold", s.threshold)
		})
	}
}

// scoring is one metric under test for one task.
type scoring struct {
	m    *automl.Metric
	task automl.Task
}

// sample is a made target of n rows with predictions: right for noise 0, worse for more.
func (s scoring) sample(n int, noise float64, seed uint64) (automl.Target, *automl.Prediction) {
	rng := num.RNG(seed, "conform metric", s.task, n)
	y := automl.Target{Task: s.task}
	switch s.task {
	case automl.Binary:
		y.Classes = []string{"no", "yes"}
	case automl.Multiclass:
		y.Classes = []string{"red", "green", "blue"}
	}
	p := &automl.Prediction{Width: s.task.PredictionWidth(len(y.Classes))}
	for i := range n {
		switch s.task {
		case automl.Regression:
			v := math.Exp(rng.NormFloat64())
			y.Y = append(y.Y, v)
			p.Values = append(p.Values, v*math.Exp(noise*rng.NormFloat64()))
		case automl.Binary:
			v := float64(i % 2)
			y.Y = append(y.Y, v)
			share := min(noise, 1)
			p.Values = append(p.Values, v*(1-share)+share*rng.Float64())
		default:
			k := i % 3
			y.Y = append(y.Y, float64(k))
			for j := range 3 {
				v := noise * rng.Float64()
				if j == k {
					v++
				}
				p.Values = append(p.Values, v)
			}
			row := p.Row(i)
			sum := row[0] + row[1] + row[2]
			for j := range row {
				row[j] /= sum
			}
		}
	}
	return y, p
}

func (s scoring) score(t *testing.T, y automl.Target, p *automl.Prediction) float64 {
	t.Helper()
	v, err := s.m.Score(y, p)
	if err != nil {
		t.Fatalf("Score failed: %v", err)
	}
	if math.IsNaN(v) {
		t.Fatalf("Score is NaN")
	}
	return v
}

// bounds holds right predictions to score Best, every score to lie in the range, and much
// noise to score worse than little.
func (s scoring) bounds(t *testing.T) {
	low, high := min(s.m.Best, s.m.Worst), max(s.m.Best, s.m.Worst)
	var scores []float64
	for _, noise := range []float64{0, 0.3, 3} {
		y, p := s.sample(300, noise, 1)
		v := s.score(t, y, p)
		if v < low || v > high {
			t.Errorf("the score %v is outside of %v to %v", v, low, high)
		}
		scores = append(scores, v)
	}
	if math.Abs(scores[0]-s.m.Best) > 1e-9 {
		t.Errorf("right predictions score %v, want %v", scores[0], s.m.Best)
	}
	if !s.m.Better(scores[0], scores[2]) || s.m.Better(scores[2], scores[1]) {
		t.Errorf("scores for more and more noise are %v", scores)
	}
}

// order holds the order of rows not to matter.
func (s scoring) order(t *testing.T) {
	y, p := s.sample(200, 0.8, 2)
	want := s.score(t, y, p)
	perm := num.Perm(num.RNG(1, "order"), 200)
	y2, p2 := y, &automl.Prediction{Width: p.Width}
	y2.Y = nil
	for _, i := range perm {
		y2.Y = append(y2.Y, y.Y[i])
		p2.Values = append(p2.Values, p.Row(int(i))...)
	}
	s.near(t, "in another order", s.score(t, y2, p2), want)
}

// weights holds nil to mean 1, weight 2 to mean twice, and weight 0 to mean not at all.
func (s scoring) weights(t *testing.T) {
	y, p := s.sample(60, 0.8, 3)
	want := s.score(t, y, p)
	y.W = slices.Repeat([]float64{1}, 60)
	s.near(t, "with weights of 1", s.score(t, y, p), want)
	y.W = slices.Repeat([]float64{2.5}, 60)
	s.near(t, "with equal weights", s.score(t, y, p), want)

	twice, p2 := y, &automl.Prediction{Width: p.Width, Values: slices.Clone(p.Values)}
	twice.Y, twice.W = slices.Clone(y.Y), nil
	for i := range y.W {
		y.W[i] = float64(i % 3)
		if i%3 == 2 {
			twice.Y = append(twice.Y, y.Y[i])
			p2.Values = append(p2.Values, p.Row(i)...)
		}
	}
	keep := automl.Target{Task: y.Task, Classes: y.Classes}
	pk := &automl.Prediction{Width: p.Width}
	for i, v := range twice.Y {
		if i >= 60 || i%3 != 0 {
			keep.Y = append(keep.Y, v)
			pk.Values = append(pk.Values, p2.Row(i)...)
		}
	}
	s.near(t, "with weights 0, 1, 2", s.score(t, y, p), s.score(t, keep, pk))
}

func (s scoring) near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("the score %s is %v, want %v", what, got, want)
	}
}

func (s scoring) readOnly(t *testing.T) {
	y, p := s.sample(50, 0.8, 4)
	y.W = slices.Repeat([]float64{1}, 50)
	before := fmt.Sprint(y, *p)
	s.score(t, y, p)
	if fmt.Sprint(y, *p) != before {
		t.Error("the score wrote to the target or the prediction")
	}
}

// undefined holds cases without an answer to end in an error or a number, never in NaN.
func (s scoring) undefined(t *testing.T) {
	if _, err := s.m.Score(s.sample(0, 0, 5)); err == nil {
		t.Error("no rows have a score")
	}
	for _, n := range []int{1, 2, 3} {
		y, p := s.sample(n, 0.8, 6)
		s.numberOrError(t, fmt.Sprintf("%d rows", n), y, p)
		y.W = make([]float64, n)
		s.numberOrError(t, "no weight", y, p)
	}
	y, p := s.sample(20, 0.8, 7)
	y.Y = make([]float64, 20)
	s.numberOrError(t, "one class, or a constant", y, p)
	if s.task == automl.Regression {
		for i := range p.Values {
			p.Values[i] = -1e200
		}
		s.numberOrError(t, "negative and huge", y, p)
	}
	for i := range p.Values {
		p.Values[i] = math.NaN()
	}
	s.numberOrError(t, "predictions that are no numbers", y, p)
}

func (s scoring) numberOrError(t *testing.T, what string, y automl.Target, p *automl.Prediction) {
	t.Helper()
	if v, err := s.m.Score(y, p); err == nil && math.IsNaN(v) {
		t.Errorf("%s: the score is NaN without an error", what)
	}
}

// threshold holds NeedsClass to say truly whether the decision threshold matters.
func (s scoring) threshold(t *testing.T) {
	if s.task != automl.Binary {
		return
	}
	y, p := s.sample(200, 0.9, 8)
	before := s.score(t, y, p)
	p.Threshold = 0.83
	if moved := s.score(t, y, p) != before; moved != s.m.NeedsClass {
		t.Errorf("the threshold matters: %v, but NeedsClass is %v", moved, s.m.NeedsClass)
	}
}
