package run_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/table"
)

// dated is a table whose target follows from x; of the rows from the given one on, the
// targets are turned around.
func dated(t *testing.T, n, turned int) *table.Table {
	t.Helper()
	rng := num.RNG(3, "dated")
	x, when, y := make([]float64, n), make([]float64, n), make([]int32, n)
	for i := range n {
		x[i], when[i] = rng.NormFloat64(), float64(i)*86400
		if x[i]+rng.NormFloat64() > 0 != (i >= turned) {
			y[i] = 1
		}
	}
	tab, err := table.New(
		[]table.Field{{Name: "x", Kind: table.Number}, {Name: "when", Kind: table.Time}, {Name: "bought", Kind: table.YesNo}},
		[]table.Column{table.NewNumbers(x), table.NewTimes(when, ""), table.NewCategories(y, []string{"no", "yes"})})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestNothingSeesTheRowsSetApart trains on two tables that differ only in the targets of
// the rows set apart: everything but the final test is the same, and that tells.
func TestNothingSeesTheRowsSetApart(t *testing.T) {
	const n = 500
	job := automl.Job{Target: "bought", Time: "when", Sealed: 0.2, Trials: 2, Threads: 2, Seed: 1}
	var boards [2]automl.Leaderboard
	var tests [2]*automl.FinalTest
	for i, turned := range []int{n, n * 8 / 10} {
		dir := filepath.Join(t.TempDir(), "run")
		r, events := train(t, dated(t, n, turned), job, run.Options{Catalog: small(), Dir: dir})
		boards[i] = r.Leaderboard()
		if p := events[0].Plan; p.Sealed != n/5 || p.Rows != n-n/5 || p.Left != 0 {
			t.Errorf("plan of %d rows, %d set apart, %d left out", p.Rows, p.Sealed, p.Left)
		}
		first, err := r.Reveal(context.Background(), boards[i].Recommended)
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Reveal(context.Background(), boards[i].Recommended)
		if err != nil || again != first {
			t.Errorf("the second opening gives %v, %v", again, err)
		}
		if got := r.Leaderboard(); got.Rows[0].Test == nil && got.Rows[1].Test == nil {
			t.Error("the leaderboard does not tell of the test")
		}
		if logs, _ := filepath.Glob(filepath.Join(dir, "final-test-*.json")); len(logs) != 1 {
			t.Errorf("openings on disk: %v", logs)
		}
		tests[i] = first
	}
	for i := range boards[0].Rows {
		if d := cmp.Diff(boards[0].Rows[i].Folds, boards[1].Rows[i].Folds); d != "" {
			t.Errorf("%s was trained on rows set apart:\n%s", boards[0].Rows[i].Name, d)
		}
	}
	if tests[0].Differs || tests[0].Score < 0.7 {
		t.Errorf("final test %+v, want about %v", tests[0], boards[0].Rows[0].Score)
	}
	if !tests[1].Differs || tests[1].Score > 0.3 {
		t.Errorf("final test on turned targets %+v", tests[1])
	}
}

func TestRevealWithoutRowsSetApart(t *testing.T) {
	r, _ := train(t, made(t, 200), automl.Job{Target: "bought", Trials: 1, Folds: 2, Threads: 1, Seed: 1}, run.Options{Catalog: small()})
	if _, err := r.Reveal(context.Background(), "m1"); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("error %v", err)
	}
	if _, err := run.Plan(context.Background(), made(t, 200), automl.Job{Target: "bought", Sealed: 0.7}, run.Options{Catalog: small()}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("too many rows set apart: %v", err)
	}
}

