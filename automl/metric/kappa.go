package metric

import "winnow/automl"

func kappa() automl.Metric {
	return automl.Metric{
		ID: "kappa", Name: "Cohen's kappa", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: -1, NeedsClass: true,
		Help:  "How much better than chance the predicted classes agree with the true ones.",
		Score: scored(scoreKappa),
	}
}

// scoreKappa is the kappa of Cohen (1960).
func scoreKappa(y automl.Target, p *automl.Prediction) (float64, error) {
	c := count(y, p)
	var expected float64
	for k := range c.truth {
		expected += c.truth[k] / c.weight * c.guess[k]
	}
	if expected == c.weight {
		return 0, undefined("Cohen's kappa is not defined here: all rows are of one class and predicted to be.")
	}
	return 1 - (c.weight-c.correct)/(c.weight-expected), nil
}
