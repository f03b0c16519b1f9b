package run_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/sure"
	"winnow/automl/table"
)

// noisy is a table of a number whose noise grows with x; its second column says nothing.
func noisy(t *testing.T, n int, seed uint64) *table.Table {
	t.Helper()
	rng := num.RNG(seed, "noisy")
	x, z, y := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], z[i] = rng.Float64(), rng.NormFloat64()
		y[i] = 5*x[i] + (0.1+2*x[i])*rng.NormFloat64()
	}
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "z", Kind: table.Number}, {Name: "y", Kind: table.Number}},
		[]table.Column{table.NewNumbers(x), table.NewNumbers(z), table.NewNumbers(y)})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestIntervalsOfAModel trains on noise that grows with a column, saves the model, and holds
// its intervals to keep their word on new rows, and to be wider where there is more noise.
func TestIntervalsOfAModel(t *testing.T) {
	job := automl.Job{Target: "y", Task: automl.Regression, Trials: 2, Seed: 3}
	var files [][]byte
	for _, threads := range []int{1, 3} {
		job.Threads = threads
		r, _ := train(t, noisy(t, 1500, 1), job, run.Options{Catalog: small()})
		m, err := r.Model(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := modelfile.Write(&b, m); err != nil {
			t.Fatal(err)
		}
		files = append(files, b.Bytes())
	}
	first, err := modelfile.Read(bytes.NewReader(files[0]), int64(len(files[0])))
	if err != nil {
		t.Fatal(err)
	}
	second, err := modelfile.Read(bytes.NewReader(files[1]), int64(len(files[1])))
	if err != nil {
		t.Fatal(err)
	}
	s := first.Sureness
	if s == nil || s.Spread == nil || s.NotNegative || s.Familiar == nil {
		t.Fatalf("sureness %+v", s)
	}
	fresh := noisy(t, 6000, 2)
	said, before := answers(t, first, fresh)
	other, again := answers(t, second, fresh)
	if d := cmp.Diff([2][]float64{said, before}, [2][]float64{other, again}); d != "" || second.Sureness.Familiar.Limit != s.Familiar.Limit {
		t.Errorf("with more threads the model is another: %s", d)
	}
	y := automl.Target{Task: automl.Regression, Y: fresh.Column(2).(*table.Numbers).Values()}
	for _, c := range sure.Judge(s, y, &automl.Prediction{Width: 1, Values: said}, before) {
		if math.Abs(c.Share()-c.Level) > 0.035 {
			t.Errorf("intervals for %v hold the truth in %v of new rows", c.Level, c.Share())
		}
	}
	calm, wild := 0.0, 0.0
	for i, x := range fresh.Column(0).(*table.Numbers).Values() {
		low, high := sure.Interval(s, 2, said[i], before[2*i:2*i+2])
		if x < 0.2 {
			calm = max(calm, high-low)
		} else if x > 0.8 {
			wild = max(wild, high-low)
		}
	}
	if wild < 2*calm {
		t.Errorf("widths %v where there is little noise and %v where there is much", calm, wild)
	}
}

// answers are what a model and its spread say of a table.
func answers(t *testing.T, m *automl.Model, tab *table.Table) (said, before []float64) {
	t.Helper()
	frame := &graph.Frame{Rows: tab.Rows()}
	for k := range m.Schema.Columns {
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: tab.Column(k).(*table.Numbers).Values()})
	}
	said = evaluated(t, m.Graph, frame)
	frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: said})
	return said, evaluated(t, m.Sureness.Spread, frame)
}

func evaluated(t *testing.T, node *graph.Node, frame *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(node, frame)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, frame.Rows*p.Width())
	p.Range(0, frame.Rows, out)
	return out
}

// TestSetsOfAModel trains on a yes-or-no question, by folds and by a single valid part.
func TestSetsOfAModel(t *testing.T) {
	for _, kind := range []automl.SplitKind{automl.SplitAuto, automl.SplitHoldout} {
		r, _ := train(t, made(t, 900), automl.Job{Target: "bought", Trials: 1, Split: kind}, run.Options{Catalog: small()})
		m, err := r.Model(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		rep, err := r.Report(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if rep.Sureness != m.Sureness || len(m.Sureness.Least) != len(automl.SureLevels) || m.Sureness.Rows != len(rep.Rows) {
			t.Errorf("%s: sureness %+v of %d rows", kind, m.Sureness, len(rep.Rows))
		}
		for _, c := range m.Sureness.Coverage {
			if c.Low > c.Level+0.04 || c.High < c.Level-0.04 || c.Rows != len(rep.Rows) {
				t.Errorf("%s: coverage %+v", kind, c)
			}
		}
	}
}

// TestSurenessOfEveryModel asks models that the run does not recommend, the baseline too.
func TestSurenessOfEveryModel(t *testing.T) {
	r, _ := train(t, noisy(t, 400, 4), automl.Job{Target: "y", Task: automl.Regression, Trials: 2}, run.Options{Catalog: small()})
	for _, row := range r.Leaderboard().Rows {
		if row.State != automl.Done {
			continue
		}
		m, err := r.Model(t.Context(), row.ID)
		if err != nil || m.Sureness == nil || len(m.Sureness.Factors) != len(automl.SureLevels) {
			t.Errorf("%s: %v", row.ID, err)
		}
	}
}

// TestExactPredictions holds intervals of a model that is never wrong to be there, and narrow.
func TestExactPredictions(t *testing.T) {
	n := 400
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = float64(i%7), 3
		if i%2 == 0 {
			y[i] = 3 + 1e-12*float64(i)
		}
	}
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "y", Kind: table.Number}},
		[]table.Column{table.NewNumbers(x), table.NewNumbers(y)})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := train(t, tab, automl.Job{Target: "y", Task: automl.Regression, Trials: 1}, run.Options{Catalog: small()})
	m, err := r.Model(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	s := m.Sureness
	before := []float64(nil)
	if s.Spread != nil {
		before = []float64{1e-10, 1e-10}
	}
	if low, high := sure.Interval(s, 2, 3, before); !(low <= 3 && high >= 3 && high-low < 1e-6) {
		t.Errorf("interval %v to %v around 3", low, high)
	}
}
