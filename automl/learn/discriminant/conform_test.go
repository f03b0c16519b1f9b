package discriminant

import (
	"testing"

	"winnow/automl/conform"
)

func TestConform(t *testing.T) { conform.Learner(t, Algorithm(), conform.Options{}) }
