package forest

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	peerRows = 3000
	peerTest = 2000
	peerCols = 10
)

// peerData is the data that testdata/gen.py makes: the rows to train on come first.
func peerData(task automl.Task) (*automl.Dataset, *graph.Frame) {
	state := uint64(0)
	uniform := func() float64 {
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return float64((z^z>>31)>>11) * 0x1p-53
	}
	const n = peerRows + peerTest
	d := &automl.Dataset{Task: task, Space: n, Y: make([]float64, n)}
	cols := make([][]float64, peerCols)
	for j := range cols {
		cols[j] = make([]float64, n)
	}
	for i := range d.Y {
		var x [peerCols]float64
		for j := range x {
			x[j] = uniform()
		}
		noise := uniform() + uniform() + uniform() + uniform() - 2
		// Friedman 1991, eq. 61.
		score := 10*math.Sin(math.Pi*x[0]*x[1]) + 20*(x[2]-0.5)*(x[2]-0.5) + 10*x[3] + 5*x[4]
		x[5] = math.Floor(x[5] * 8)
		if x[6] < 0.2 {
			x[6] = math.NaN()
			score += 3
		}
		for j, v := range x {
			cols[j][i] = v
		}
		y := score + 2*noise
		switch task {
		case automl.Binary:
			y = math.Max(0, math.Copysign(1, y-15))
		case automl.Multiclass:
			y = min(max(math.Floor((y-7)/4), 0), 3)
		}
		d.Y[i] = y
		if i < peerRows {
			d.Rows = append(d.Rows, int32(i))
		}
	}
	d.Classes = map[automl.Task]int{automl.Binary: 2, automl.Multiclass: 4}[task]
	frame := &graph.Frame{Rows: n}
	for j, v := range cols {
		d.Features = append(d.Features, &automl.Feature{Nums: v, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}})
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
	}
	return d, frame
}

// heldLoss is the mean loss over the rows held out.
func heldLoss(d *automl.Dataset, p []float64) float64 {
	width := d.PredictionWidth()
	held := *d
	held.Y = d.Y[peerRows:]
	return meanLoss(&held, p[peerRows*width:])
}

// TestAgainstScikitLearn compares losses on held-out rows with those of scikit-learn 1.9.1's
// forests of 300 trees as testdata/gen.py measured them.
func TestAgainstScikitLearn(t *testing.T) {
	raw, err := os.ReadFile("testdata/sklearn.json")
	if err != nil {
		t.Fatal(err)
	}
	var peer map[string]map[automl.Task]float64
	if err := json.Unmarshal(raw, &peer); err != nil {
		t.Fatal(err)
	}
	for _, a := range []automl.Algorithm{RandomForest(), ExtraTrees()} {
		for _, task := range automl.Tasks {
			d, frame := peerData(task)
			l := a.New()
			// Why fewer: what more trees bring is within the limit below.
			if err := l.Params().Set(automl.Settings{{Name: "trees", Value: "60"}}); err != nil {
				t.Fatal(err)
			}
			out, err := l.Fit(t.Context(), d, automl.Env{Seed: 1, Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			got, want := heldLoss(d, predict(t, out, frame)), peer[a.ID][task]
			t.Logf("%s, %s: loss %.5f, scikit-learn's %.5f", a.ID, task, got, want)
			// Why 3 %: so much does the loss of a forest move with its seed.
			most := 1.03
			if a.ID == "extra_trees" && task == automl.Regression {
				// Why: rows that share a bin, about 12 here, cannot be parted; trees that cut at
				// random miss that most where numbers have little noise.
				most = 1.1
			}
			if got > most*want {
				t.Errorf("%s, %s: loss %v, want at most %v times %v", a.ID, task, got, most, want)
			}
		}
	}
}
