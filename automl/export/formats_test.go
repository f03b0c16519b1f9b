package export_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// loan is a linear model of two classes over a number and a category.
func loan(t *testing.T) *automl.Model {
	t.Helper()
	income := graph.Apply(&graph.Impute{Fill: []float64{30}}, graph.Apply(&graph.Input{}))
	job := graph.Apply(&graph.OneHot{Slots: []int32{0, 1, -1}, Unseen: -1, Missing: 1, Width: 2}, graph.Apply(&graph.Input{Column: 1}))
	all := graph.Pick([]graph.Ref{{Node: income}, {Node: job}, {Node: job, Column: 1}})
	scores := graph.Apply(&graph.Linear{Weights: []float64{0.05, -1, 0.5}, Bias: []float64{-1.5}}, all)
	m := &automl.Model{
		Version: modelfile.Version, AppVersion: "1.2.3", Name: "Linear model",
		Schema: automl.Schema{Target: "paid", Task: automl.Binary, Classes: []string{"no", "it's paid"}, Decision: 0.4, Columns: []automl.SchemaColumn{
			{Field: table.Field{Name: "income", Kind: table.Number}, Min: 10, Max: 90, Weight: 0.5},
			{Field: table.Field{Name: "job", Kind: table.Category}, Levels: []string{"baker", "nurse", "poet"}, Weight: 0.5},
		}},
		Graph:  graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, scores),
		Sample: [][]string{{"income", "job"}, {"20", "baker"}, {"", "nurse"}, {"50", "poet"}},
	}
	frame, err := predict.Sample(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.NewPlan(m.Graph, frame)
	if err != nil {
		t.Fatal(err)
	}
	m.Expected = make([]float64, frame.Rows)
	p.Range(0, frame.Rows, m.Expected)
	return m
}

// TestEveryFormatWritesWhatItSays writes a model in each format that needs nothing but it.
func TestEveryFormatWritesWhatItSays(t *testing.T) {
	m := loan(t)
	want := map[string]string{
		"winnow":    "out.winnow",
		"onnx":      "out.onnx out.onnx.README.md",
		"python":    "README.md expected_output.csv model.json model.onnx sample_input.csv winnow_model.py",
		"mlflow":    "MLmodel README.md code/winnow_model.py code/winnow_pyfunc.py conda.yaml expected_output.csv input_example.json model.json model.onnx python_env.yaml requirements.txt sample_input.csv serving_input_example.json",
		"streamlit": "README.md app.py expected_output.csv model.json model.onnx requirements.txt sample_input.csv winnow_model.py",
		"gradio":    "README.md app.py expected_output.csv model.json model.onnx requirements.txt sample_input.csv winnow_model.py",
		"webapp":    "README.md app.js index.html model.js",
		"sql":       "out.sql out.sql.README.md",
		"go":        "README.md expected_output.csv go.mod main.go model.go ops.go sample_input.csv",
	}
	all := export.All()
	for id, files := range want {
		t.Run(id, func(t *testing.T) {
			e := all[slices.IndexFunc(all, func(e automl.Exporter) bool { return e.ID == id })]
			out := filepath.Join(t.TempDir(), "out"+e.Ext)
			res, err := export.Run(t.Context(), &e, m, automl.ExportRequest{Out: out})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(res.Files, " "); got != files {
				t.Errorf("files %s, want %s", got, files)
			}
			if !strings.Contains(res.Verified, "Read back") || strings.Count(res.HowTo, "\n") != 1 {
				t.Errorf("verified %q, how to %q", res.Verified, res.HowTo)
			}
			readme := filepath.Join(out, "README.md")
			if e.Ext != "" {
				readme = out + ".README.md"
			}
			if e.Readme == nil {
				return
			}
			raw, err := os.ReadFile(readme)
			if err != nil {
				t.Fatal(err)
			}
			for _, say := range []string{"`income`", "`job`", "baker, nurse, poet", `"it's paid"`, "1.2.3"} {
				if !strings.Contains(string(raw), say) {
					t.Errorf("the README does not say %s", say)
				}
			}
		})
	}
}

