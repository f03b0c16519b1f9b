package metric

import (
	"math"

	"winnow/automl"
)

func mcc() automl.Metric {
	return automl.Metric{
		ID: "mcc", Name: "Matthews correlation", Tasks: automl.AnyClasses, Best: 1, Worst: -1, NeedsClass: true,
		Help:  "The correlation between predicted and true classes; 0 is guessing, and a rare class cannot be ignored.",
		Score: scored(scoreMCC),
	}
}

// scoreMCC is the R_K of Gorodkin (2004), which for two classes is the coefficient of
// Matthews (1975); 0 when the truth or the predictions have only one class.
func scoreMCC(y automl.Target, p *automl.Prediction) (float64, error) {
	c := count(y, p)
	truth, guess := 1.0, 1.0
	cov := c.correct / c.weight
	for k := range c.truth {
		t, g := c.truth[k]/c.weight, c.guess[k]/c.weight
		cov -= t * g
		truth -= t * t
		guess -= g * g
	}
	if single(c.truth) || single(c.guess) {
		return 0, nil
	}
	return min(max(cov/math.Sqrt(truth*guess), -1), 1), nil
}

// single reports whether at most one class has any weight.
func single(weights []float64) bool {
	n := 0
	for _, w := range weights {
		if w > 0 {
			n++
		}
	}
	return n < 2
}
