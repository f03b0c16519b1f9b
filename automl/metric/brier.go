package metric

import "winnow/automl"

func brier() automl.Metric {
	return automl.Metric{
		ID: "brier", Name: "Brier score", Tasks: automl.TaskSet{automl.Binary}, Best: 0, Worst: 1,
		Help: "The mean squared distance between the probability and what happened. Lower is better.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			return mean(y, func(i int) float64 {
				d := p.Values[i] - y.Y[i]
				return d * d
			}), nil
		}),
	}
}
