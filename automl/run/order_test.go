package run_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/run"
)

// TestShortTimeHasFewFolds holds rows to be split in fewer parts, and few rows to be dealt less
// often, where the budget is too short for the candidates by their forecasts, and in no fewer when
// the job says how many.
func TestShortTimeHasFewFolds(t *testing.T) {
	cat := small()
	for i := range cat.Algorithms {
		if cat.Algorithms[i].ID == "gradient_boosting" {
			cat.Algorithms[i].Cost = func(_, _, _ int, _ automl.Params) automl.Cost { return automl.Cost{Work: 5} }
		}
	}
	for _, c := range []struct {
		rows   int
		budget time.Duration
		folds  int
		want   string
	}{
		{1500, 10 * time.Second, 0, "3 folds, stratified"},
		{1500, time.Hour, 0, "5 folds, stratified"},
		{1500, 10 * time.Second, 4, "4 folds, stratified"},
		{300, 10 * time.Second, 0, "5 folds, stratified"},
		{300, time.Hour, 0, "5 folds, dealt 3 times"},
	} {
		job := automl.Job{Target: "bought", Budget: c.budget, Folds: c.folds, Threads: 1}
		plan, err := run.Plan(context.Background(), made(t, c.rows), job, run.Options{Catalog: cat})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan.Split, c.want) {
			t.Errorf("%d rows, %v and %d folds: split by %q, want %s", c.rows, c.budget, c.folds, plan.Split, c.want)
		}
	}
}
