package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// TestWriteReport writes the report of a run's model, with groups and reasons, and of the
// same model once it is saved, with and without its evidence.
func TestWriteReport(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	svc := service.New(catalog.All(), service.Options{AppVersion: "9.9.9"})
	var sample sampledata.Sample
	for _, s := range sampledata.All() {
		if s.ID == "species" {
			sample = s
		}
	}
	d, err := svc.Open(ctx, unpack(t, dir, sample.File), automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := svc.Start(ctx, d.ID, automl.Job{Target: sample.Target, Trials: 1, Folds: 3, Algorithms: []string{"linear"}, Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Wait(ctx, run); err != nil {
		t.Fatal(err)
	}
	model, bare := filepath.Join(dir, "m.winnow"), filepath.Join(dir, "bare.winnow")
	if err := svc.Save(ctx, run, "", model); err != nil {
		t.Fatal(err)
	}
	if _, err := svc.Export(ctx, automl.ExportRequest{Model: model, Format: "winnow", Out: bare, Options: automl.ExportOptions{"evidence": "no"}}); err != nil {
		t.Fatal(err)
	}
	write := func(req automl.ReportRequest, name string) (*automl.ReportResult, string) {
		t.Helper()
		req.Out = filepath.Join(dir, name)
		res, err := svc.WriteReport(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(req.Out)
		if err != nil {
			t.Fatal(err)
		}
		if res.Bytes != int64(len(raw)) || res.Out != req.Out {
			t.Errorf("%s: %+v for %d bytes", name, res, len(raw))
		}
		return res, string(raw)
	}
	full, page := write(automl.ReportRequest{Run: run, Sensitive: []string{"sex"}}, "run.html")
	for _, want := range []string{"Groups by “sex”", "What drives the answers", "How the answer changes with a column", "9.9.9"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report of the run does not say %q", want)
		}
	}
	if len(full.Notes) > 0 {
		t.Errorf("notes %q", full.Notes)
	}
	saved, _ := write(automl.ReportRequest{Model: model}, "saved.pdf")
	if saved.Charts < 6 || saved.Charts >= full.Charts || len(saved.Notes) > 0 {
		t.Errorf("the saved model has %d charts, the run's %d; notes %q", saved.Charts, full.Charts, saved.Notes)
	}
	none, _ := write(automl.ReportRequest{Model: bare}, "bare.md")
	if none.Charts >= saved.Charts || len(none.Notes) != 1 {
		t.Errorf("without evidence %d charts and the notes %q", none.Charts, none.Notes)
	}
	for _, bad := range []automl.ReportRequest{{Model: model, Out: "x.docx"}, {Model: model}, {Model: model, Out: filepath.Join(dir, "x.html"), Sensitive: []string{"sex"}}} {
		if _, err := svc.WriteReport(ctx, bad); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "x.html")); err == nil {
		t.Error("a report that could not be written left a file")
	}
}
