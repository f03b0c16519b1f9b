package main

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
)

// reporter is a service that notes the report that it is asked for.
type reporter struct {
	automl.Service
	asked automl.ReportRequest
}

func (r *reporter) WriteReport(_ context.Context, req automl.ReportRequest) (*automl.ReportResult, error) {
	r.asked = req
	return &automl.ReportResult{Out: req.Out, Charts: 3, Bytes: 2500, Notes: []string{"One thing is absent."}}, nil
}

func TestReport(t *testing.T) {
	r := &reporter{}
	got := execute(t, r, nil, "report", "churn.winnow", "--out", "churn.html", "--data", "new.csv", "--sensitive", "gender,age")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	want := automl.ReportRequest{Model: "churn.winnow", Out: "churn.html", Data: "new.csv", Sensitive: []string{"gender", "age"}}
	if d := cmp.Diff(want, r.asked); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	contains(t, "result", got.out, "Written to churn.html: 3 charts, 2.5 kB.", "· One thing is absent.")
	contains(t, "JSON", execute(t, r, nil, "report", "churn.winnow", "--out", "churn.pdf", "--json").out, `"charts": 3`)
	for _, args := range [][]string{{"report", "churn.winnow"}, {"report", "--out", "x.html"}} {
		if got := execute(t, r, nil, args...); got.code != 2 {
			t.Errorf("%q: exit code %d: %s", args, got.code, got.err)
		}
	}
}
