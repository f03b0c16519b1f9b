package run_test

import (
	"fmt"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/search"
	"winnow/automl/table"
)

// coupled is a table of two categories of ten levels that tell something together alone, or
// each by itself.
func coupled(t *testing.T, n int, together bool) *table.Table {
	t.Helper()
	rng := num.RNG(2, "coupled")
	a, b, y := make([]int32, n), make([]int32, n), make([]float64, n)
	var levels []string
	for l := range 10 {
		levels = append(levels, fmt.Sprint("level ", l))
	}
	for i := range n {
		a[i], b[i] = int32(rng.IntN(10)), int32(rng.IntN(10))
		if y[i] = float64(a[i]%2) + float64(b[i]%3); together {
			y[i] = float64((a[i]*7 + b[i]*3 + a[i]*b[i]) % 5)
		}
		y[i] += rng.NormFloat64() / 2
	}
	tab, err := table.New(
		[]table.Field{{Name: "a", Kind: table.Category}, {Name: "b", Kind: table.Category}, {Name: "y", Kind: table.Number}},
		[]table.Column{table.NewCategories(a, levels), table.NewCategories(b, levels), table.NewNumbers(y)})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestPairsAreRaced holds a candidate with pairs of categories to win where they tell
// something, and to be given up before it is fitted where they do not.
func TestPairsAreRaced(t *testing.T) {
	queue := []search.Candidate{
		{Name: "linear", Algorithm: "linear"},
		{Name: "linear with pairs", Algorithm: "linear", Prep: automl.Settings{{Name: "crosses", Value: "5"}}},
	}
	job := automl.Job{Target: "y", Task: automl.Regression, Trials: 2, Folds: 3, Threads: 2, Seed: 1}
	for _, together := range []bool{false, true} {
		r, _ := train(t, coupled(t, 1500, together), job, run.Options{Catalog: small(), Candidates: queue})
		scores := map[string]automl.ModelRow{}
		for _, row := range r.Leaderboard().Rows {
			scores[row.Name] = row
		}
		plain, pairs := scores["linear"], scores["linear with pairs"]
		if !together {
			if pairs.State != automl.Skipped || !strings.Contains(pairs.Error, "together") {
				t.Errorf("pairs of nothing: %s, %q", pairs.State, pairs.Error)
			}
		} else if pairs.State != automl.Done || pairs.Score > 0.8*plain.Score {
			t.Errorf("with pairs %s, error %.3f against %.3f", pairs.State, pairs.Score, plain.Score)
		}
	}
}

// TestPairsNeedCategories holds the portfolio to offer no pairs where there are none.
func TestPairsNeedCategories(t *testing.T) {
	for together, tab := range map[bool]*table.Table{false: made(t, 200), true: coupled(t, 200, true)} {
		target := "bought"
		if together {
			target = "y"
		}
		r, _ := train(t, tab, automl.Job{Target: target, Trials: 4, Folds: 3, Threads: 2, Seed: 1}, run.Options{Catalog: small()})
		found := false
		for _, row := range r.Leaderboard().Rows {
			found = found || strings.Contains(row.Name, "pairs of categories")
		}
		if found != together {
			t.Errorf("%s: pairs of categories in the portfolio: %v", target, found)
		}
	}
}
