package metric

import "winnow/automl"

func recall() automl.Metric {
	return automl.Metric{
		ID: "recall", Name: "Recall", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, NeedsClass: true,
		Help: "Of the rows that are of the class, the share that is found; 0 when there is none.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			c := count(y, p)
			return share(c.cell[1][1], c.truth[1]), nil
		}),
	}
}
