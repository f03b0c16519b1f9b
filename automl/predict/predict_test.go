package predict

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/metric"
	"winnow/automl/table"
)

// lead is the weight of the column "price" in sampleModel.
const lead = 0.6

// sampleModel says P(yes) = 1/(1+exp(-(price - 2*code))) of price and colour; the columns
// ready and note do not matter to it.
func sampleModel() *automl.Model {
	price, colour := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1})
	ready := graph.Apply(&graph.Input{Column: 2})
	score := graph.Apply(&graph.Linear{Weights: []float64{1, -2, 0}, Bias: []float64{0}}, graph.Pick([]graph.Ref{{Node: price}, {Node: colour}, {Node: ready}}))
	column := func(name string, kind table.Kind, weight float64, levels ...string) automl.SchemaColumn {
		return automl.SchemaColumn{Field: table.Field{Name: name, Kind: kind}, Levels: levels, Weight: weight}
	}
	s := automl.Schema{
		Columns: []automl.SchemaColumn{
			column("price", table.Number, lead), column("colour", table.Category, 0.2, "red", "blue"),
			column("ready", table.YesNo, 0.1, "no", "yes"), column("note", table.Text, 0.1),
		},
		Target: "bought", Task: automl.Binary, Classes: []string{"no", "yes"},
	}
	s.Columns[0].Min, s.Columns[0].Max = 0, 10
	return &automl.Model{Schema: s, Graph: graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, score)}
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t testing.TB, m *automl.Model, text string, req automl.PredictRequest) (*automl.PredictSummary, error) {
	t.Helper()
	req.Data = write(t, "new.csv", text)
	return Run(context.Background(), m, &automl.Catalog{Metrics: metric.All()}, req)
}

func mustRun(t testing.TB, m *automl.Model, text string, req automl.PredictRequest) *automl.PredictSummary {
	t.Helper()
	sum, err := run(t, m, text, req)
	if err != nil {
		t.Fatalf("Run: %v (%v)", err, errors.Unwrap(err))
	}
	return sum
}

