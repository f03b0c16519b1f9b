package run_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/num"
	"winnow/automl/prep"
	"winnow/automl/run"
	"winnow/automl/table"
)

// unfair is a table in which what decides is higher in one town than in the other.
func unfair(t *testing.T, n int) *table.Table {
	t.Helper()
	rng := num.RNG(11, "unfair")
	x, z, town, y := make([]float64, n), make([]float64, n), make([]int32, n), make([]int32, n)
	for i := range n {
		town[i] = int32(rng.IntN(2))
		x[i] = rng.NormFloat64() + 1.2*float64(town[i])
		z[i] = rng.NormFloat64()
		if x[i]+0.5*z[i]+rng.NormFloat64() > 0.7 {
			y[i] = 1
		}
		if i%50 == 7 {
			town[i] = -1
		}
	}
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "z", Kind: table.Number}, {Name: "town", Kind: table.Category}, {Name: "y", Kind: table.YesNo}},
		[]table.Column{table.NewNumbers(x), table.NewNumbers(z), table.NewCategories(town, []string{"Ashby", "Birch"}), table.NewCategories(y, []string{"no", "yes"})})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

var byTown = automl.Sensitive{Columns: []string{"town"}}

func TestRemediesNarrowTheGap(t *testing.T) {
	tab := unfair(t, 900)
	job := automl.Job{Target: "y", Trials: 1, Folds: 3, Threads: 2, Seed: 3, Drop: []string{"town"}, Algorithms: []string{"linear"}}
	r, _ := train(t, tab, job, run.Options{Catalog: small()})
	for _, c := range []struct {
		remedy     automl.Remedy
		constraint string
		lot        bool
		most       float64 // of the gap that was there
	}{
		{automl.Threshold, "", false, 0.3},
		{automl.Threshold, automl.EqualizedOdds, false, 0.7},
		{automl.Threshold, automl.DemographicParity, true, 0.3},
		{automl.Reduce, "", false, 0.4},
		{automl.Uncouple, "", false, 0.3},
		{automl.Reweigh, "", false, 1.01}, // it promises nothing where the model cannot tell the groups apart
	} {
		m, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: c.remedy, Constraint: c.constraint, Randomised: c.lot})
		if err != nil {
			t.Fatalf("%s: %v", c.remedy, err)
		}
		if m.Gap.Before < 0.1 || m.Gap.After > c.most*m.Gap.Before {
			t.Errorf("%s %s lot %v: gap from %.3f to %.3f", c.remedy, c.constraint, c.lot, m.Gap.Before, m.Gap.After)
		}
		if m.Accuracy.After < m.Accuracy.Before-0.2 {
			t.Errorf("%s %s: accuracy from %.3f to %.3f", c.remedy, c.constraint, m.Accuracy.Before, m.Accuracy.After)
		}
		if m.Sentence == "" || len(m.Warnings) == 0 || m.Model.Of != "m1" || m.Model.Remedy != c.remedy {
			t.Errorf("%s: %+v", c.remedy, m)
		}
		checkDeployed(t, r, tab, m)
	}
	b := r.Leaderboard()
	ids := map[string]bool{}
	for _, row := range b.Rows {
		if ids[row.ID] {
			t.Errorf("two models are called %s", row.ID)
		}
		ids[row.ID] = true
	}
	if len(b.Rows) != 8 || b.Recommended != "m1" {
		t.Errorf("%d rows, recommended is %s", len(b.Rows), b.Recommended)
	}
}

