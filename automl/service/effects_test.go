package service_test

import (
	"math"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
	"winnow/sampledata"
)

// trained is a service with a finished run of one linear model on a sample.
func trained(t *testing.T, id string, algorithms ...string) (svc *service.Service, run, dir string, s sampledata.Sample) {
	t.Helper()
	for _, s = range sampledata.All() {
		if s.ID == id {
			break
		}
	}
	dir = t.TempDir()
	svc = service.New(catalog.All(), service.Options{AppVersion: "test"})
	d, err := svc.Open(t.Context(), unpackSome(t, dir, s.File), automl.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(algorithms) == 0 {
		algorithms = []string{"linear"}
	}
	job := automl.Job{Target: s.Target, Trials: len(algorithms), Folds: 3, Algorithms: algorithms, Seed: 1}
	if run, err = svc.Start(t.Context(), d.ID, job, nil); err != nil {
		t.Fatal(err)
	}
	if err := svc.Wait(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	return svc, run, dir, s
}

// finished is the ID of a run's finished model of an algorithm.
func finished(t *testing.T, svc *service.Service, run, algorithm string) string {
	t.Helper()
	board, err := svc.Leaderboard(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range board.Rows {
		if row.Algorithm == algorithm && row.State == automl.Done {
			return row.ID
		}
	}
	t.Fatalf("no %s was finished", algorithm)
	return ""
}

// TestEffects asks a run and the saved model with a file about every column, alone and in a
// pair: what can be drawn has a sentence and no NaN.
func TestEffects(t *testing.T) {
	for _, id := range []string{"churn", "houses"} {
		t.Run(id, func(t *testing.T) {
			svc, run, dir, s := trained(t, id)
			path := filepath.Join(dir, "model.winnow")
			if err := svc.Save(t.Context(), run, "", path); err != nil {
				t.Fatal(err)
			}
			m, err := svc.Report(t.Context(), run, "")
			if err != nil {
				t.Fatal(err)
			}
			drawn := 0
			for i, c := range m.Schema {
				req := automl.EffectRequest{Subject: automl.Subject{Run: run}, MaxRows: 60, Column: c, Points: 5}
				if i%2 == 1 {
					req.With = m.Schema[0]
				}
				e, err := svc.Effect(t.Context(), req)
				if err != nil {
					if automl.KindOf(err) != automl.BadUsage || !strings.Contains(err.Error(), "free text") {
						t.Errorf("%s: %v", c, err)
					}
					continue
				}
				drawn++
				if e.Sentence == "" || strings.Contains(e.Sentence, "NaN") || len(e.Figure.Series) == 0 || len(e.Figure.Table.Rows) == 0 {
					t.Errorf("%s: %q, %d series", c, e.Sentence, len(e.Figure.Series))
				}
				saved := req
				saved.Run, saved.Model, saved.Data = "", path, filepath.Join(dir, filepath.Base(s.File))
				if other, err := svc.Effect(t.Context(), saved); err != nil {
					t.Errorf("%s of the saved model: %v", c, err)
				} else if other.What != e.What {
					t.Errorf("%s: %q of the run, %q of the saved model", c, e.What, other.What)
				}
			}
			if drawn < 4 {
				t.Errorf("only %d columns were drawn", drawn)
			}
			_, err = svc.Effect(t.Context(), automl.EffectRequest{Subject: automl.Subject{Model: path}, Column: m.Schema[0]})
			if automl.KindOf(err) != automl.BadUsage {
				t.Errorf("a saved model without rows: %v", err)
			}
		})
	}
}

// TestFlip asks what would change the answers of some rows, of a run, of its saved model
// with a file, and of a made row without any rows.
func TestFlip(t *testing.T) {
	svc, run, dir, s := trained(t, "churn")
	path := filepath.Join(dir, "model.winnow")
	if err := svc.Save(t.Context(), run, "", path); err != nil {
		t.Fatal(err)
	}
	reached := 0
	for at := range 6 {
		got, err := svc.Flip(t.Context(), automl.FlipRequest{RowRequest: automl.RowRequest{Subject: automl.Subject{Run: run}, At: at}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got.Sentence, "NaN") || got.Now.Class == "" {
			t.Errorf("row %d: %+v", at, got)
		}
		for _, o := range got.Options {
			reached++
			if o.Answer.Class == got.Now.Class {
				t.Errorf("row %d: %s", at, o.Sentence)
			}
		}
		saved := automl.RowRequest{Subject: automl.Subject{Model: path, Data: filepath.Join(dir, s.File)}, At: at}
		other, err := svc.Flip(t.Context(), automl.FlipRequest{RowRequest: saved})
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(got, other) {
			t.Errorf("row %d: the saved model says otherwise: %s", at, cmp.Diff(got, other))
		}
	}
	if reached == 0 {
		t.Error("no row's answer could be changed")
	}
	cells := map[string]string{"contract": "Two year", "tenure_months": "12"}
	got, err := svc.Flip(t.Context(), automl.FlipRequest{RowRequest: automl.RowRequest{Subject: automl.Subject{Model: path}, Cells: cells}, Threshold: 0.2})
	if err != nil || got.Sentence == "" {
		t.Errorf("a made row: %v, %v", got, err)
	}
	_, err = svc.Flip(t.Context(), automl.FlipRequest{RowRequest: automl.RowRequest{Subject: automl.Subject{Run: run}, At: 1 << 30}})
	if automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a row beyond the end: %v", err)
	}
}

// TestReliance: every column that is read stands in one group, with its bars around its drop;
// of a run, of its saved model with a file, and with every column alone.
func TestReliance(t *testing.T) {
	svc, run, dir, s := trained(t, "churn")
	path := filepath.Join(dir, "model.winnow")
	if err := svc.Save(t.Context(), run, "", path); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, s.File)
	for _, req := range []automl.RelianceRequest{
		{Subject: automl.Subject{Run: run}, Repeats: 3, MaxRows: 300},
		{Subject: automl.Subject{Run: run}, Repeats: 3, MaxRows: 300, Together: 2, Metric: "logloss"},
		{Subject: automl.Subject{Model: path, Data: file}, Repeats: 3, MaxRows: 300},
	} {
		got, err := svc.Reliance(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		columns := 0
		for _, g := range got.Groups {
			columns += len(g.Columns)
			if g.Low > g.Drop || g.High < g.Drop {
				t.Errorf("%q: %v is outside %v to %v", g.Columns, g.Drop, g.Low, g.High)
			}
			if req.Together > 1 && len(g.Columns) != 1 {
				t.Errorf("%q stand together", g.Columns)
			}
		}
		if columns < 10 || got.Sentence == "" || len(got.Figure.Series) == 0 {
			t.Errorf("%d columns, %q", columns, got.Sentence)
		}
	}
	_, err := svc.Reliance(t.Context(), automl.RelianceRequest{Subject: automl.Subject{Run: run}, Metric: "rmse"})
	if automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a metric of another task: %v", err)
	}
}

// TestDuelAndGrowth compares two models of a run and asks whether more rows would help.
func TestDuelAndGrowth(t *testing.T) {
	svc, run, _, _ := trained(t, "churn", "linear", "decision_tree")
	tree := finished(t, svc, run, "decision_tree")
	d, err := svc.Duel(t.Context(), automl.DuelRequest{Run: run, A: "m1", B: tree})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Parts) < 10 || d.Sentence == "" || strings.Contains(d.Sentence, "NaN") || len(d.Figure.Series) == 0 {
		t.Errorf("%d parts, %q", len(d.Parts), d.Sentence)
	}
	other, err := svc.Duel(t.Context(), automl.DuelRequest{Run: run, A: tree, B: "m1"})
	if err != nil || math.Abs(other.Overall.Gain+d.Overall.Gain) > 1e-12 {
		t.Errorf("the other way round the gain is %v, not %v less: %v", other.Overall.Gain, d.Overall.Gain, err)
	}
	for _, req := range []automl.DuelRequest{{Run: run, A: "m1", B: "m1"}, {Run: run, A: "m99"}, {Run: "r99"}} {
		if _, err := svc.Duel(t.Context(), req); err == nil {
			t.Errorf("%+v is answered", req)
		}
	}
	var last atomic.Int64 // told by several goroutines
	g, err := svc.Growth(t.Context(), automl.GrowthRequest{Run: run, Row: "m1", Progress: func(_, total int) { last.Store(int64(total)) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Points) != 5 || last.Load() != 12 || g.Sentence == "" || len(g.Figure.Series) == 0 {
		t.Errorf("%d points, %d fits, %q", len(g.Points), last.Load(), g.Sentence)
	}
	board, err := svc.Leaderboard(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range board.Rows {
		if row.ID == "m1" && !cmp.Equal(row.Folds, g.Points[4].Folds) {
			t.Errorf("with all rows the scores are %v, on the leaderboard %v", g.Points[4].Folds, row.Folds)
		}
	}
	if g.Points[0].Score >= g.Points[4].Score {
		t.Errorf("an eighth of the rows scores %v, all of them %v", g.Points[0].Score, g.Points[4].Score)
	}
	again, err := svc.Growth(t.Context(), automl.GrowthRequest{Run: run, Row: "m1"})
	if err != nil || !cmp.Equal(g.Points, again.Points) {
		t.Errorf("the curve differs when it is drawn again: %v", err)
	}
	if _, err := svc.Growth(t.Context(), automl.GrowthRequest{Run: run, Row: "baseline"}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("of the baseline: %v", err)
	}
}

// TestSimilarAndNearby asks about a row of a run, of its saved model with a file, and about a
// made row.
func TestSimilarAndNearby(t *testing.T) {
	svc, run, dir, s := trained(t, "species")
	path := filepath.Join(dir, "model.winnow")
	if err := svc.Save(t.Context(), run, "", path); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []automl.Subject{{Run: run}, {Model: path, Data: filepath.Join(dir, s.File)}} {
		row := automl.RowRequest{Subject: sub, At: 4}
		got, err := svc.Similar(t.Context(), automl.SimilarRequest{RowRequest: row, Count: 5})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Rows) != 5 || got.Rows[0].Truth == "" || len(got.Rows[0].Cells) != len(got.Columns) || !strings.Contains(got.Sentence, "5 rows most like") {
			t.Errorf("%+v", got)
		}
		n, err := svc.Nearby(t.Context(), automl.NearbyRequest{RowRequest: row, Samples: 500})
		if err != nil {
			t.Fatal(err)
		}
		if len(n.Terms) == 0 || n.Class != n.Now.Class || strings.Contains(n.Sentence, "NaN") || len(n.Figure.Series) == 0 {
			t.Errorf("%+v", n)
		}
	}
	tree, err := svc.Surrogate(t.Context(), automl.SurrogateRequest{Subject: automl.Subject{Run: run}})
	if err != nil || len(tree.Rules) < 2 || tree.Agreement < 0.7 || len(tree.Nodes) != 2*len(tree.Rules)-1 {
		t.Errorf("surrogate %+v, %v", tree, err)
	}
	made := automl.RowRequest{Subject: automl.Subject{Run: run}, Cells: map[string]string{}}
	if _, err := svc.Similar(t.Context(), automl.SimilarRequest{RowRequest: made}); err != nil {
		t.Errorf("a made row: %v", err)
	}
	if _, err := svc.Similar(t.Context(), automl.SimilarRequest{RowRequest: automl.RowRequest{Subject: automl.Subject{Model: path}}}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a saved model without rows: %v", err)
	}
}