func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	var last int64
	sum := mustRun(t, sampleModel(), "note,colour,id,price,ready\nhello there,red,007,0,yes\nanother one,blue,008,4.5,no\nthird,blue,009,2,yes\n",
		automl.PredictRequest{Out: out, Keep: true, Progress: func(done, total int64) { last = done * 100 / total }})
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	// p = 1/(1+exp(-2.5)) and 1-p, Python 3 math.exp
	want := "note,colour,id,price,ready,prediction,probability_no,probability_yes\n" +
		"hello there,red,007,0,yes,yes,0.5,0.5\n" +
		"another one,blue,008,4.5,no,yes,0.07585818002124345,0.9241418199787566\n" +
		"third,blue,009,2,yes,yes,0.5,0.5\n"
	if d := cmp.Diff(want, string(raw)); d != "" {
		t.Errorf("file (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"id"}, sum.Extra); d != "" {
		t.Errorf("extra (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]automl.ValueCount{{Value: "no"}, {Value: "yes", Count: 3}}, sum.Counts); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if sum.Rows != 3 || len(sum.Preview) != 3 || len(sum.Notes) != 0 || last != 100 {
		t.Errorf("rows %d, preview %d, notes %q, progress %d", sum.Rows, len(sum.Preview), sum.Notes, last)
	}
}

func TestRegressionAndNames(t *testing.T) {
	m := sampleModel()
	m.Schema.Task, m.Schema.Classes = automl.Regression, nil
	m.Schema.Columns, m.Graph = m.Schema.Columns[:1], graph.Apply(&graph.Input{Column: 0})
	sum := mustRun(t, m, "price,prediction\n1,a\n1234567,b\n", automl.PredictRequest{Keep: true})
	if d := cmp.Diff([]string{"price", "prediction", "prediction_2"}, sum.Columns); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	if d := cmp.Diff([][]string{{"1", "a", "1"}, {"1234567", "b", "1234567"}}, sum.Preview); d != "" {
		t.Errorf("preview (-want +got):\n%s", d)
	}
	if sum.Mean != 617284 {
		t.Errorf("mean = %v, want 617284", sum.Mean)
	}
}

func TestNamesThatDiffer(t *testing.T) {
	sum := mustRun(t, sampleModel(), " PRICE ,Colour!,is it,note\n1,red,YES,x y z\n3,blue,No,a b c\n", automl.PredictRequest{Rename: map[string]string{"ready": "is it"}})
	want := []automl.Match{
		{Column: "price", Found: "PRICE", State: automl.MatchRenamed, Status: []automl.MatchStatus{automl.StatusRenamed}},
		{Column: "colour", Found: "Colour!", State: automl.MatchRenamed, Status: []automl.MatchStatus{automl.StatusRenamed}},
		{Column: "ready", Found: "is it", State: automl.MatchRenamed, Status: []automl.MatchStatus{automl.StatusTold}},
		{Column: "note", Found: "note", State: automl.MatchOK},
	}
	got := append([]automl.Match(nil), sum.Matches...)
	for i := range got {
		got[i].Note, got[i].Remedy = "", ""
		if len(got[i].Unseen) == 0 {
			got[i].Unseen = nil
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("matches (-want +got):\n%s", d)
	}
}

func TestColumnsThatAreAbsent(t *testing.T) {
	sum := mustRun(t, sampleModel(), "price,note\n1,abc\n", automl.PredictRequest{})
	if s := sum.Matches[1].State; s != automl.MatchFilled || !strings.Contains(strings.Join(sum.Notes, " "), `no column "colour"`) {
		t.Errorf("colour: %s, notes %q", s, sum.Notes)
	}
	for _, c := range []struct {
		name, file, msg, hint string
		change                func(*automl.Model)
	}{
		{name: "heavy", file: "pirce,colour\n1,red\n", msg: `lacks the column "price"`, hint: `Is "pirce" the column "price"?`},
		{name: "all", file: "x,y\n1,red\n", msg: "none of the 4 columns", hint: `"x" and "y"`},
		{name: "only", file: "x,y\n1,red\n", msg: `lacks the column "price"`, hint: `"x"`, change: func(m *automl.Model) {
			m.Schema.Columns = m.Schema.Columns[:1]
			m.Schema.Columns[0].Weight = -1
		}},
		{name: "two alike", file: "Price,PRICE,colour\n1,2,red\n", msg: `lacks the column "price"`, hint: "The file has"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := sampleModel()
			if c.change != nil {
				c.change(m)
			}
			sum, err := run(t, m, c.file, automl.PredictRequest{})
			var e *automl.Error
			if !errors.As(err, &e) || e.Kind != automl.BadData || !strings.Contains(e.Msg, c.msg) || !strings.Contains(e.Hint, c.hint) {
				t.Fatalf("Run = %v, want %q with %q", err, c.msg, c.hint)
			}
			if sum == nil || len(sum.Matches) != len(m.Schema.Columns) || sum.Matches[0].State != automl.MatchAbsent {
				t.Errorf("summary = %+v, want the matches with it", sum)
			}
		})
	}
}

func TestRenamesThatCannotBe(t *testing.T) {
	for rename, want := range map[[2]string]string{{"prize", "price"}: `no column "prize"`, {"price", "pric"}: `Did you mean "price"?`} {
		_, err := run(t, sampleModel(), "price,colour\n1,red\n", automl.PredictRequest{Rename: map[string]string{rename[0]: rename[1]}})
		if automl.KindOf(err) != automl.BadUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("rename %v: %v, want %q", rename, err, want)
		}
	}
}

func TestOddValues(t *testing.T) {
	sum := mustRun(t, sampleModel(), "price,colour,ready,note\n1,green,yes,abc\n99,green,maybe,abd\nten,pink,no,abe\n,,,\n4,red,no,abf\n", automl.PredictRequest{})
	p, c, r := sum.Matches[0], sum.Matches[1], sum.Matches[2]
	if p.Unreadable != 1 || p.Missing != 2 || p.OutOfRange != 1 {
		t.Errorf("price: %+v", p)
	}
	if c.UnseenRows != 3 || c.Missing != 1 || cmp.Diff([]string{"green", "pink"}, c.Unseen) != "" {
		t.Errorf("colour: %+v", c)
	}
	if r.UnseenRows != 1 || cmp.Diff([]string{"maybe"}, r.Unseen) != "" {
		t.Errorf("ready: %+v", r)
	}
	for _, want := range []string{`1 of 4 values in column "price" could not be read as numbers`, `3 rows in column "colour" hold a value that training never saw: "green" and "pink".`} {
		if !strings.Contains(strings.Join(sum.Notes, "\n"), want) {
			t.Errorf("notes %q lack %q", sum.Notes, want)
		}
	}
	if sum.Preview[0][0] != "no" {
		t.Errorf("an unseen colour counts as code 2: got %v", sum.Preview[0])
	}
}

