// Package catalog is the one list of everything that ships. A new learner, metric or chart
// is one file of its own and one line here.
package catalog

import (
	"slices"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/export"
	"winnow/automl/learn/baseline"
	"winnow/automl/learn/discriminant"
	"winnow/automl/learn/ebm"
	"winnow/automl/learn/forest"
	"winnow/automl/learn/gbdt"
	"winnow/automl/learn/golearn"
	"winnow/automl/learn/kernel"
	"winnow/automl/learn/knn"
	"winnow/automl/learn/linear"
	"winnow/automl/learn/mlp"
	"winnow/automl/learn/rules"
	"winnow/automl/metric"
)

// All lists everything, in the order in which forms show it and a run tries it. Each call
// makes a new list that the caller may change.
func All() *automl.Catalog {
	return &automl.Catalog{
		Algorithms: slices.Concat([]automl.Algorithm{
			baseline.Algorithm(),
			linear.Algorithm(),
			linear.CurvesAlgorithm(),
			discriminant.Algorithm(),
			gbdt.Algorithm(),
			ebm.Algorithm(),
			forest.RandomForest(),
			forest.ExtraTrees(),
			knn.Algorithm(),
			mlp.Algorithm(),
			kernel.Algorithm(),
			rules.Algorithm(),
		}, golearn.Algorithms()),
		Metrics:   metric.All(),
		Charts:    chart.All(),
		Exporters: export.All(),
	}
}
