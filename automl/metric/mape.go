package metric

import (
	"math"

	"winnow/automl"
)

func mape() automl.Metric {
	return automl.Metric{
		ID: "mape", Name: "Mean absolute percentage error", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
		Help:  "The mean size of an error as a share of the true value: 0.1 is 10%. Not defined where the true value is 0. Lower is better.",
		Score: scored(scoreMAPE),
	}
}

func scoreMAPE(y automl.Target, p *automl.Prediction) (float64, error) {
	for i, v := range y.Y {
		if v == 0 && weight(y, i) > 0 {
			return 0, undefined("The mean absolute percentage error is not defined here: the target is 0 in some rows, and no error is a share of 0.")
		}
	}
	return mean(y, func(i int) float64 { return math.Abs(p.Values[i]-y.Y[i]) / math.Abs(y.Y[i]) }), nil
}