// checkDeployed saves a mitigated model, reads it back and holds what it decides in the end
// against the out-of-fold answers: other fits, but decisions of the same kind.
func checkDeployed(t *testing.T, r *run.Run, tab *table.Table, m *automl.Mitigation) {
	t.Helper()
	model, err := r.Model(context.Background(), m.Model.ID)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fair.winnow")
	if err := modelfile.Save(path, model); err != nil {
		t.Fatal(err)
	}
	if model, err = modelfile.Load(path); err != nil {
		t.Fatal(err)
	}
	needs := m.Model.Remedy == automl.Threshold || m.Model.Remedy == automl.Uncouple
	var places []int
	found := false
	for _, c := range model.Schema.Columns {
		places = append(places, tab.Index(c.Name))
		if c.Name == "town" {
			found = c.Needed
		}
	}
	if found != needs {
		t.Errorf("%s: the town is asked for: %v", m.Model.Remedy, found)
	}
	plan, err := graph.NewPlan(model.Graph, prep.Frame(tab, places))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, tab.Rows())
	plan.Range(0, tab.Rows(), out)
	j, err := r.Judged(m.Model.ID)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for i, row := range j.Rows {
		if math.IsNaN(out[row]) {
			t.Fatalf("%s: no answer for row %d", m.Model.Remedy, row)
		}
		if (out[row] >= model.Schema.Decision) == (j.Prediction.Class(i) == 1) {
			same++
		}
	}
	if same < len(j.Rows)*9/10 {
		t.Errorf("%s: %d of %d rows are decided as out of fold", m.Model.Remedy, same, len(j.Rows))
	}
	rep, err := r.Report(context.Background(), m.Model.ID)
	if err != nil || len(rep.Importance) != 2 {
		t.Errorf("%s: report with importance %v, %v", m.Model.Remedy, rep.Importance, err)
	}
}

func TestReweighingForTheWholeRun(t *testing.T) {
	tab := unfair(t, 600)
	job := automl.Job{Target: "y", Trials: 1, Folds: 3, Threads: 2, Seed: 3, Algorithms: []string{"linear"}, Metric: "logloss"}
	plain, _ := train(t, tab, job, run.Options{Catalog: small()})
	job.Reweigh = []string{"town"}
	fair, _ := train(t, tab, job, run.Options{Catalog: small()})
	a, b := plain.Leaderboard(), fair.Leaderboard()
	row := func(rows []automl.ModelRow) automl.ModelRow {
		return rows[slices.IndexFunc(rows, func(m automl.ModelRow) bool { return m.ID == "m1" })]
	}
	before, after := row(a.Rows), row(b.Rows)
	if after.Remedy != automl.Reweigh || !slices.Equal(after.Sensitive, job.Reweigh) || before.Remedy != "" {
		t.Errorf("marked %q by %v, before %q", after.Remedy, after.Sensitive, before.Remedy)
	}
	if after.Score <= before.Score { // a log loss that is not weighted gets worse
		t.Errorf("the score went from %v to %v", before.Score, after.Score)
	}
	// the column is an input here, and weights take its share of the answer
	var shift [2]float64
	for i, r := range []*run.Run{plain, fair} {
		j, err := r.Judged("m1")
		if err != nil {
			t.Fatal(err)
		}
		town := tab.Column(tab.Index("town")).(*table.Categories).Codes()
		var sum, n [2]float64
		for k, at := range j.Rows {
			if g := town[at]; g >= 0 {
				sum[g] += j.Prediction.Values[k]
				n[g]++
			}
		}
		shift[i] = sum[1]/n[1] - sum[0]/n[0]
	}
	if shift[1] > 0.7*shift[0] {
		t.Errorf("mean answers lie %v apart, before %v", shift[1], shift[0])
	}
}

// TestRemediesByTask: each task has the remedies that suit it, and names them where one does not.
func TestRemediesByTask(t *testing.T) {
	tab := unfair(t, 400)
	three := make([]int32, tab.Rows())
	x := tab.Column(0).(*table.Numbers).Values()
	for i, v := range x {
		if v > 1.5 {
			three[i] = 2
		} else if v > 0.3 {
			three[i] = 1
		}
	}
	z := append([]float64(nil), tab.Column(1).(*table.Numbers).Values()...)
	for i := range z { // what is to be predicted depends on x too
		z[i] += x[i]
	}
	towns := tab.Column(2)
	for _, c := range []struct {
		target  table.Column
		kind    table.Kind
		good    []automl.Remedy
		refused []automl.Remedy
		named   automl.Remedy
	}{
		{table.NewCategories(three, []string{"a", "b", "c"}), table.Category, []automl.Remedy{automl.Reweigh, automl.Uncouple}, []automl.Remedy{automl.Threshold, automl.Reduce}, automl.Reweigh},
		{table.NewNumbers(z), table.Number, []automl.Remedy{automl.Uncouple}, []automl.Remedy{automl.Threshold, automl.Reweigh}, automl.Uncouple},
	} {
		data, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "town", Kind: table.Category}, {Name: "y", Kind: c.kind}}, []table.Column{tab.Column(0), towns, c.target})
		if err != nil {
			t.Fatal(err)
		}
		r, _ := train(t, data, automl.Job{Target: "y", Trials: 1, Folds: 2, Threads: 1, Seed: 3, Algorithms: []string{"linear"}, Drop: []string{"town"}}, run.Options{Catalog: small()})
		for _, kind := range c.good {
			m, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: kind})
			if err != nil || m.Sentence == "" || math.IsNaN(m.Gap.After) {
				t.Errorf("%s: %+v, %v", kind, m, err)
			}
		}
		for _, kind := range c.refused {
			var told *automl.Error
			if _, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: kind}); !errors.As(err, &told) || !strings.Contains(told.Hint, string(c.named)) {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
}

