package catalog_test

import (
	"fmt"
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/conform"
	"winnow/automl/num"
	"winnow/automl/run"
	"winnow/automl/table"
)

// TestEveryExportOfEveryLearner trains a model of each learner for each of its tasks, over
// columns of numbers, categories and dates with gaps, and over texts, and holds each format
// to its word for it. A new learner or format joins by standing in the catalogue.
func TestEveryExportOfEveryLearner(t *testing.T) {
	for _, alg := range catalog.All().Algorithms {
		for k, task := range alg.Tasks {
			kinds := []table.Kind{table.Number, table.Category, table.Time}
			if k == 0 {
				kinds = append(kinds, table.Text)
			}
			t.Run(fmt.Sprintf("%s/%s", alg.ID, task), func(t *testing.T) {
				t.Parallel()
				m := trained(t, alg, task, kinds)
				for _, e := range catalog.All().Exporters {
					t.Run(e.ID, func(t *testing.T) {
						t.Parallel()
						conform.Exporter(t, e, m, alg.ID)
					})
				}
			})
		}
	}
}

func trained(t *testing.T, alg automl.Algorithm, task automl.Task, kinds []table.Kind) *automl.Model {
	t.Helper()
	full := alg.New
	alg.New = func() automl.Learner {
		l := full()
		if err := l.Params().Set(options[alg.ID].Settings); err != nil {
			panic(err)
		}
		return l
	}
	c := catalog.All()
	c.Algorithms = []automl.Algorithm{alg}
	for _, beside := range []string{"baseline", "linear"} { // a run has a baseline, and something else
		if alg.ID != beside && (beside == "baseline" || alg.ID == "baseline") {
			other, _ := catalog.All().Algorithm(beside)
			c.Algorithms = append(c.Algorithms, *other)
		}
	}
	job := automl.Job{Target: "y", Task: task, Trials: 1, Folds: 2, Threads: 1, Seed: 1}
	r, err := run.Start(t.Context(), rowsOf(t, task, kinds), job, run.Options{Catalog: c, AppVersion: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Leaderboard().Rows {
		if row.Baseline == (alg.ID == "baseline") && row.State == automl.Done {
			m, err := r.Model(t.Context(), row.ID)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
	}
	t.Fatalf("%s: no model of %s", task, alg.ID)
	return nil
}

// rowsOf is a table whose target follows from a number and a category.
func rowsOf(t *testing.T, task automl.Task, kinds []table.Kind) *table.Table {
	t.Helper()
	const n = 90
	rng := num.RNG(1, "exports", task)
	x, when := make([]float64, n), make([]float64, n)
	colour, story, score := make([]int32, n), make([]string, n), make([]float64, n)
	words := []string{"garden", "south-facing", "quiet", "balcony", "near the park", "cellar"}
	for i := range n {
		x[i], when[i], colour[i] = rng.NormFloat64(), 1.6e9+86400*float64(rng.IntN(900)), int32(rng.IntN(4))-1
		a, b := rng.IntN(len(words)), rng.IntN(len(words))
		story[i] = words[a] + ", " + words[b] + " " + words[(a+b)%len(words)]
		score[i] = 2*x[i] + float64(colour[i]) + float64(a)/2
		if rng.IntN(8) == 0 {
			x[i], when[i] = math.NaN(), math.NaN()
		}
	}
	var fields []table.Field
	var cols []table.Column
	add := func(name string, kind table.Kind, c table.Column, layout string) {
		fields, cols = append(fields, table.Field{Name: name, Kind: kind, Format: table.Format{Layout: layout}}), append(cols, c)
	}
	for _, k := range kinds {
		switch k {
		case table.Number:
			add("x", k, table.NewNumbers(x), "")
		case table.Category:
			add("colour", k, table.NewCategories(colour, []string{"red", "green", "it's \"blue\""}), "")
		case table.Time:
			add("when", k, table.NewTimes(when, "2006-01-02"), "2006-01-02")
		case table.Text:
			add("story", k, table.NewTexts(story, make([]bool, n)), "")
		}
	}
	if task == automl.Regression {
		add("y", table.Number, table.NewNumbers(score), "")
	} else {
		classes := []string{"low", "mid", "high"}
		if task == automl.Binary {
			classes = classes[:2]
		}
		y := make([]int32, n)
		for i, s := range score {
			y[i] = int32(min(max(0, int(s+1.5)), len(classes)-1))
		}
		add("y", table.Category, table.NewCategories(y, classes), "")
	}
	tab, err := table.New(fields, cols)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}
