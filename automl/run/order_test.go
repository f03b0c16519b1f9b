package run_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/run"
)

// TestShortTimeHasFewFolds holds rows to be split in fewer parts where the budget is too
// short for several candidates by their forecasts, and in no fewer when the job says how many.
func TestShortTimeHasFewFolds(t *testing.T) {
	cat := small()
	for i := range cat.Algorithms {
		if cat.Algorithms[i].ID == "gradient_boosting" {
			cat.Algorithms[i].Cost = func(_, _, _ int, _ automl.Params) automl.Cost { return automl.Cost{Work: 5} }
		}
	}
	tab := made(t, 1500)
	for _, c := range []struct {
		budget time.Duration
		folds  int
		want   string
	}{{10 * time.Second, 0, "3 folds"}, {time.Hour, 0, "5 folds"}, {10 * time.Second, 4, "4 folds"}} {
		job := automl.Job{Target: "bought", Budget: c.budget, Folds: c.folds, Threads: 1}
		plan, err := run.Plan(context.Background(), tab, job, run.Options{Catalog: cat})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan.Split, c.want) {
			t.Errorf("%v and %d folds: split by %q, want %s", c.budget, c.folds, plan.Split, c.want)
		}
	}
}
