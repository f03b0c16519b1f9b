package catalog_test

import (
	"context"
	"fmt"
	"testing"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/conform"
	"winnow/automl/prep"
)

// options say what the suite cannot find out about a learner by itself, and make its fits
// quick.
var options = map[string]conform.Options{
	"baseline":          {Baseline: true},
	"gradient_boosting": {Sampled: true, Settings: automl.Settings{{Name: "max_rounds", Value: "60"}}},
	"additive":          {Sampled: true, Settings: automl.Settings{{Name: "max_rounds", Value: "40"}}},
	"random_forest":     {Sampled: true, Settings: automl.Settings{{Name: "trees", Value: "30"}}},
	"extra_trees":       {Settings: automl.Settings{{Name: "trees", Value: "30"}}},
	"decision_tree":     {Sampled: true},
	"golearn_cart":      {Unweighted: true},
	"golearn_id3":       {Unweighted: true},
	"neural_network": {Sampled: true, Settings: automl.Settings{
		{Name: "effort", Value: "0.3"}, {Name: "hidden", Value: "16"},
	}},
}

func TestAlgorithmsConform(t *testing.T) {
	for _, alg := range catalog.All().Algorithms {
		t.Run(alg.ID, func(t *testing.T) {
			t.Parallel()
			conform.Learner(t, alg, options[alg.ID])
		})
	}
}

func TestMetricsConform(t *testing.T) {
	for _, m := range catalog.All().Metrics {
		t.Run(m.ID, func(t *testing.T) {
			t.Parallel()
			conform.Metric(t, m)
		})
	}
}

// TestPreparationConforms runs the suite over the preparation for every form that learners
// ask for.
func TestPreparationConforms(t *testing.T) {
	for _, needs := range []automl.Needs{
		{}, {Scaled: true}, {Missing: true}, {Categories: true, Missing: true}, {Categories: true, Missing: true, Scaled: true},
	} {
		for _, encode := range []bool{false, true} {
			o := prep.For(needs)
			o.TargetEncoding, o.TextScore = encode, encode && !needs.Sparse
			o.Combine, o.Codes = 10, prep.CodesToo
			if encode {
				o.Crosses = 10
			}
			t.Run(fmt.Sprintf("%+v encode=%v", needs, encode), func(t *testing.T) {
				conform.Transform{Needs: needs, CrossFitted: encode,
					Fit: func(ctx context.Context, train *automl.Dataset, env automl.Env) (*automl.Dataset, error) {
						d, err := prep.Fit(ctx, train, o, env)
						if err == nil && train.Len() == 100 && !prep.Coded(d) {
							t.Errorf("the numbers that are codes were not found (%s)", train.Task)
						}
						return d, err
					}}.Run(t)
			})
		}
	}
}

func TestNamesAreDistinct(t *testing.T) {
	c := catalog.All()
	seen := map[string]bool{}
	for _, a := range c.Algorithms {
		if seen[a.ID] {
			t.Errorf("two algorithms are called %q", a.ID)
		}
		seen[a.ID] = true
	}
	for _, ch := range c.Charts {
		if seen["chart "+ch.ID] || ch.Name == "" || ch.Draw == nil {
			t.Errorf("the chart %q is not complete, or there are two", ch.ID)
		}
		seen["chart "+ch.ID] = true
	}
	for _, task := range automl.Tasks {
		if _, ok := c.Metric(automl.DefaultMetric(task), task); !ok {
			t.Errorf("the default metric of %s, %q, is not in the catalogue", task, automl.DefaultMetric(task))
		}
		ids := map[string]bool{}
		for _, m := range c.MetricsFor(task) {
			if ids[m.ID] {
				t.Errorf("two metrics of %s are called %q", task, m.ID)
			}
			ids[m.ID] = true
		}
	}
	for id := range options {
		if _, ok := c.Algorithm(id); !ok {
			t.Errorf("there are options for %q, which is not in the catalogue", id)
		}
	}
}
