package forest

import (
	"context"
	"testing"

	"winnow/automl"
	"winnow/automl/learn/treetest"
)

func TestFitLearns(t *testing.T) {
	for _, a := range []automl.Algorithm{RandomForest(), ExtraTrees()} {
		for _, task := range automl.Tasks {
			d, _ := treetest.Made(task, 800, 1)
			l := a.New()
			if err := l.Params().Set(automl.Settings{{Name: "trees", Value: "40"}}); err != nil {
				t.Fatal(err)
			}
			out, err := l.Fit(context.Background(), d, automl.Env{Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			fresh, frame := treetest.Made(task, 800, 2)
			got := treetest.MeanLoss(fresh, treetest.Predict(t, out, frame))
			zero, err := a.New().Fit(context.Background(), d.WithFeatures(nil), automl.Env{})
			if err != nil {
				t.Fatal(err)
			}
			base := treetest.MeanLoss(fresh, treetest.Predict(t, zero, frame))
			t.Logf("%s: loss %v, of the baseline %v", task, got, base)
			if left := (got - treetest.Bayes[task]) / (base - treetest.Bayes[task]); left > 0.5 {
				t.Errorf("%s: %.0f %% of the avoidable loss is left", task, 100*left)
			}
		}
	}
}
