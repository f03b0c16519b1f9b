package metric

import (
	"math"

	"winnow/automl"
)

func rmse() automl.Metric {
	return automl.Metric{
		ID: "rmse", Name: "RMSE", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
		Help: "The typical size of an error in the target's own unit; large errors weigh most. Lower is better.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			return math.Sqrt(mean(y, func(i int) float64 {
				d := p.Values[i] - y.Y[i]
				return d * d
			})), nil
		}),
	}
}