func TestDescriptionOfColumns(t *testing.T) {
	m := loan(t)
	m.Schema.Columns = append(m.Schema.Columns, automl.SchemaColumn{Field: table.Field{Name: "since", Kind: table.Time, Format: table.Format{Layout: "Jan 2, 2006 3:04 PM"}}})
	e := export.Python()
	out := filepath.Join(t.TempDir(), "out")
	m.Sample[0] = append(m.Sample[0], "since")
	for i := range m.Sample[1:] {
		m.Sample[i+1] = append(m.Sample[i+1], "Mar 4, 2020 5:06 PM")
	}
	if _, err := export.Run(t.Context(), &e, m, automl.ExportRequest{Out: out}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(out, "model.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Classes []string
		Columns []struct{ Name, Input, Kind, Layout string }
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	want := []struct{ Name, Input, Kind, Layout string }{{"income", "income", "number", ""}, {"job", "job", "category", ""}, {"since", "", "time", "%b %d, %Y %I:%M %p"}}
	if diff := cmp.Diff(want, d.Columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

// TestSQLStatement pins a statement. That statements answer as the graph does was tried in
// SQLite with testdata/sqlite.py.
func TestSQLStatement(t *testing.T) {
	e := export.SQL()
	out := filepath.Join(t.TempDir(), "out.sql")
	if _, err := export.Run(t.Context(), &e, loan(t), automl.ExportRequest{Out: out, Options: automl.ExportOptions{"table": "loans", "key": "id"}}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	const want = `-- Made by Winnow 1.2.3. It predicts whether "paid" is "it's paid" or "no"; it says "it's paid" from a probability of 0.4.
WITH w_step1 AS MATERIALIZED (
  SELECT *,
    CAST("income" AS DOUBLE PRECISION) AS w_1,
    CASE WHEN "job" IS NULL OR CAST("job" AS VARCHAR(255)) = '' THEN NULL WHEN CAST("job" AS VARCHAR(255)) = 'baker' THEN 0 WHEN CAST("job" AS VARCHAR(255)) = 'nurse' THEN 1 WHEN CAST("job" AS VARCHAR(255)) = 'poet' THEN 2 ELSE 3 END AS w_3
  FROM "loans"),
w_step2 AS MATERIALIZED (
  SELECT *,
    COALESCE(w_1, 30.0) AS w_2,
    CASE WHEN w_3 IN (0) THEN 1.0 ELSE 0.0 END AS w_4,
    CASE WHEN w_3 IN (1) OR w_3 IS NULL THEN 1.0 ELSE 0.0 END AS w_5
  FROM w_step1),
w_step3 AS MATERIALIZED (
  SELECT *,
    (-1.5) + 0.05 * w_2 + (-1.0) * w_4 + 0.5 * w_5 AS w_6
  FROM w_step2),
w_step4 AS MATERIALIZED (
  SELECT *,
    1.0 / (1.0 + EXP(CASE WHEN (-w_6) > 700.0 THEN 700.0 WHEN (-w_6) < -700.0 THEN -700.0 ELSE (-w_6) END)) AS w_7
  FROM w_step3)
SELECT "id",
  CASE WHEN w_7 >= 0.4 THEN 'it''s paid' ELSE 'no' END AS prediction,
  1.0 - w_7 AS "probability_no",
  w_7 AS "probability_it's paid"
FROM w_step4;
`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
}

func TestFormatsForeseeWhatTheyCannot(t *testing.T) {
	fields := []table.Field{{Name: "size", Kind: table.Number}, {Name: "story", Kind: table.Text}, {Name: "day", Kind: table.Time}}
	able := func(fields []table.Field, algorithms ...string) string {
		var out []string
		for _, f := range export.Describe(export.All(), nil, fields, algorithms) {
			if f.Able {
				out = append(out, f.ID)
			} else if f.Why == "" {
				t.Errorf("%s does not say why", f.ID)
			}
		}
		return strings.Join(slices.DeleteFunc(out, func(id string) bool { return !slices.Contains([]string{"winnow", "onnx", "sql"}, id) }), " ")
	}
	if got := able(fields); got != "winnow onnx" {
		t.Errorf("with text: %s", got)
	}
	if got := able([]table.Field{fields[0], fields[2]}); got != "winnow onnx" {
		t.Errorf("with dates: %s", got)
	}
	if got := able(fields[:1]); got != "winnow onnx sql" {
		t.Errorf("with numbers: %s", got)
	}
	if got := able(fields[:1], "random_forest"); got != "winnow onnx" {
		t.Errorf("a forest: %s", got)
	}
}