// TestOtherDecimalMark reads a file of decimal points and one of decimal commas with models
// that were trained on either.
func TestOtherDecimalMark(t *testing.T) {
	points, commas := "price;colour\n", "price;colour\n"
	for i := range 40 {
		points += fmt.Sprintf("%d.%d5;red\n", i%10, i%7)
		commas += fmt.Sprintf("%d,%d5;red\n", i%10, i%7)
	}
	english, german := sampleModel(), sampleModel()
	german.Schema.Columns[0].Format.Decimal = ","
	want := mustRun(t, english, points, automl.PredictRequest{}).Preview
	for _, c := range []struct {
		model *automl.Model
		file  string
		note  string
	}{{english, commas, ""}, {german, commas, ""}, {german, points, `decimal mark ".", not ","`}} {
		got := mustRun(t, c.model, c.file, automl.PredictRequest{})
		for _, row := range got.Preview { // answers are spelt as the file spells numbers
			for k := range row {
				if strings.Contains(row[k], ",") != (c.file == commas) && k > 0 && strings.ContainsAny(row[k], ",.") {
					t.Fatalf("answer %q in a file like %q", row[k], c.file[:30])
				}
				row[k] = strings.Replace(row[k], ",", ".", 1)
			}
		}
		if d := cmp.Diff(want, got.Preview); d != "" {
			t.Errorf("the spelling changed the answers (-want +got):\n%s", d)
		}
		if all := strings.Join(got.Notes, " "); !strings.Contains(all, c.note) || c.note == "" && strings.Contains(all, "decimal mark") {
			t.Errorf("notes %q, want %q", got.Notes, c.note)
		}
	}
}

func TestBadRows(t *testing.T) {
	sum := mustRun(t, sampleModel(), "price,colour\n1,red\n2,red,3,4\n3,blue\n", automl.PredictRequest{})
	if sum.Rows != 2 || !strings.Contains(strings.Join(sum.Notes, " "), "1 row of the file could not be read, so there is no prediction; the first is line 3.") {
		t.Errorf("rows %d, notes %q", sum.Rows, sum.Notes)
	}
}

func TestScores(t *testing.T) {
	m := sampleModel()
	sum := mustRun(t, m, "price,colour,bought\n1,red,yes\n1,blue,no\n2,red,yes\n1,blue,perhaps\n1,red,\n", automl.PredictRequest{})
	if sum.Scores["accuracy"] != 1 || sum.Scores["auc"] != 1 {
		t.Errorf("scores %v, want accuracy and auc of 1", sum.Scores)
	}
	if all := strings.Join(sum.Notes, " "); !strings.Contains(all, "for 3 rows were scored") || !strings.Contains(all, "1 row holds") {
		t.Errorf("notes %q", all)
	}
}

func TestThreshold(t *testing.T) {
	file := "price,colour\n1,red\n"
	m := sampleModel()
	m.Schema.Decision = 0.9
	if got := mustRun(t, m, file, automl.PredictRequest{}).Preview[0][0]; got != "no" {
		t.Errorf("at the model's threshold: %s, want no", got)
	}
	if got := mustRun(t, m, file, automl.PredictRequest{Threshold: 0.7}).Preview[0][0]; got != "yes" {
		t.Errorf("at 0.7: %s, want yes", got)
	}
	for _, bad := range []float64{-1, 1.5, math.NaN()} {
		if _, err := run(t, m, file, automl.PredictRequest{Threshold: bad}); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("threshold %v: %v", bad, err)
		}
	}
}

func TestErrorsOfFiles(t *testing.T) {
	m := sampleModel()
	if _, err := Run(context.Background(), m, nil, automl.PredictRequest{Data: filepath.Join(t.TempDir(), "no.csv")}); automl.KindOf(err) != automl.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := run(t, m, "price,colour\n1,red\n", automl.PredictRequest{Out: filepath.Join(t.TempDir(), "no", "out.csv")}); automl.KindOf(err) != automl.NotFound {
		t.Errorf("a folder that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, m, nil, automl.PredictRequest{Data: write(t, "a.csv", "price,colour\n1,red\n")}); automl.KindOf(err) != automl.Stopped {
		t.Errorf("cancelled: %v", err)
	}
}

// TestOrderDoesNotMatter holds predictions still under a shuffle of columns.
func TestOrderDoesNotMatter(t *testing.T) {
	m := sampleModel()
	fields := []table.Field{{Name: "price", Kind: table.Number}, {Name: "colour", Kind: table.Category}, {Name: "ready", Kind: table.YesNo}, {Name: "note", Kind: table.Text}, {Name: "more", Kind: table.Number}}
	cols := []table.Column{table.NewNumbers([]float64{1, math.NaN()}), table.NewCategories([]int32{0, 1}, []string{"blue", "red"}), table.NewCategories([]int32{1, -1}, []string{"no", "yes"}), table.NewTexts([]string{"a", "b"}, nil), table.NewNumbers([]float64{0, 0})}
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "order")
		tab, err := table.New(fields, cols)
		if err != nil {
			t.Fatal(err)
		}
		frame, _, extra, err := Match(&m.Schema, tab.Select(order), nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]int32{1, 0}, frame.Cols[1].Codes); d != "" || frame.Cols[0].Nums[0] != 1 || len(extra) != 1 {
			t.Fatalf("codes (-want +got):\n%s; extra %v", d, extra)
		}
	})
}

