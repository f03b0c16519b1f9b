package run_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/run"
)

// TestEvidence holds what a model keeps of its scored rows against the run's own report.
func TestEvidence(t *testing.T) {
	r, _ := train(t, dated(t, 400, 400), automl.Job{Target: "bought", Drop: []string{"when"}, Trials: 1, Folds: 3, Seed: 1}, run.Options{Catalog: small()})
	ctx := context.Background()
	m, err := r.Model(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := r.Report(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	e := m.Evidence
	if e.TableRows != 400 || e.Scored != 400 || len(e.Target.Y) != 400 || e.Split == "" {
		t.Errorf("evidence of %d rows, %d scored, %d kept, split %q", e.TableRows, e.Scored, len(e.Target.Y), e.Split)
	}
	wantCards := []automl.ColumnCard{{Name: "x", Kind: "number", Use: automl.UseInput, Distinct: 400}, {Name: "when", Kind: "time", Use: automl.UseDropped, Distinct: 400},
		{Name: "bought", Kind: "yesno", Use: automl.UseTarget, Distinct: 2}}
	if d := cmp.Diff(wantCards, e.Columns); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}
	if !slices.IsSorted(e.Prediction.Values) {
		t.Error("the rows are not in the order of the predictions")
	}
	type pair struct {
		p, y float64
		fold int32
	}
	var got, want []pair
	for i := range e.Target.Y {
		got = append(got, pair{e.Prediction.Values[i], e.Target.Y[i], e.Fold[i]})
		want = append(want, pair{rep.Prediction.Values[i], rep.Target.Y[i], rep.Fold[i]})
	}
	byAll := func(a, b pair) int {
		return slices.Compare([]float64{a.p, a.y, float64(a.fold)}, []float64{b.p, b.y, float64(b.fold)})
	}
	slices.SortFunc(got, byAll)
	slices.SortFunc(want, byAll)
	if !slices.Equal(got, want) {
		t.Error("the pairs of truth and prediction are not those of the report")
	}
	again, err := r.Model(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(e, again.Evidence); d != "" {
		t.Error("the evidence differs from time to time")
	}
}

// TestEvidenceOfNumbers keeps numbers to a step that no chart can show.
func TestEvidenceOfNumbers(t *testing.T) {
	tab := dated(t, 300, 300)
	r, _ := train(t, tab, automl.Job{Target: "x", Trials: 1, Folds: 3, Seed: 1}, run.Options{Catalog: small()})
	m, err := r.Model(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := r.Report(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	truth := slices.Sorted(slices.Values(rep.Target.Y))
	kept := slices.Sorted(slices.Values(m.Evidence.Target.Y))
	spread := truth[225] - truth[75]
	exact := 0
	for i := range truth {
		if d := math.Abs(truth[i] - kept[i]); d > spread/1e4 {
			t.Fatalf("%v is kept as %v", truth[i], kept[i])
		} else if d == 0 {
			exact++
		}
	}
	if exact == len(truth) {
		t.Error("the numbers are kept to the last digit")
	}
}
