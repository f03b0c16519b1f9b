package service_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// TestFairnessOfARun audits out-of-fold predictions by a column that is no input, makes a
// fairer model, and finds it on the trade-off.
func TestFairnessOfARun(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "churn.csv")
	raw, err := sampledata.Read("churn.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Join(strings.SplitAfter(string(raw), "\n")[:1201], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	svc, ctx := service.New(catalog.All(), service.Options{}), context.Background()
	data, err := svc.Open(ctx, path, automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	job := automl.Job{Target: "churn", Trials: 1, Folds: 3, Seed: 1, Threads: 2, Algorithms: []string{"linear"}, Drop: []string{"cancellation_fee", "contract"}}
	run, err := svc.Start(ctx, data.ID, job, func(automl.Event) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Wait(ctx, run); err != nil {
		t.Fatal(err)
	}
	by := automl.Sensitive{Columns: []string{"contract"}}
	f, err := svc.Fairness(ctx, automl.FairnessRequest{Run: run, Row: "m1", Sensitive: by})
	if err != nil {
		t.Fatal(err)
	}
	if !f.OutOfFold || f.Rows != 1200 || len(f.Groups) < 2 || f.Groups[0].Parts[0] != f.Groups[0].Name || f.Columns[0].Column != "contract" {
		t.Errorf("%+v", f)
	}
	for _, metric := range []string{"", "true_positive_rate", automl.FifthsChart} {
		if fig, err := svc.FairnessChart(ctx, f, metric); err != nil || fig.Empty != "" {
			t.Errorf("chart %q: %v, %v", metric, fig, err)
		}
	}
	turned, err := svc.Fairness(ctx, automl.FairnessRequest{Run: run, Row: "m1", Sensitive: by, Class: "no"})
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.Overall.Values["selection_rate"].Value, turned.Overall.Values["selection_rate"].Value
	if d := a + b - 1; d > 1e-12 || d < -1e-12 {
		t.Errorf("selected as yes %v, as no %v", a, b)
	}
	for _, remedy := range []automl.Remedy{automl.Threshold, automl.Reduce} {
		m, err := svc.Mitigate(ctx, automl.MitigateRequest{Run: run, Row: "m1", Sensitive: by, Remedy: remedy})
		if err != nil {
			t.Fatal(err)
		}
		after, err := svc.Fairness(ctx, automl.FairnessRequest{Run: run, Row: m.Model.ID, Sensitive: by})
		if err != nil {
			t.Fatal(err)
		}
		if d := after.Summaries[0].Value - m.Gap.After; d > 1e-12 || d < -1e-12 {
			t.Errorf("%s: the audit says %v, the mitigation %v", remedy, after.Summaries[0].Value, m.Gap.After)
		}
	}
	trade, fig, err := svc.TradeOff(ctx, automl.TradeOffRequest{Run: run, Sensitive: by})
	if err != nil || fig.Empty != "" {
		t.Fatal(err, fig)
	}
	if !slices.ContainsFunc(trade.Points, func(p automl.FairPoint) bool { return p.Of == "m1" && p.Best }) || len(trade.Points) != 4 {
		t.Errorf("the trade-off is %+v", trade.Points)
	}
	model := filepath.Join(dir, "fair.winnow")
	if err := svc.Save(ctx, run, "m1-fair1", model); err != nil {
		t.Fatal(err)
	}
	sum, err := svc.Predict(ctx, automl.PredictRequest{Model: model, Data: path})
	if err != nil || sum.Rows != 1200 {
		t.Errorf("predicted %v, %v", sum, err)
	}
	for _, req := range []automl.FairnessRequest{
		{Run: run, Row: "m1"},
		{Run: run, Row: "m1", Sensitive: automl.Sensitive{Columns: []string{"churn"}}},
		{Run: run, Row: "m1", Sensitive: by, Threshold: 3},
		{Run: run, Row: "m1", Sensitive: by, Method: "somehow"},
		{Model: model, Sensitive: by},
	} {
		if _, err := svc.Fairness(ctx, req); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", req, err)
		}
	}
}
