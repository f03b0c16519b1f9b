package gbdt

import (
	"testing"

	"winnow/automl"
	"winnow/automl/conform"
)

// TestConforms runs the suite on a booster that takes all rows and a fixed number of
// rounds, for which a row of weight 2 is the row twice, and on one as people get it.
func TestConforms(t *testing.T) {
	t.Run("fixed", func(t *testing.T) {
		conform.Learner(t, Algorithm(), conform.Options{Settings: automl.Settings{
			{Name: "growth", Value: "leaf"}, {Name: "random_strength", Value: "0"}, {Name: "rounds", Value: "20"}, {Name: "row_fraction", Value: "1"}, {Name: "feature_fraction", Value: "1"}, {Name: "learning_rate", Value: "0.1"},
		}})
	})
	t.Run("symmetric", func(t *testing.T) {
		conform.Learner(t, Algorithm(), conform.Options{Settings: automl.Settings{
			{Name: "growth", Value: "symmetric"}, {Name: "multiclass", Value: "vector"}, {Name: "leaf_steps", Value: "2"}, {Name: "node_fraction", Value: "1"}, {Name: "rounds", Value: "20"}, {Name: "row_fraction", Value: "1"}, {Name: "feature_fraction", Value: "1"}, {Name: "learning_rate", Value: "0.1"},
		}})
	})
	t.Run("usual", func(t *testing.T) {
		conform.Learner(t, Algorithm(), conform.Options{Sampled: true, Settings: automl.Settings{{Name: "max_rounds", Value: "40"}}})
	})
}
