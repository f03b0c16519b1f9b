package gbdt

import (
	"context"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// made is a data set of n rows with numbers, of which one has missing values, and a
// category, and the frame of the same rows.
func made(task automl.Task, n int, seed uint64) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(seed, "made")
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n)}
	frame := &graph.Frame{Rows: n}
	nums := make([][]float64, 4)
	for j := range nums {
		nums[j] = make([]float64, n)
		for i := range nums[j] {
			nums[j][i] = rng.NormFloat64()
			if j == 2 && rng.IntN(5) == 0 {
				nums[j][i] = math.NaN()
			}
		}
	}
	codes := make([]int32, n)
	levels := []string{"a", "b", "c", "d", "e", "f", "g"}
	for i := range codes {
		codes[i] = int32(rng.IntN(len(levels)+1)) - 1
		score := 2*nums[0][i] - nums[1][i]*nums[1][i] + float64(codes[i]%3)
		if math.IsNaN(nums[2][i]) {
			score += 2
		}
		d.Rows = append(d.Rows, int32(i))
		switch task {
		case automl.Regression:
			d.Y[i] = 100 + 10*score + rng.NormFloat64()
		case automl.Binary:
			if score+rng.NormFloat64() > 0 {
				d.Y[i] = 1
			}
		case automl.Multiclass:
			d.Y[i] = float64(min(max(int(score+rng.NormFloat64()+2), 0), 3))
		}
	}
	switch task {
	case automl.Binary:
		d.Classes = 2
	case automl.Multiclass:
		d.Classes = 4
	}
	for j, v := range nums {
		d.Features = append(d.Features, &automl.Feature{Name: "x", Nums: v, Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	d.Features = append(d.Features, &automl.Feature{Name: "c", Kind: automl.Categorical, Codes: codes, Levels: levels, Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: 4})}})
	frame.Cols = append(frame.Cols, graph.FrameColumn{Codes: codes})
	return d, frame
}

// predict evaluates a fitted graph on all rows of a frame.
func predict(t *testing.T, out *graph.Node, frame *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(out, frame)
	if err != nil {
		t.Fatal(err)
	}
	v := make([]float64, frame.Rows*p.Width())
	p.Range(0, frame.Rows, v)
	return v
}

// meanLoss is the mean squared error, or the mean negative log likelihood.
func meanLoss(d *automl.Dataset, p []float64) float64 {
	sum := 0.0
	for i, y := range d.Y {
		switch d.Task {
		case automl.Regression:
			sum += (p[i] - y) * (p[i] - y)
		case automl.Binary:
			sum -= math.Log(math.Abs(1 - y - p[i]))
		case automl.Multiclass:
			sum -= math.Log(p[i*d.Classes+int(y)])
		}
	}
	return sum / float64(len(d.Y))
}

// bayes is about the least loss that the made data allows: its noise.
var bayes = map[automl.Task]float64{automl.Regression: 1, automl.Binary: 0.24, automl.Multiclass: 0.75}

func TestFitLearns(t *testing.T) {
	for _, task := range automl.Tasks {
		d, _ := made(task, 1500, 1)
		l := newLearner()
		l.Rate, l.MaxRounds = 0.1, 100
		out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		fresh, frame := made(task, 1500, 2)
		got := meanLoss(fresh, predict(t, out, frame))
		zero, err := Algorithm().New().Fit(context.Background(), d.WithFeatures(nil), automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		base := meanLoss(fresh, predict(t, zero, frame))
		t.Logf("%s: loss %v, of the baseline %v", task, got, base)
		if left := (got - bayes[task]) / (base - bayes[task]); left > 0.2 {
			t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
		}
	}
}

// TestWithoutWeight holds a fit to know nothing when every row weighs nothing.
func TestWithoutWeight(t *testing.T) {
	for _, task := range automl.Tasks {
		d, frame := made(task, 50, 1)
		d.W = make([]float64, 50)
		out, err := Algorithm().New().Fit(t.Context(), d, automl.Env{})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range predict(t, out, frame) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s: value %d is %v", task, i, v)
			}
		}
	}
}

// TestHugeTarget holds numbers near the end of the range to be learnt as others are.
func TestHugeTarget(t *testing.T) {
	d, frame := made(automl.Regression, 400, 1)
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
	d, frame := made(automl.Binary, 400, 1)
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
	return predict(t, out, frame)
}

// TestExp compares exp with math.Exp.
func TestExp(t *testing.T) {
	for x := -700.0; x <= 700; x += 0.37 {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-8*want {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	if exp(-1e300) <= 0 || math.IsInf(exp(1e300), 0) {
		t.Error("exp is not clamped")
	}
}
