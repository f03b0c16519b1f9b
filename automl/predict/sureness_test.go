package predict

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/metric"
	"winnow/automl/table"
)

// sureModel is sampleModel with what it knows of its sureness: a set for nine in ten rows
// holds "no" from a probability of 0.4 and "yes" from 0.2.
func sureModel() *automl.Model {
	m := sampleModel()
	price := graph.Apply(&graph.Input{Column: 0})
	m.Sureness = &automl.Sureness{
		Levels: automl.SureLevels, Rows: 100, Least: [][]float64{{0.4, 0.2}, {0.1, 0.01}, {0.05, 0.005}},
		// a price is as strange as it is high
		Familiar: &automl.Familiar{Strange: price, Limit: 9, Margin: 0.1},
	}
	return m
}

// numberModel answers the price, 1 down and 2 up at factor 1; with a spread, a tenth of the
// price down and two tenths up.
func numberModel(spread bool) *automl.Model {
	m := sureModel()
	m.Schema.Task, m.Schema.Classes, m.Schema.Target = automl.Regression, nil, "paid"
	m.Schema.Columns, m.Graph = m.Schema.Columns[:1], graph.Apply(&graph.Input{Column: 0})
	m.Sureness.Least = nil
	m.Sureness.Down, m.Sureness.Up, m.Sureness.Factors = 1, 2, []float64{1, 2, 5}
	if spread {
		said := graph.Apply(&graph.Input{Column: 1})
		m.Sureness.Spread = graph.Apply(&graph.Linear{Weights: []float64{0.1, 0.1}, Bias: []float64{0, 0}}, said)
	}
	return m
}

