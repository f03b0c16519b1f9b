package modelfile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// sureModel is a model of a number with all that can be known about its sureness.
func sureModel() *automl.Model {
	m := sampleModel()
	size, said := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 2})
	m.Schema.Task, m.Schema.Classes, m.Schema.Decision = automl.Regression, nil, 0
	m.Graph, m.Sample, m.Expected = size, nil, nil
	m.Sureness = &automl.Sureness{
		Levels: []float64{0.5, 0.8, 0.9, 0.95}, Rows: 120, Down: 1, Up: 1.5, Factors: []float64{0.25, 0.75, 1, 1.25}, NotNegative: true,
		Spread:   graph.Apply(&graph.Linear{Weights: []float64{1, 0.5}, Bias: []float64{0, 0}}, said),
		Coverage: []automl.Coverage{{Level: 0.9, Rows: 120, Inside: 108, Low: 0.83, High: 0.94, Width: 3.5}},
		Familiar: &automl.Familiar{Strange: size, Limit: -0.5, Margin: 0.01, Open: []int{1}, Share: 0.01,
			Relations: size, Related: []automl.Related{{Columns: []int{0, 1}, Low: -1, High: 2}}, Slack: 0.5},
	}
	return m
}

func TestSurenessRoundTrip(t *testing.T) {
	want := sureModel()
	got := mustRead(t, mustWrite(t, want)).Sureness
	nodes := cmpopts.IgnoreTypes(&graph.Node{})
	if d := cmp.Diff(want.Sureness, got, nodes); d != "" {
		t.Errorf("sureness (-want +got):\n%s", d)
	}
	frame := &graph.Frame{Rows: 2, Cols: []graph.FrameColumn{{Nums: []float64{1.5, 3}}, {Codes: []int32{0, 1}}, {Nums: []float64{2, 4}}}}
	if d := cmp.Diff([]float64{2, 1, 4, 2}, evaluate(t, got.Spread, frame)); d != "" {
		t.Errorf("spread (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]float64{1.5, 3}, evaluate(t, got.Familiar.Strange, frame)); d != "" {
		t.Errorf("strangeness (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]float64{1.5, 3}, evaluate(t, got.Familiar.Relations, frame)); d != "" {
		t.Errorf("relations (-want +got):\n%s", d)
	}
	classes := sampleModel()
	classes.Sureness = &automl.Sureness{Levels: []float64{0.9}, Least: [][]float64{{0.4, 0}}, ByClass: true, Coverage: []automl.Coverage{{Level: 0.9, Sizes: []int{0, 3, 4}}}}
	if d := cmp.Diff(classes.Sureness, mustRead(t, mustWrite(t, classes)).Sureness, nodes); d != "" {
		t.Errorf("sureness of classes (-want +got):\n%s", d)
	}
}

// TestFirstFormat reads a file as the first format wrote it: without sureness.
func TestFirstFormat(t *testing.T) {
	files := unpack(t, mustWrite(t, sampleModel()))
	files[manifestEntry] = bytes.Replace(files[manifestEntry], formatLine(Version), formatLine(1), 1)
	old := pack(t, files, true)
	m, err := Read(bytes.NewReader(old), int64(len(old)))
	if err != nil || m.Version != 1 || m.Sureness != nil {
		t.Errorf("read %+v, %v", m, err)
	}
}

func TestSurenessThatDoesNotFit(t *testing.T) {
	text := graph.Apply(&graph.Input{Column: 0, Text: true})
	for what, spoil := range map[string]func(m *automl.Model){
		"no levels":          func(m *automl.Model) { m.Sureness.Levels = nil },
		"levels beyond 1":    func(m *automl.Model) { m.Sureness.Levels = []float64{0.5, 0.8, 0.9, 1} },
		"levels not in turn": func(m *automl.Model) { m.Sureness.Levels = []float64{0.5, 0.9, 0.8, 0.95} },
		"factors":            func(m *automl.Model) { m.Sureness.Factors = m.Sureness.Factors[:2] },
		"sets of a number":   func(m *automl.Model) { m.Sureness.Least = [][]float64{{1}} },
		"a narrow spread":    func(m *automl.Model) { m.Sureness.Spread = graph.Apply(&graph.Input{Column: 0}) },
		"an unknown column":  func(m *automl.Model) { m.Sureness.Spread = graph.Apply(&graph.Input{Column: 3}) },
		"strange text":       func(m *automl.Model) { m.Sureness.Familiar.Strange = text },
		"a relation":         func(m *automl.Model) { m.Sureness.Familiar.Related = nil },
		"a related column":   func(m *automl.Model) { m.Sureness.Familiar.Related[0].Columns[1] = 5 },
		"relation of one":    func(m *automl.Model) { m.Sureness.Familiar.Related[0].Columns = []int{0} },
		"an open column":     func(m *automl.Model) { m.Sureness.Familiar.Open = []int{2} },
		"spread of classes": func(m *automl.Model) {
			m.Schema.Task, m.Schema.Classes = automl.Binary, []string{"no", "yes"}
			m.Sureness.Factors, m.Sureness.Least = nil, [][]float64{{0, 0}, {0, 0}, {0, 0}, {0, 0}}
		},
		"bounds of other classes": func(m *automl.Model) {
			m.Schema.Task, m.Schema.Classes, m.Sureness.Spread = automl.Binary, []string{"no", "yes"}, nil
			m.Sureness.Factors, m.Sureness.Least = nil, [][]float64{{0, 0}, {0, 0}, {0, 0}, {0}}
		},
	} {
		m := sureModel()
		spoil(m)
		var b bytes.Buffer
		if err := Write(&b, m); err == nil {
			t.Errorf("%s: it was written", what)
		}
	}
	if m := sureModel(); checkSureness(m) != nil {
		t.Error("the model that was spoilt did not fit either")
	}
	predicted := table.Field{Name: "prediction", Kind: table.Number}
	if err := checkShape(text, []automl.SchemaColumn{{Field: predicted}}, 1); err == nil || !strings.Contains(err.Error(), "kind") {
		t.Errorf("a text from a number: %v", err)
	}
}
