package metric

import (
	"math"

	"winnow/automl"
)

func mae() automl.Metric {
	return automl.Metric{
		ID: "mae", Name: "Mean absolute error", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
		Help: "The mean size of an error in the target's own unit. Lower is better.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			return mean(y, func(i int) float64 { return math.Abs(p.Values[i] - y.Y[i]) }), nil
		}),
	}
}
