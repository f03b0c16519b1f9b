package export_test

import (
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// many is a model with most steps: trees with sets, curves, dates, a network, their mean.
func many(t *testing.T) *automl.Model {
	t.Helper()
	size, colour, day := graph.Apply(&graph.Input{}), graph.Apply(&graph.Input{Column: 1}), graph.Apply(&graph.Input{Column: 2})
	both := graph.Pick([]graph.Ref{{Node: size}, {Node: colour}})
	trees := graph.Apply(&graph.Trees{Width: 2, Roots: []int32{0, 3}, Output: []int32{0, 0}, Base: []float64{0.5}, Scale: 2,
		Feature: []int32{0, -1, -1, 1, -1, -1}, Left: []int32{1, 0, 1, 4, 2, 3}, Right: []int32{2, 0, 0, 5, 0, 0},
		Threshold: []float64{2, 0, 0, 0, 0, 0}, MissingLeft: []uint8{1, 0, 0, 0, 0, 0}, Set: []int32{-1, -1, -1, 0, -1, -1},
		Cover: make([]float32, 6), Values: []float32{1, -1, 3, 0.25}, Sets: []uint64{0b101, 0b10}, SetEnds: []int32{1, 2}}, both)
	curve := graph.Apply(&graph.Shapes{Width: 2, Base: []float64{1}, Column: []int32{0, 1}, Places: []int32{4, 3}, Bounds: []float64{1, 3}, BoundEnds: []int32{2, 2},
		Levels: []int32{1, 2, 2}, LevelEnds: []int32{0, 3}, IsLevels: []uint8{0, 1}, First: []int32{0, 0}, Second: []int32{-1, 1},
		Values: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, Cover: make([]float32, 16)}, both)
	number := graph.Apply(&graph.Impute{Fill: []float64{1.5}}, size)
	ways := graph.Pick([]graph.Ref{{Node: graph.Apply(&graph.Scale{Center: []float64{1}, Width: []float64{2}}, number)},
		{Node: graph.Apply(&graph.YeoJohnson{Lambda: []float64{0.5}}, number)},
		{Node: graph.Apply(&graph.Squash{Limit: 3}, number)},
		{Node: graph.Apply(&graph.Clamp{Low: []float64{0}, High: []float64{2}}, number)},
		{Node: graph.Apply(&graph.Indicator{}, size)},
		{Node: graph.Apply(&graph.Product{Left: []int32{0}, Right: []int32{0}}, number)},
		{Node: graph.Apply(&graph.TargetEncode{Table: []float64{1, 2, 3}, Unseen: []float64{2}, Missing: []float64{0}}, colour)},
		{Node: graph.Apply(&graph.Impute{Fill: []float64{0}}, graph.Apply(&graph.DateParts{Parts: []string{"month_cos"}}, day))}})
	net := graph.Apply(&graph.Dense{Func: graph.Mish, Weights: []float32{0.5, -1, 0.25, 1, 2, 0.125, -0.5, 1}, Bias: []float64{0.1}}, ways)
	m := &automl.Model{
		Version: modelfile.Version, AppVersion: "1.2.3", Name: "All", Schema: automl.Schema{Target: "price", Task: automl.Regression, Columns: []automl.SchemaColumn{
			{Field: table.Field{Name: "size", Kind: table.Number, Format: table.Format{Decimal: ","}}, Max: 4},
			{Field: table.Field{Name: "colour", Kind: table.Category}, Levels: []string{"red", "green", "blue"}},
			{Field: table.Field{Name: "day", Kind: table.Time, Format: table.Format{Layout: "2.1.2006"}}},
		}},
		Graph: graph.Apply(&graph.Sum{Weights: []float64{0.25, 0.25, 0.5}}, trees, curve, net),
		Sample: [][]string{{"size", "colour", "day"}, {"1,5", "red", "4.3.2020"}, {"", "green", "31.12.1999"}, {"3,5", "blue", ""}, {"-2,25", "", "1.1.2024"}, {"3", "pink", "29.2.2024"},
			{"1_0", "red", "30.2.2024"}, {"0x10", "blue", "1.1.2024"}, {"inf", "blue", "1.1.2024"}, {"(1,5)", "green", "1.1.2024"}, {"\u22121,5", " blue ", "1.1.2024"}, {"1.5", "red", "1.1.2024"}},
	}
	return answered(t, m)
}

// told is a model over texts: their length, and vectors of their terms.
func told(t *testing.T) *automl.Model {
	t.Helper()
	story := graph.Apply(&graph.Input{Text: true})
	terms := graph.TextTerms{Terms: []string{"not", "not good", "it's", "école", "我", "ß"}, Idf: []float64{1, 1.5, 2, 2.5, 3, 3.5}}
	all := graph.Pick([]graph.Ref{{Node: graph.Apply(&graph.TextLength{}, story)}, {Node: graph.Apply(&graph.TextMarks{}, story), Column: 4}, {Node: graph.Apply(&terms, story), Column: 1},
		{Node: graph.Apply(&graph.TextVectors{TextTerms: graph.TextTerms{Terms: terms.Terms, Idf: terms.Idf}, Bias: []float64{1, 2}, Vectors: []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}, story), Column: 1}})
	return answered(t, &automl.Model{
		Version: modelfile.Version, AppVersion: "1.2.3", Name: "Told",
		Schema: automl.Schema{Target: "price", Task: automl.Regression, Columns: []automl.SchemaColumn{{Field: table.Field{Name: "story", Kind: table.Text}}}},
		Graph:  graph.Apply(&graph.Linear{Weights: []float64{0.5, 3, -1, 2}, Bias: []float64{0.125}}, all),
		Sample: [][]string{{"story"}, {"Not good, NOT good: it’s 我ß"}, {"É\u0301cole ÉCOLE 'tis it's' 1984"}, {""}, {"NA"}, {"?!"}, {"not\na bad\tone"}},
	})
}

// answered is the model with what it answers to its sample.
func answered(t *testing.T, m *automl.Model) *automl.Model {
	t.Helper()
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

// TestGoSourceAnswers compiles the program and holds its answers against the model's.
func TestGoSourceAnswers(t *testing.T) {
	beside := export.GoSourceBeside // every list of more than one number
	for name, c := range map[string]struct {
		m *automl.Model
		e automl.Exporter
	}{
		"classes": {loan(t), export.GoSource()}, "number": {many(t), export.GoSource()}, "text": {told(t), export.GoSource()},
		"classes beside": {loan(t), beside(0, 1)}, "number beside": {many(t), beside(0, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			m, e := c.m, c.e
			out := filepath.Join(t.TempDir(), "out")
			if _, err := export.Run(t.Context(), &e, m, automl.ExportRequest{Out: out}); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(out, "numbers.bin")); (err == nil) != strings.HasSuffix(name, "beside") {
				t.Fatalf("lists beside the source: %v", err)
			}
			cmd := exec.CommandContext(t.Context(), "go", "run", ".", "sample_input.csv")
			cmd.Dir = out
			cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local", "CGO_ENABLED=0")
			got, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, got)
			}
			rows, err := csv.NewReader(strings.NewReader(string(got))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(rows[0], modelfile.Header(&m.Schema)) || len(rows) != len(m.Sample) {
				t.Fatalf("%d rows under %v", len(rows), rows[0])
			}
			p := &automl.Prediction{Width: 1, Values: m.Expected, Threshold: m.Schema.Decision}
			for i, row := range rows[1:] {
				for k, want := range modelfile.Cells(nil, &m.Schema, p, i) {
					if v, err := strconv.ParseFloat(want, 64); err != nil {
						if row[k] != want {
							t.Errorf("row %d: %s, want %s", i, row[k], want)
						}
					} else if w, err := strconv.ParseFloat(row[k], 64); err != nil || math.Abs(v-w) > 1e-12*max(1, math.Abs(v)) {
						t.Errorf("row %d: %s, want %s", i, row[k], want)
					}
				}
			}
		})
	}
}
