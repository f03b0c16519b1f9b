package forest

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
	for _, a := range []automl.Algorithm{RandomForest(), ExtraTrees()} {
		for _, task := range automl.Tasks {
			d, _ := made(task, 800, 1)
			l := a.New()
			if err := l.Params().Set(automl.Settings{{Name: "trees", Value: "40"}}); err != nil {
				t.Fatal(err)
			}
			out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			fresh, frame := made(task, 800, 2)
			got := meanLoss(fresh, predict(t, out, frame))
			zero, err := a.New().Fit(context.Background(), d.WithFeatures(nil), automl.Env{})
			if err != nil {
				t.Fatal(err)
			}
			base := meanLoss(fresh, predict(t, zero, frame))
			t.Logf("%s: loss %v, of the baseline %v", task, got, base)
			if left := (got - bayes[task]) / (base - bayes[task]); left > 0.5 {
				t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
			}
		}
	}
}