func TestWhatCannotBeMitigatedIsASentence(t *testing.T) {
	tab := unfair(t, 300)
	r, _ := train(t, tab, automl.Job{Target: "y", Trials: 1, Folds: 2, Threads: 1, Seed: 3}, run.Options{Catalog: small()})
	for _, req := range []automl.MitigateRequest{
		{Row: "m1", Sensitive: byTown, Remedy: "prayer"},
		{Row: "m1", Sensitive: automl.Sensitive{Columns: []string{"y"}}, Remedy: automl.Threshold},
		{Row: "m1", Remedy: automl.Threshold},
		{Row: "baseline", Sensitive: byTown, Remedy: automl.Reweigh},
		{Row: "m1", Sensitive: byTown, Remedy: automl.Threshold, Constraint: automl.EqualizedOdds, Objective: "selection_rate"},
		{Row: "m1", Sensitive: byTown, Remedy: automl.Uncouple, Strength: 2},
		{Row: "m1", Sensitive: byTown, Remedy: automl.Reduce, Constraint: "luck"},
	} {
		if _, err := r.Mitigate(context.Background(), req); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", req, err)
		}
	}
	if _, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m9", Sensitive: byTown, Remedy: automl.Threshold}); automl.KindOf(err) != automl.NotFound {
		t.Errorf("an unknown model: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Mitigate(ctx, automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: automl.Reweigh}); automl.KindOf(err) != automl.Stopped {
		t.Errorf("stopped: %v", err)
	}
	if rows := r.Leaderboard().Rows; len(rows) != 2 {
		t.Errorf("%d models after nothing came of it", len(rows))
	}
}

// TestMitigatedModelsDecideAtOneHalf: a threshold chosen for the metric would undo those of
// the groups.
func TestMitigatedModelsDecideAtOneHalf(t *testing.T) {
	r, _ := train(t, unfair(t, 600), automl.Job{Target: "y", Metric: "f1", Trials: 1, Folds: 3, Threads: 2, Seed: 3}, run.Options{Catalog: small()})
	m, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: automl.Threshold})
	if err != nil {
		t.Fatal(err)
	}
	for id, half := range map[string]bool{"m1": false, m.Model.ID: true} {
		model, err := r.Model(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := r.Report(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		if (model.Schema.Decision == 0.5) != half || rep.Prediction.Threshold != model.Schema.Decision {
			t.Errorf("%s decides at %v, its report at %v", id, model.Schema.Decision, rep.Prediction.Threshold)
		}
	}
}

// TestNumbersAreDecorrelated predicts a number that is higher in one town.
func TestNumbersAreDecorrelated(t *testing.T) {
	tab := unfair(t, 800)
	job := automl.Job{Target: "x", Trials: 1, Folds: 3, Threads: 2, Seed: 3, Drop: []string{"town"}}
	r, _ := train(t, tab, job, run.Options{Catalog: small()})
	m, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: automl.Uncouple, Strength: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if m.Model.Remedy != automl.Uncouple || m.Accuracy.Name == "" || m.Gap.Name == "" {
		t.Errorf("%+v", m)
	}
	model, err := r.Model(context.Background(), m.Model.ID)
	if err != nil {
		t.Fatal(err)
	}
	if last := model.Schema.Columns[len(model.Schema.Columns)-1]; last.Name != "town" || !last.Needed {
		t.Errorf("the last column is %+v", last)
	}
	for _, remedy := range []automl.Remedy{automl.Threshold, automl.Reduce, automl.Reweigh} {
		if _, err := r.Mitigate(context.Background(), automl.MitigateRequest{Row: "m1", Sensitive: byTown, Remedy: remedy}); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%s of a number: %v", remedy, err)
		}
	}
}
