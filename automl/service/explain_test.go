package service_test

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// addUp expects shares that add up to the prediction, and the right forms.
func addUp(t *testing.T, x *automl.Explanation) {
	t.Helper()
	if len(x.Rows) == 0 || x.How == "" || len(x.Places) != len(x.Columns) || len(x.Outputs) != len(x.Base) {
		t.Fatalf("%d rows, %d columns, %d outputs, %q", len(x.Rows), len(x.Columns), len(x.Outputs), x.How)
	}
	for k := range x.Outputs {
		for i := range x.Rows {
			sum := x.Base[k]
			for _, v := range x.Values[k][i] {
				sum += v
			}
			if want := x.Prediction[k][i]; !(math.Abs(sum-want) <= 1e-9*max(1, math.Abs(want))) {
				t.Errorf("%s, output %d, row %d: the shares add up to %v, not %v", x.Method, k, i, sum, want)
			}
		}
	}
}

// TestExplain asks a run and its saved model about rows of the run, of a file and a made one.
func TestExplain(t *testing.T) {
	for _, c := range []struct {
		sample, algorithm string
		method            automl.ExplainMethod
		exact             bool
	}{
		{"churn", "linear", automl.ExplainAuto, true},
		{"churn", "decision_tree", automl.ExplainBackground, true},
		{"species", "random_forest", automl.ExplainAuto, true},
		{"houses", "nearest_neighbours", automl.ExplainAuto, false},
	} {
		t.Run(c.sample+" "+c.algorithm, func(t *testing.T) {
			t.Parallel()
			explainBothWays(t, c.sample, c.algorithm, c.method, c.exact)
		})
	}
}

func explainBothWays(t *testing.T, name, algorithm string, method automl.ExplainMethod, exact bool) {
	var s sampledata.Sample
	for _, other := range sampledata.All() {
		if other.ID == name {
			s = other
		}
	}
	dir := t.TempDir()
	svc := service.New(catalog.All(), service.Options{AppVersion: "test"})
	file := unpackSome(t, dir, s.File)
	d, err := svc.Open(t.Context(), file, automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := svc.Start(t.Context(), d.ID, automl.Job{Target: s.Target, Trials: 1, Folds: 2, Algorithms: []string{algorithm}, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Wait(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	ask := func(req automl.ExplainRequest) *automl.Explanation {
		t.Helper()
		req.Method = method
		x, err := svc.Explain(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		addUp(t, x)
		if _, err := json.Marshal(x); err != nil {
			t.Error(err)
		}
		return x
	}
	own := ask(automl.ExplainRequest{Subject: automl.Subject{Run: run}, At: []int32{3, 1}})
	if len(own.Rows) != 2 || own.Rows[0] != 3 {
		t.Errorf("rows %v", own.Rows)
	}
	model := filepath.Join(dir, "m.winnow")
	if err := svc.Save(t.Context(), run, "", model); err != nil {
		t.Fatal(err)
	}
	filed := ask(automl.ExplainRequest{Subject: automl.Subject{Model: model, Data: file}, MaxRows: 3})
	if len(filed.Rows) != 3 {
		t.Errorf("%d rows of the file", len(filed.Rows))
	}
	cells := map[string]string{}
	for c, n := range own.Columns {
		cells[n] = own.Cells[0][c]
	}
	made := ask(automl.ExplainRequest{Subject: automl.Subject{Run: run}, Cells: cells})
	if math.Abs(made.Answer[0][0]-own.Answer[0][0]) > 1e-12 {
		t.Errorf("the made row answers %v, the same row of the table %v", made.Answer[0][0], own.Answer[0][0])
	}
	alone := ask(automl.ExplainRequest{Subject: automl.Subject{Model: model}, Cells: map[string]string{own.Columns[0]: own.Cells[0][0]}})
	if !strings.Contains(strings.Join(alone.Notes, " "), "made up") {
		t.Errorf("notes %q", alone.Notes)
	}
	if own.Exact != exact && method != automl.ExplainAuto {
		t.Errorf("exact: %v", own.Exact)
	}
	if _, err := svc.Explain(t.Context(), automl.ExplainRequest{Subject: automl.Subject{Run: run}, Class: "no such class"}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("an unknown class: %v", err)
	}
	if _, err := svc.Explain(t.Context(), automl.ExplainRequest{Subject: automl.Subject{Run: run}, Method: "guess"}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("an unknown method: %v", err)
	}
}
