package conform

import (
	"context"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/prep"
)

// Options tells the learner suite what it cannot find out by itself.
type Options struct {
	// Settings are applied to every learner that the suite makes: knobs that make a fit
	// quick without changing its nature.
	Settings automl.Settings
	// Sampled is true for a learner that draws rows at random (minibatches, bootstraps),
	// for which a row of weight 2 cannot be the same as the row twice.
	Sampled bool
	// Unweighted is true for a learner whose structure does not heed weights.
	Unweighted bool
	// Baseline is true for a learner that does not look at the features.
	Baseline bool
}

// suite is one algorithm under test for one task.
type suite struct {
	alg  automl.Algorithm
	task automl.Task
	o    Options
}

// check is one rule of the suite.
type check struct {
	name string
	run  func(t *testing.T, s suite)
}

var learnerChecks = []check{
	{"small data", smallData},
	{"predictions", predictions},
	{"unseen and missing", unseenAndMissing},
	{"hostile numbers", hostileNumbers},
	{"batches", batches},
	{"weights", weights},
	{"repeatable", repeatable},
	{"read only", readOnly},
	{"concurrent", concurrent},
	{"cancelled", cancelled},
	{"cancelled midway", cancelledMidway},
	{"soft stop", softStop},
	{"round trip", roundTrip},
	{"better than baseline", betterThanBaseline},
	{"every knob", everyKnob},
}

// Learner runs the suite over every task of the algorithm. Its subtests run in parallel.
func Learner(t *testing.T, alg automl.Algorithm, o Options) {
	t.Helper()
	t.Run("declared", func(t *testing.T) { declared(t, alg) })
	t.Run("knobs", func(t *testing.T) { knobs(t, alg) })
	for _, task := range alg.Tasks {
		s := suite{alg: alg, task: task, o: o}
		for _, c := range learnerChecks {
			t.Run(string(task)+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t, s)
			})
		}
	}
}

// learner is a new learner with the suite's settings.
func (s suite) learner(t testing.TB) automl.Learner {
	t.Helper()
	l := s.alg.New()
	if err := l.Params().Set(s.o.Settings); err != nil {
		t.Fatalf("the suite's settings are refused: %v", err)
	}
	return l
}

// fit prepares the data as a run does and fits a new learner to it.
func (s suite) fit(t testing.TB, d *automl.Dataset, env automl.Env) *graph.Node {
	t.Helper()
	out, err := s.tryFit(t.Context(), t, d, env)
	if err != nil {
		t.Fatalf("Fit failed: %v", err)
	}
	return out
}

func (s suite) tryFit(ctx context.Context, t testing.TB, d *automl.Dataset, env automl.Env) (*graph.Node, error) {
	t.Helper()
	p, err := prep.Fit(t.Context(), d, prep.For(s.alg.Needs), automl.Env{Seed: env.Seed, Workers: env.Workers})
	if err != nil {
		t.Fatalf("preparation failed: %v", err)
	}
	return s.learner(t).Fit(ctx, p, env)
}

// predict evaluates the graph on rows of the frame.
func predict(t testing.TB, out *graph.Node, frame *graph.Frame, rows []int32) *automl.Prediction {
	t.Helper()
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatalf("the graph does not fit the data: %v", err)
	}
	p := &automl.Prediction{Width: plan.Width(), Values: make([]float64, plan.Width()*len(rows))}
	plan.Rows(rows, p.Values)
	return p
}

// valid fails the test unless p is a proper prediction of the task for n rows.
func (s suite) valid(t testing.TB, p *automl.Prediction, n, classes int) {
	t.Helper()
	if want := s.task.PredictionWidth(classes); p.Width != want {
		t.Fatalf("the prediction has %d columns, want %d", p.Width, want)
	}
	if p.Rows() != n {
		t.Fatalf("the prediction has %d rows, want %d", p.Rows(), n)
	}
	for i := range n {
		sum := 0.0
		for _, v := range p.Row(i) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("row %d: prediction %v is no number", i, p.Row(i))
			}
			if s.task.IsClassification() && (v < 0 || v > 1) {
				t.Fatalf("row %d: %v is no probability", i, v)
			}
			sum += v
		}
		if s.task == automl.Multiclass && math.Abs(sum-1) > 1e-9 {
			t.Fatalf("row %d: the probabilities add up to %v", i, sum)
		}
	}
}

// sameBits fails the test unless both predictions are equal to the last bit.
func sameBits(t testing.TB, what string, got, want *automl.Prediction) {
	t.Helper()
	for i, v := range want.Values {
		if math.Float64bits(got.Values[i]) != math.Float64bits(v) {
			t.Fatalf("%s: row %d is %v, want %v to the bit", what, i/want.Width, got.Values[i], v)
		}
	}
}

// near fails the test unless the predictions differ by no more than tolerance.
func near(t testing.TB, what string, got, want *automl.Prediction, tolerance float64) {
	t.Helper()
	for i, v := range want.Values {
		if d := math.Abs(got.Values[i] - v); !(d <= tolerance) {
			t.Fatalf("%s: row %d is %v, want %v within %v", what, i/want.Width, got.Values[i], v, tolerance)
		}
	}
}
