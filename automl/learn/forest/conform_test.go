package forest

import (
	"testing"

	"winnow/automl"
	"winnow/automl/conform"
)

func TestConforms(t *testing.T) {
	few := automl.Settings{{Name: "trees", Value: "20"}}
	t.Run("random_forest", func(t *testing.T) {
		conform.Learner(t, RandomForest(), conform.Options{Sampled: true, Settings: few})
	})
	t.Run("extra_trees", func(t *testing.T) {
		conform.Learner(t, ExtraTrees(), conform.Options{Settings: few})
	})
}