func TestSetsAndWarnings(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	// P(yes) is 0.5, 0.92 and 0.9999546
	text := "price,colour,ready,note\n2,blue,yes,a b\n4.5,blue,no,c d\n12,green,yes,e f\n10.5,red,,g h\n"
	sum := mustRun(t, sureModel(), text, automl.PredictRequest{Out: out})
	if d := cmp.Diff([]string{"prediction", "probability_no", "probability_yes", "set", "warning"}, sum.Columns); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	var got [][]string
	for _, row := range sum.Preview {
		got = append(got, []string{row[0], row[3], row[4]})
	}
	want := [][]string{
		{"yes", "no | yes", ""},
		{"yes", "yes", ""},
		{"yes", "yes", "price is 12, in training 0 to 10; colour has a value that training never saw"},
		{"yes", "yes", "unlike the rows of training as a whole"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if sum.Outside != 2 || !strings.Contains(strings.Join(sum.Notes, " "), "Unlike the rows of training: 2 rows of 4.") {
		t.Errorf("%d rows are outside: %q", sum.Outside, sum.Notes)
	}
	raw, err := os.ReadFile(out)
	if err != nil || !strings.HasPrefix(string(raw), "prediction,probability_no,probability_yes,set,warning\n") {
		t.Errorf("file %q: %v", raw, err)
	}
	if d := cmp.Diff(automl.SureLevels, sum.Levels); d != "" {
		t.Errorf("levels (-want +got):\n%s", d)
	}
	old := sureModel() // made when these were the levels
	old.Sureness.Levels, old.Sureness.Least = []float64{0.5, 0.8, 0.9}, [][]float64{{0.7, 0.7}, {0.6, 0.5}, {0.4, 0.2}}
	sum = mustRun(t, old, text, automl.PredictRequest{Interval: 0.5})
	if got := sum.Preview[0][3]; got != "yes" || len(sum.Levels) != 3 {
		t.Errorf("set for one row in two: %q, want the prediction alone; levels %v", got, sum.Levels)
	}
	plain := mustRun(t, sureModel(), text, automl.PredictRequest{Plain: true})
	if len(plain.Columns) != 3 || plain.Outside != 0 {
		t.Errorf("plain columns %q, %d outside", plain.Columns, plain.Outside)
	}
	m := sureModel()
	m.Sureness.Familiar.Open = []int{1}
	if sum := mustRun(t, m, text, automl.PredictRequest{}); !strings.HasSuffix(sum.Preview[2][4], "0 to 10") {
		t.Errorf("a new level where new ones are usual: %q", sum.Preview[2][4])
	}
}

func TestIntervals(t *testing.T) {
	for _, c := range []struct {
		spread   bool
		interval float64
		want     []string
	}{
		{false, 0, []string{"4", "3", "6"}},
		{false, 0.95, []string{"4", "2", "8"}},
		{true, 0.9, []string{"4", "3.6", "4.8"}},
		{true, 0.99, []string{"4", "2", "8"}},
	} {
		sum := mustRun(t, numberModel(c.spread), "price\n4\n", automl.PredictRequest{Interval: c.interval})
		if d := cmp.Diff(append(c.want, ""), sum.Preview[0]); d != "" {
			t.Errorf("%+v (-want +got):\n%s", c, d)
		}
		if d := cmp.Diff([]string{"prediction", "lower", "upper", "warning"}, sum.Columns); d != "" {
			t.Errorf("columns (-want +got):\n%s", d)
		}
	}
	m := numberModel(false)
	m.Sureness.NotNegative = true
	if sum := mustRun(t, m, "price\n0.5\n", automl.PredictRequest{}); sum.Preview[0][1] != "0" {
		t.Errorf("from %s where nothing is below 0", sum.Preview[0][1])
	}
}

func TestIntervalsThatAreNotThere(t *testing.T) {
	_, err := run(t, sureModel(), "price,colour,ready,note\n1,red,yes,x y\n", automl.PredictRequest{Interval: 0.7})
	if automl.KindOf(err) != automl.BadUsage || !strings.Contains(err.Error(), "share of 0.7") {
		t.Errorf("interval of 0.7: %v", err)
	}
	few := sureModel()
	few.Sureness.Levels, few.Sureness.Least = automl.SureLevels[:2], few.Sureness.Least[:2]
	_, err = run(t, few, "price,colour,ready,note\n1,red,yes,x y\n", automl.PredictRequest{Interval: 0.99})
	var e *automl.Error
	if !errors.As(err, &e) || e.Kind != automl.BadUsage || e.Hint != "It has them for 0.9 and 0.95. So high a share needs a model that was trained on more rows, or by a newer Winnow." {
		t.Errorf("interval of 0.99 from few rows: %#v", err)
	}
	_, err = run(t, sampleModel(), "price,colour,ready,note\n1,red,yes,x y\n", automl.PredictRequest{Interval: 0.9})
	if automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a model of the first format: %v", err)
	}
	if sum := mustRun(t, sampleModel(), "price,colour,ready,note\n1,red,yes,x y\n", automl.PredictRequest{}); len(sum.Columns) != 3 {
		t.Errorf("a model of the first format writes %q", sum.Columns)
	}
}

// TestWarningOfRelations: price and colour add up to between 0 and 6 in training.
func TestWarningOfRelations(t *testing.T) {
	m := sureModel()
	both := graph.Pick([]graph.Ref{{Node: graph.Apply(&graph.Input{Column: 0})}, {Node: graph.Apply(&graph.Input{Column: 1})}})
	m.Sureness.Familiar.Relations = graph.Apply(&graph.Linear{Weights: []float64{1, 1}, Bias: []float64{0}}, both)
	m.Sureness.Familiar.Related, m.Sureness.Familiar.Slack = []automl.Related{{Columns: []int{0, 1}, Low: 0, High: 6}}, 0.1
	sum := mustRun(t, m, "price,colour,ready,note\n5,blue,no,a b\n6.5,blue,no,c d\n,blue,no,e f\n", automl.PredictRequest{})
	for i, want := range []string{"", "price and colour do not go together as in training", ""} {
		if got := sum.Preview[i][4]; got != want {
			t.Errorf("row %d: %q, want %q", i, got, want)
		}
	}
	if sum.Outside != 1 {
		t.Errorf("%d rows are outside", sum.Outside)
	}
}

func TestWarningOfDates(t *testing.T) {
	m := numberModel(false)
	m.Schema.Columns[0] = automl.SchemaColumn{Field: table.Field{Name: "day", Kind: table.Time, Format: table.Format{Layout: "2006-01-02"}}, Min: 1.7e9, Max: 1.71e9}
	m.Sureness.Familiar.Strange = nil
	sum := mustRun(t, m, "day\n2031-05-06\n", automl.PredictRequest{})
	if want := "day is 2031-05-06, in training 2023-11-14 to 2024-03-09"; sum.Preview[0][3] != want {
		t.Errorf("warning %q, want %q", sum.Preview[0][3], want)
	}
}

func evaluateText(t *testing.T, m *automl.Model, text string) (*automl.Evaluation, error) {
	t.Helper()
	return Evaluate(context.Background(), m, &automl.Catalog{Metrics: metric.All()}, automl.EvaluateRequest{Data: write(t, "truth.csv", text)})
}

func TestEvaluateClasses(t *testing.T) {
	m := sureModel()
	m.Row.Scores = map[string]float64{"accuracy": 0.8}
	m.Leaderboard.Metric = "accuracy"
	e, err := evaluateText(t, m, "price,colour,ready,note,bought\n2,blue,yes,a b,yes\n4.5,blue,no,c d,yes\n12,green,yes,e f,no\n1,red,,g h,maybe\n0,blue,no,i j,no\n")
	if err != nil {
		t.Fatal(err)
	}
	if e.Rows != 4 || e.Left != 1 || e.Outside != 1 {
		t.Errorf("%d rows, %d left out, %d outside", e.Rows, e.Left, e.Outside)
	}
	s := e.Scores[0]
	if s.Metric != "accuracy" || s.Score != 0.75 || s.Before == nil || *s.Before != 0.8 || !(s.Low <= 0.75 && s.High >= 0.75 && s.High <= 1) {
		t.Errorf("first score %+v", s)
	}
	yes := e.Classes[1]
	if yes.Rows != 2 || yes.Predicted != 3 || yes.Right != 2 || math.Abs(*yes.Precision-2.0/3) > 1e-12 || *yes.Recall != 1 || math.Abs(*yes.F1-0.8) > 1e-12 {
		t.Errorf("class %+v", yes)
	}
	// at nine in ten: no|yes, yes, yes, no; the truth is yes, yes, no, no
	if c := e.Covered[0]; c.Inside != 3 || c.Named != 3 || !cmp.Equal(c.Sizes, []int{0, 3, 1}) {
		t.Errorf("coverage %+v", c)
	}
	if e.Trust == nil || e.Bias != nil || math.Abs(e.Trust.Right-0.75) > 1e-12 {
		t.Errorf("calibration %+v", e.Trust)
	}
	brier := (0.25 + 0.0758581800212435*0.0758581800212435 + math.Pow(1/(1+math.Exp(-8)), 2) + math.Pow(1/(1+math.Exp(2)), 2)) / 4
	if math.Abs(e.Trust.Brier-brier) > 1e-9 {
		t.Errorf("Brier score %v, want %v", e.Trust.Brier, brier)
	}
	one, err := evaluateText(t, m, "price,colour,ready,note,bought\n2,blue,yes,a b,yes\n")
	if err != nil || one.Classes[0].Recall != nil || one.Rows != 1 {
		t.Errorf("one row: %+v, %v", one, err)
	}
}

func TestEvaluateNumbers(t *testing.T) {
	m := numberModel(true)
	m.Leaderboard.Metric = "rmse"
	e, err := evaluateText(t, m, "price,paid\n1,1\n2,2.5\n4,3\n8,8\n,5\n")
	if err != nil {
		t.Fatal(err)
	}
	if e.Rows != 4 || e.Scores[0].Metric != "rmse" || math.Abs(e.Scores[0].Score-math.Sqrt(1.25/4)) > 1e-12 {
		t.Errorf("%d rows, scores %+v", e.Rows, e.Scores)
	}
	// at nine in ten: 0.9..1.2, 1.8..2.4, 3.6..4.8, 7.2..9.6
	if c := e.Covered[0]; c.Inside != 2 || math.Abs(c.Width-0.3*15/4) > 1e-12 {
		t.Errorf("coverage %+v", c)
	}
	// truth against prediction by least squares, and the mean of prediction - truth
	if b := e.Bias; b == nil || math.Abs(b.Mean-0.125) > 1e-12 || math.Abs(b.Slope-27.625/28.75) > 1e-9 {
		t.Errorf("bias %+v", e.Bias)
	}
}

func TestEvaluateWithoutTruth(t *testing.T) {
	_, err := evaluateText(t, sureModel(), "price,colour,ready,note,bougt\n2,blue,yes,a b,yes\n")
	if automl.KindOf(err) != automl.BadData || !strings.Contains(err.Error(), `no column "bought"`) {
		t.Errorf("no target: %v", err)
	}
	_, err = evaluateText(t, sureModel(), "price,colour,ready,note,bought\n2,blue,yes,a b,perhaps\n3,blue,yes,a b,\n")
	if automl.KindOf(err) != automl.BadData {
		t.Errorf("no known class: %v", err)
	}
	e, err := evaluateText(t, sureModel(), "colour,ready,note,bought\nblue,yes,a b,yes\n")
	if automl.KindOf(err) != automl.BadData || e == nil || len(e.Matches) == 0 {
		t.Errorf("no price: %v, %+v", err, e)
	}
}