func TestSimplestIsRecommendedWhenTied(t *testing.T) {
	job := automl.Job{Target: "bought", Trials: 3, Folds: 5, Threads: 2, Seed: 1, Prefer: automl.PreferSimplest}
	r, _ := train(t, made(t, 400), job, run.Options{Catalog: small()})
	b := r.Leaderboard()
	var m *automl.ModelRow
	for i := range b.Rows {
		if b.Rows[i].ID == b.Recommended {
			m = &b.Rows[i]
		}
	}
	if m == nil || m.Algorithm != "linear" || !m.Usable {
		t.Fatalf("recommended is %+v, want the linear model, ready to use", m)
	}
	if b.Reason == "" || b.Corrected == nil {
		t.Errorf("reason %q, corrected %v", b.Reason, b.Corrected)
	}
	before := b.Reason
	if _, err := r.Model(context.Background(), b.Rows[0].ID); err != nil { // another one made ready
		t.Fatal(err)
	}
	if after := r.Leaderboard(); after.Recommended != b.Recommended || after.Reason != before {
		t.Errorf("the recommendation changed to %s: %s", after.Recommended, after.Reason)
	}
}

func TestCompareTurnsAround(t *testing.T) {
	r, _ := train(t, made(t, 300), automl.Job{Target: "bought", Metric: "logloss", Trials: 2, Folds: 5, Threads: 2, Seed: 1}, run.Options{Catalog: small()})
	ab, err := r.Compare("m1", "baseline")
	if err != nil {
		t.Fatal(err)
	}
	ba, err := r.Compare("baseline", "m1")
	if err != nil {
		t.Fatal(err)
	}
	if ab.Mean <= 0 || math.Abs(ab.Mean+ba.Mean) > 1e-12 || math.Abs(ab.Low+ba.High) > 1e-12 || ab.Tied {
		t.Errorf("there %+v, back %+v", ab, ba)
	}
	if _, err := r.Compare("m1", "m9"); automl.KindOf(err) != automl.NotFound {
		t.Errorf("an unknown model: %v", err)
	}
}

func TestThresholdGoesIntoTheModel(t *testing.T) {
	r, _ := train(t, made(t, 200), automl.Job{Target: "bought", Trials: 1, Folds: 2, Threads: 1, Seed: 1}, run.Options{Catalog: small()})
	for _, want := range []float64{0.31, 0} {
		if err := r.SetThreshold("m1", want); err != nil {
			t.Fatal(err)
		}
		m, err := r.Model(context.Background(), "m1")
		if err != nil {
			t.Fatal(err)
		}
		if want == 0 {
			want = 0.5
		}
		if m.Schema.Decision != want {
			t.Errorf("the model says yes from %v, want %v", m.Schema.Decision, want)
		}
	}
	if r.SetThreshold("m1", 1.5) == nil || r.SetThreshold("m9", 0.5) == nil {
		t.Error("a threshold that cannot be was taken")
	}
}

// TestSegmentsFindTheNoisyPart hides the answer in one part of the rows.
func TestSegmentsFindTheNoisyPart(t *testing.T) {
	const n = 900
	rng := num.RNG(5, "noisy")
	x, kind, y := make([]float64, n), make([]int32, n), make([]int32, n)
	for i := range n {
		x[i], kind[i] = rng.NormFloat64(), int32(i%3)
		if x[i] > 0 {
			y[i] = 1
		}
		if kind[i] == 2 && rng.IntN(2) == 0 {
			y[i] = 1 - y[i]
		}
	}
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "kind", Kind: table.Category}, {Name: "y", Kind: table.YesNo}},
		[]table.Column{table.NewNumbers(x), table.NewCategories(kind, []string{"a", "b", "c"}), table.NewCategories(y, []string{"no", "yes"})})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := train(t, tab, automl.Job{Target: "y", Trials: 1, Folds: 3, Threads: 1, Seed: 1}, run.Options{Catalog: small()})
	parts, err := r.Segments(context.Background(), "m1")
	if err != nil || len(parts) == 0 {
		t.Fatalf("segments %v, %v", parts, err)
	}
	if p := parts[0]; p.Column != "kind" || p.Part != "c" || !p.Sure || p.Rows != n/3 || p.Error < 0.35 || p.Else > 0.2 {
		t.Errorf("worst part %s %s: %d rows, %v against %v", p.Column, p.Part, p.Rows, p.Error, p.Else)
	}
	rows := map[string]int{}
	for _, p := range parts {
		rows[p.Column] += p.Rows
	}
	if rows["x"] != n || rows["kind"] != n {
		t.Errorf("rows by column: %v", rows)
	}
}
