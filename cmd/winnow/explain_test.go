package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
)

// explainer answers Explain with a made-up explanation.
type explainer struct {
	*fakeService
	asked automl.ExplainRequest
	x     automl.Explanation
}

func (e *explainer) Explain(_ context.Context, req automl.ExplainRequest) (*automl.Explanation, error) {
	e.asked = req
	return &e.x, nil
}

func newExplainer() *explainer {
	return &explainer{fakeService: newFake(), x: automl.Explanation{
		Columns: []string{"size", "base", "prediction"}, Outputs: []string{"no", "maybe"}, Target: "bought", Task: automl.Multiclass,
		How: "Worked out.", Notes: []string{"One thing."}, Rows: []int32{0, 1}, Base: []float64{1, 2},
		Values:     [][][]float64{{{0.5, 0, 0}, {-0.5, 0, 0}}, {{1, 0.25, 0}, {-1, 0, 0}}},
		Prediction: [][]float64{{1.5, 0.5}, {3.25, 1}}, Answer: [][]float64{{0.2, 0.7}, {0.8, 0.3}},
		Words: []automl.WordShare{{Output: 1, Word: "cheap", Value: 3}},
	}}
}

func TestExplain(t *testing.T) {
	t.Chdir(t.TempDir())
	e := newExplainer()
	got := execute(t, e, nil, "explain", "m.winnow", "d.csv", "--method", "kernel", "--rows", "2", "--words", "--rename", "size=SIZE", "--out", "s.csv")
	if got.code != 0 || got.out != "" {
		t.Fatalf("exit code %d: %s%s", got.code, got.out, got.err)
	}
	want := automl.ExplainRequest{Subject: automl.Subject{Model: "m.winnow", Data: "d.csv", Rename: map[string]string{"size": "SIZE"}}, MaxRows: 2, Method: automl.ExplainSampled, Words: true}
	if d := cmp.Diff(want, e.asked); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	contains(t, "remarks", got.err, "2 rows explained.", "Worked out.", "One thing.", "size", "0.7500", "cheap", "1.5000")
	raw, err := os.ReadFile("s.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{
		{"class", "base", "size", "base_2", "prediction_2", "prediction"},
		{"maybe", "2", "1", "0.25", "0", "3.25"},
		{"no", "1", "-0.5", "0", "0", "0.5"},
	}, rows); d != "" {
		t.Errorf("shares (-want +got):\n%s", d)
	}
	got = execute(t, newExplainer(), nil, "explain", "m.winnow", "d.csv", "--json")
	var x automl.Explanation
	if err := json.Unmarshal([]byte(got.out), &x); err != nil || len(x.Outputs) != 2 {
		t.Errorf("JSON of %d outputs: %v", len(x.Outputs), err)
	}
}

func TestExplainMistakes(t *testing.T) {
	for args, msg := range map[string]string{
		"explain m.winnow":                        "winnow explain needs DATA.",
		"explain m.winnow d.csv --rows -1":        "--rows cannot be -1",
		"explain m.winnow d.csv --rename nothing": "needed=found",
	} {
		got := execute(t, newExplainer(), nil, strings.Fields(args)...)
		if got.code != 2 {
			t.Errorf("%s: exit code %d", args, got.code)
		}
		contains(t, args, got.err, msg)
	}
}
