package service_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// TestTheWholeWay walks each sample from file to predictions as a person would: with the
// charts of its task, a saved model, and a new file predicted with the run's model and with
// the saved one.
func TestTheWholeWay(t *testing.T) {
	for _, s := range sampledata.All() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			wholeWay(t, s)
		})
	}
}

func wholeWay(t *testing.T, s sampledata.Sample) {
	ctx := t.Context()
	dir := t.TempDir()
	svc := service.New(catalog.All(), service.Options{RunsDir: filepath.Join(dir, "runs"), AppVersion: "test"})
	d, err := svc.Open(ctx, unpack(t, dir, s.File), automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := svc.Profile(ctx, d.ID, s.Target, "")
	if err != nil {
		t.Fatal(err)
	}
	job := automl.Job{Target: s.Target, Trials: 1, Folds: 3, Algorithms: []string{"linear"}, Seed: 1}
	for _, f := range p.Findings {
		if f.ID == "leakage" {
			job.Drop = append(job.Drop, f.Drop...)
		}
	}
	run, err := svc.Start(ctx, d.ID, job, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Wait(ctx, run); err != nil {
		t.Fatal(err)
	}
	board, err := svc.Leaderboard(run)
	if err != nil {
		t.Fatal(err)
	}
	best, base := board.Rows[0], board.Rows[len(board.Rows)-1]
	m, _ := svc.Catalog().Metric(board.Metric, p.Task)
	if !m.Better(best.Score, base.Score) {
		t.Errorf("%s scores %v, guessing %v", best.Name, best.Score, base.Score)
	}
	drawAll(t, svc, run, p.Task)
	predictBothWays(t, svc, dir, run, s)
}

// asked are charts of what an explanation tells only when asked, and not of every model.
var asked = map[string]bool{"shares_pairs": true, "shares_words": true}

// drawAll draws every chart of the task and expects something in each, or the sentence that
// says why not in those that show what was not asked for.
func drawAll(t *testing.T, svc *service.Service, run string, task automl.Task) {
	t.Helper()
	rep, err := svc.Report(t.Context(), run, "")
	if err != nil {
		t.Fatal(err)
	}
	if rep.Explanation, err = svc.Explain(t.Context(), automl.ExplainRequest{Subject: automl.Subject{Run: run}, MaxRows: 40}); err != nil {
		t.Fatal(err)
	}
	addUp(t, rep.Explanation)
	drawn := 0
	for _, c := range svc.Catalog().Charts {
		if !c.Tasks.Has(task) {
			continue
		}
		f, err := svc.Chart(t.Context(), c.ID, rep, automl.ChartOptions{Worth: automl.Worth{Right: 10, Wrong: -1}})
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		if asked[c.ID] {
			if f.Empty == "" {
				t.Errorf("%s says nothing of what was not asked for", c.ID)
			}
			continue
		}
		if f.Empty != "" || len(f.Series) == 0 || f.Sentence == "" {
			t.Errorf("%s shows nothing: %q", c.ID, f.Empty)
		}
		drawn++
	}
	if drawn < 3 {
		t.Errorf("only %d charts for %s", drawn, task)
	}
}

// predictBothWays predicts the new file with the run's model and with the saved model and
// expects the same file.
func predictBothWays(t *testing.T, svc *service.Service, dir, run string, s sampledata.Sample) {
	t.Helper()
	fresh := unpack(t, dir, s.NewFile)
	model := filepath.Join(dir, "m.winnow")
	if err := svc.Save(t.Context(), run, "", model); err != nil {
		t.Fatal(err)
	}
	a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	sum, err := svc.Predict(t.Context(), automl.PredictRequest{Run: run, Data: fresh, Out: a})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Rows == 0 || len(sum.Preview) == 0 {
		t.Errorf("summary of the prediction: %+v", sum)
	}
	if _, err := svc.Predict(t.Context(), automl.PredictRequest{Model: model, Data: fresh, Out: b}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(read(t, a), read(t, b)); d != "" {
		t.Errorf("the saved model predicts otherwise than the run's (-run +saved):\n%s", d)
	}
	scoreBothWays(t, svc, run, model, unpack(t, dir, s.File), fresh)
}

// scoreBothWays scores the run's model and the saved one on the rows that they know.
func scoreBothWays(t *testing.T, svc *service.Service, run, model, path, fresh string) {
	t.Helper()
	own, err := svc.Evaluate(t.Context(), automl.EvaluateRequest{Run: run, Data: path})
	if err != nil {
		t.Fatal(err)
	}
	saved, err := svc.Evaluate(t.Context(), automl.EvaluateRequest{Model: model, Data: path})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(own, saved); d != "" || own.Rows == 0 || len(own.Covered) != len(automl.SureLevels) {
		t.Errorf("the saved model scores otherwise than the run's, or nothing (-run +saved):\n%s", d)
	}
	if _, err := svc.Evaluate(t.Context(), automl.EvaluateRequest{Model: model, Data: fresh}); automl.KindOf(err) != automl.BadData {
		t.Errorf("a file without the target: %v", err)
	}
}

func unpack(t *testing.T, dir, name string) string {
	t.Helper()
	raw, err := sampledata.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestWhatIsNotThereIsASentence(t *testing.T) {
	ctx := context.Background()
	svc := service.New(catalog.All(), service.Options{})
	_, open := svc.Open(ctx, filepath.Join(t.TempDir(), "absent.csv"), automl.ReadOptions{})
	_, rows := svc.Rows(ctx, "d9", 0, 1)
	_, start := svc.Start(ctx, "d9", automl.Job{Target: "y"}, nil)
	_, board := svc.Leaderboard("r9")
	_, predict := svc.Predict(ctx, automl.PredictRequest{Model: "absent.winnow", Data: "absent.csv"})
	for name, err := range map[string]error{"open": open, "rows": rows, "start": start, "leaderboard": board, "predict": predict} {
		if automl.KindOf(err) != automl.NotFound {
			t.Errorf("%s: %v, want something not found", name, err)
		}
	}
}

// unpackSome writes the beginning of a sample to dir: enough for what does not depend on
// the number of rows.
func unpackSome(t *testing.T, dir, name string) string {
	t.Helper()
	const lines = 500
	path := unpack(t, dir, name)
	all := strings.SplitAfter(read(t, path), "\n")
	if err := os.WriteFile(path, []byte(strings.Join(all[:min(len(all), lines)], "")), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
