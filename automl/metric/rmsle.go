package metric

import (
	"math"

	"winnow/automl"
)

func rmsle() automl.Metric {
	return automl.Metric{
		ID: "rmsle", Name: "RMSLE", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
		Help:  "The typical error of the logarithm of 1 + the value, so that being off by a factor costs the same for small and large values. Lower is better.",
		Score: scored(scoreRMSLE),
	}
}

func scoreRMSLE(y automl.Target, p *automl.Prediction) (float64, error) {
	for i, v := range y.Y {
		if (v <= -1 || p.Values[i] <= -1) && weight(y, i) > 0 {
			return 0, undefined("RMSLE is not defined here: it needs values above -1, and a target or prediction is at or below it.")
		}
	}
	return math.Sqrt(mean(y, func(i int) float64 {
		d := math.Log1p(p.Values[i]) - math.Log1p(y.Y[i])
		return d * d
	})), nil
}
