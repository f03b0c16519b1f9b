package linear

import (
	"testing"

	"winnow/automl"
	"winnow/automl/conform"
)

func TestConform(t *testing.T) {
	for _, a := range []automl.Algorithm{Algorithm(), CurvesAlgorithm()} {
		t.Run(a.ID, func(t *testing.T) { conform.Learner(t, a, conform.Options{}) })
	}
}
