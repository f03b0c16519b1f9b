package run_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/learn/forest"
	"winnow/automl/num"
	"winnow/automl/prep"
	"winnow/automl/run"
	"winnow/automl/search"
	"winnow/automl/table"
)

// boardRow is the row of a finished model.
func boardRow(b automl.Leaderboard, id string) *automl.ModelRow {
	i := slices.IndexFunc(b.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil
	}
	return &b.Rows[i]
}

// mixed are candidates that an ensemble takes more than one of.
func mixed() (*automl.Catalog, []search.Candidate) {
	cat := small()
	cat.Algorithms = append(cat.Algorithms, forest.ExtraTrees())
	booster := automl.Settings{{Name: "rounds", Value: "40"}, {Name: "learning_rate", Value: "0.1"}}
	return cat, []search.Candidate{
		{Name: "booster", Algorithm: "gradient_boosting", Settings: booster},
		{Name: "trees", Algorithm: "extra_trees", Settings: automl.Settings{{Name: "shrink", Value: "30"}}},
		{Name: "line", Algorithm: "linear"},
	}
}

func TestDistilledIsAModelLikeAnyOther(t *testing.T) {
	var files [][]byte
	for _, threads := range []int{1, 3} {
		cat, candidates := mixed()
		job := automl.Job{Target: "bought", Trials: 3, Folds: 3, Threads: threads, Seed: 1, Distil: true}
		r, _ := train(t, made(t, 600), job, run.Options{Catalog: cat, Candidates: candidates})
		board := r.Leaderboard()
		student := boardRow(board, "distilled")
		if student == nil {
			t.Fatalf("nothing was distilled: %v", r.PlanOf().Notes)
		}
		if len(student.Folds) != 3 || student.Score < 0.85 || student.Score > 0.99 {
			t.Errorf("it scores %v in %v", student.Score, student.Folds)
		}
		if board.Recommended != "distilled" || !strings.Contains(board.Reason, "learnt from the answers") {
			t.Errorf("%s is recommended: %s", board.Recommended, board.Reason)
		}
		files = append(files, graphBytes(t, r))
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("it depends on the number of threads")
	}
}

// waves is a table of n rows whose number follows from x and as much noise.
func waves(t *testing.T, n int, seed uint64) *table.Table {
	t.Helper()
	rng := num.RNG(seed, "waves")
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = rng.Float64()
		y[i] = math.Sin(9*x[i]) + rng.NormFloat64()
	}
	tab, err := table.New([]table.Field{{Name: "x", Kind: table.Number}, {Name: "y", Kind: table.Number}}, []table.Column{table.NewNumbers(x), table.NewNumbers(y)})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestDistilledScoreIsHonest distils models that follow single rows, whose answers for near
// ones hand on what they have seen of a fold: beside the ensemble the booster must not seem
// better than it proves on new rows.
func TestDistilledScoreIsHonest(t *testing.T) {
	cat, candidates := mixed()
	tab, fresh := waves(t, 400, 1), waves(t, 20000, 2)
	job := automl.Job{Target: "y", Trials: 2, Folds: 5, Repeats: 1, Threads: 2, Seed: 1, Distil: true}
	r, _ := train(t, tab, job, run.Options{Catalog: cat, Candidates: candidates[:2]})
	var seem, prove []float64
	for _, id := range []string{"distilled", "ensemble"} {
		row := boardRow(r.Leaderboard(), id)
		if row == nil {
			t.Fatalf("there is no %s: %v", id, r.PlanOf().Notes)
		}
		m, err := r.Model(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		said := evaluated(t, m.Graph, prep.Frame(fresh, []int{0}))
		y, sum := fresh.Column(1).(*table.Numbers).Values(), 0.0
		for i, v := range said {
			sum += (v - y[i]) * (v - y[i])
		}
		seem, prove = append(seem, row.Score), append(prove, math.Sqrt(sum/float64(len(y))))
	}
	if seem[0]-seem[1] < prove[0]-prove[1]-0.01 {
		t.Errorf("beside the ensemble it seems to miss by %.3f, and misses by %.3f", seem[0]-seem[1], prove[0]-prove[1])
	}
}

func TestNothingToDistilIsSaid(t *testing.T) {
	r, _ := train(t, made(t, 200), automl.Job{Target: "bought", Trials: 1, Folds: 3, Seed: 1, Distil: true, Algorithms: []string{"linear"}}, run.Options{Catalog: small()})
	if boardRow(r.Leaderboard(), "distilled") != nil {
		t.Error("something was distilled of one model")
	}
	m, err := r.Model(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(m.Evidence.Notes, func(s string) bool { return strings.Contains(s, "nothing to distil") }) {
		t.Errorf("notes %q", m.Evidence.Notes)
	}
}
