package metric

import "winnow/automl"

func precision() automl.Metric {
	return automl.Metric{
		ID: "precision", Name: "Precision", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true,
		Help: "Of the rows that are predicted to be of the class, the share that is; 0 when none is predicted.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			c := count(y, p)
			return share(c.cell[1][1], c.guess[1]), nil
		}),
	}
}