// TestKindsThatDiffer matches a table whose columns were read as other kinds.
func TestKindsThatDiffer(t *testing.T) {
	m := sampleModel()
	m.Schema.Columns[1].Levels = []string{"1", "2.50", "x"}
	tab, err := table.New(
		[]table.Field{{Name: "price", Kind: table.Text}, {Name: "colour", Kind: table.Number}, {Name: "note", Kind: table.Number}},
		[]table.Column{table.NewTexts([]string{"1.5", "?"}, nil), table.NewNumbers([]float64{2.5, 3}), table.NewNumbers([]float64{7, math.NaN()})})
	if err != nil {
		t.Fatal(err)
	}
	frame, matches, _, err := Match(&m.Schema, tab, nil)
	if err != nil {
		t.Fatal(err)
	}
	if frame.Cols[0].Nums[0] != 1.5 || matches[0].Unreadable != 1 {
		t.Errorf("price: %v, %+v", frame.Cols[0].Nums, matches[0])
	}
	if d := cmp.Diff([]int32{1, 3}, frame.Cols[1].Codes); d != "" {
		t.Errorf("colour (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"7", ""}, frame.Cols[3].Strs); d != "" {
		t.Errorf("note (-want +got):\n%s", d)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"customer id", "monthly_charges", "contract type", "x"}
	for want, near := range map[string]string{"Monthly Charge": "monthly_charges", "contract": "contract type", "costumer_id": "customer id", "weather": "", "y": ""} {
		if got, _ := Nearest(want, names); got != near {
			t.Errorf("Nearest(%q) = %q, want %q", want, got, near)
		}
	}
	// the distance of "ca" and "abc" by optimal string alignment is 3 (Boytsov 2011)
	if d := editDistance([]rune("ca"), []rune("abc")); d != 3 {
		t.Errorf("editDistance = %d, want 3", d)
	}
}

func TestVerify(t *testing.T) {
	m := sampleModel()
	m.Sample = [][]string{{"price", "colour", "ready", "note"}, {"4.5", "blue", "no", "a b"}, {"", "red", "yes", ""}}
	m.Expected = []float64{0.9241418199787564, math.NaN()}
	if err := Verify(context.Background(), m); err != nil {
		t.Errorf("Verify = %v (%v)", err, errors.Unwrap(err))
	}
	m.Expected[0] += 1e-6
	if err := Verify(context.Background(), m); automl.KindOf(err) != automl.BadModel {
		t.Errorf("Verify of another answer = %v", err)
	}
}

// TestManyRows has as many rows as a few goroutines share in several ways, and holds each row
// against its own answer.
func TestManyRows(t *testing.T) {
	m := sampleModel()
	for _, n := range []int{0, 1, 31, 32, 33, 511, 513, 2*2*graph.BatchRows + 1, 3*chunkBatches*graph.BatchRows + 17} {
		frame := &graph.Frame{Rows: n, Cols: []graph.FrameColumn{{Nums: make([]float64, n)}, {Codes: make([]int32, n)}, {Codes: make([]int32, n)}, {Strs: make([]string, n)}}}
		for i := range n {
			frame.Cols[0].Nums[i] = float64(i%50) / 10
		}
		p, err := evaluate(context.Background(), m, frame, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Values) != n {
			t.Errorf("%d rows have %d answers", n, len(p.Values))
		}
		for i, v := range p.Values {
			if want := 1 / (1 + math.Exp(-frame.Cols[0].Nums[i])); v != want {
				t.Fatalf("row %d of %d = %v, want %v", i, n, v, want)
			}
		}
	}
}

// TestChunks holds that no chunk is empty, larger than allowed, or more than half of what a worker
// would have of many rows.
func TestChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, workers := rapid.IntRange(1, 1<<20).Draw(t, "rows"), rapid.IntRange(1, 32).Draw(t, "workers")
		c := chunkOf(rows, workers)
		if c < 1 || c > chunkBatches*graph.BatchRows {
			t.Errorf("%d rows for %d workers: chunks of %d", rows, workers, c)
		}
		if rows >= 2*workers*graph.BatchRows && (c%graph.BatchRows != 0 || 2*c*workers > rows) {
			t.Errorf("%d rows for %d workers: chunks of %d are no whole batches or too large", rows, workers, c)
		}
	})
}
