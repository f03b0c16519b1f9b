package metric

import "winnow/automl"

func f1() automl.Metric {
	return automl.Metric{
		ID: "f1", Name: "F1", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true,
		Help: "Precision and recall of the class of interest in one figure (their harmonic mean).",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			return count(y, p).f1(1), nil
		}),
	}
}
