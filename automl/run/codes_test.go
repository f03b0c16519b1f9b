package run_test

import (
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/learn/knn"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/search"
	"winnow/automl/table"
)

// staffed is a table of a number of a department, which is a code, and of years, which are
// none; with codes false the target follows both by their size.
func staffed(t *testing.T, n int, codes bool) *table.Table {
	t.Helper()
	rng := num.RNG(4, "staffed")
	department, years, y := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		d := rng.IntN(40)
		department[i], years[i] = float64(1000+d*3), float64(rng.IntN(30))
		if y[i] = years[i] / 30; codes {
			y[i] += float64(d * 7 % 5)
		} else {
			y[i] += float64(d) / 10
		}
		y[i] += rng.NormFloat64() / 2
	}
	tab, err := table.New(
		[]table.Field{{Name: "department", Kind: table.Number}, {Name: "years", Kind: table.Number}, {Name: "y", Kind: table.Number}},
		[]table.Column{table.NewNumbers(department), table.NewNumbers(years), table.NewNumbers(y)})
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestCodesAreRaced holds a candidate that reads numbers as codes to win where they are such,
// whatever the number of workers, and to be given up before it is fitted where they are not.
func TestCodesAreRaced(t *testing.T) {
	queue := []search.Candidate{{Name: "linear", Algorithm: "linear"}}
	for _, how := range []string{"instead", "beside"} {
		queue = append(queue, search.Candidate{Name: how, Algorithm: "linear", Prep: automl.Settings{{Name: "codes", Value: how}}})
	}
	for _, codes := range []bool{false, true} {
		var scores [2]map[string]automl.ModelRow
		for k, threads := range []int{1, 3} {
			job := automl.Job{Target: "y", Task: automl.Regression, Trials: 3, Folds: 3, Threads: threads, Seed: 1}
			r, _ := train(t, staffed(t, 1500, codes), job, run.Options{Catalog: small(), Candidates: queue})
			scores[k] = map[string]automl.ModelRow{}
			for _, row := range r.Leaderboard().Rows {
				scores[k][row.Name] = row
			}
		}
		for _, how := range []string{"instead", "beside"} {
			plain, read := scores[0]["linear"], scores[0][how]
			if !codes {
				if read.State != automl.Skipped || !strings.Contains(read.Error, "as codes") {
					t.Errorf("%s, where there are none: %s, %q", how, read.State, read.Error)
				}
				continue
			}
			if read.State != automl.Done || read.Score > 0.6*plain.Score {
				t.Errorf("%s: %s, error %.3f against %.3f", how, read.State, read.Score, plain.Score)
			}
			if again := scores[1][how]; again.Score != read.Score {
				t.Errorf("%s: error %v with one worker and %v with three", how, read.Score, again.Score)
			}
		}
	}
}

// TestCodesAreOffered holds the portfolio to offer to read codes where there are such alone.
func TestCodesAreOffered(t *testing.T) {
	for _, codes := range []bool{false, true} {
		r, _ := train(t, staffed(t, 1500, codes), automl.Job{Target: "y", Trials: 4, Folds: 3, Threads: 2, Seed: 1}, run.Options{Catalog: small()})
		found := false
		for _, row := range r.Leaderboard().Rows {
			found = found || strings.Contains(row.Name, "as codes")
		}
		if found != codes {
			t.Errorf("codes among the numbers: %v, offered: %v", codes, found)
		}
	}
}

// TestCodesAreSpokenOfWhereTheyAreTried holds the plan to name codes only where one of the chosen
// algorithms would read them.
func TestCodesAreSpokenOfWhereTheyAreTried(t *testing.T) {
	cat := small()
	cat.Algorithms = append(cat.Algorithms, knn.Algorithm())
	for algorithm, want := range map[string]bool{"linear": true, "nearest_neighbours": false} {
		job := automl.Job{Target: "y", Task: automl.Regression, Folds: 3, Threads: 2, Seed: 1, Trials: 4, Algorithms: []string{algorithm}}
		plan, err := run.Plan(t.Context(), staffed(t, 1500, true), job, run.Options{Catalog: cat})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(plan.Notes, " "), "department"); got != want {
			t.Errorf("%s: codes are spoken of: %v, want %v", algorithm, got, want)
		}
	}
}
