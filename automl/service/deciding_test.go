package service_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
)

// TestAThresholdTravelsWithTheModel sets a threshold so low that every row is flagged: the
// run, the saved model and the answer for one row all say so.
func TestAThresholdTravelsWithTheModel(t *testing.T) {
	svc, run, dir, s := trained(t, "churn")
	rep, err := svc.Report(t.Context(), run, "")
	if err != nil {
		t.Fatal(err)
	}
	id, yes := rep.Row.ID, rep.Target.Classes[1]
	if err := svc.SetThreshold(run, id, 1e-9); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "m.winnow")
	if err := svc.Save(t.Context(), run, "", path); err != nil {
		t.Fatal(err)
	}
	fresh := unpack(t, dir, s.NewFile)
	for _, req := range []automl.PredictRequest{{Run: run, Row: id, Data: fresh}, {Model: path, Data: fresh}} {
		sum, err := svc.Predict(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range sum.Counts {
			if c.Value == yes && c.Count != sum.Rows || c.Value != yes && c.Count != 0 {
				t.Errorf("of %d rows flagged: %v", sum.Rows, sum.Counts)
			}
		}
	}
	a, err := svc.Answer(t.Context(), automl.RowRequest{Subject: automl.Subject{Run: run, Row: id}, Cells: map[string]string{}}, 0)
	if err != nil || a.Class != yes {
		t.Errorf("an empty row is answered with %+v, %v", a, err)
	}
}

func TestRowsAtAreRows(t *testing.T) {
	svc, _, _, _ := trained(t, "churn")
	all, err := svc.Rows(t.Context(), "d1", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	some, err := svc.RowsAt(t.Context(), "d1", []int32{7, 2})
	if err != nil || cmp.Diff(some, [][]string{all[7], all[2]}) != "" {
		t.Errorf("rows 8 and 3 are %v, %v", some, err)
	}
	if _, err := svc.RowsAt(t.Context(), "d1", []int32{-1}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a row that is not there: %v", err)
	}
}
