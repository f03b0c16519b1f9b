package metric

import "winnow/automl"

func accuracy() automl.Metric {
	return automl.Metric{
		ID: "accuracy", Name: "Accuracy", Tasks: automl.AnyClasses, Best: 1, Worst: 0, NeedsClass: true,
		Help: "The share of rows whose class is predicted right; misleading when one class is rare.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			c := count(y, p)
			return c.correct / c.weight, nil
		}),
	}
}
