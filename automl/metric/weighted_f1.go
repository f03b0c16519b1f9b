package metric

import "winnow/automl"

func weightedF1() automl.Metric {
	return automl.Metric{
		ID: "weighted_f1", Name: "Weighted F1", Tasks: automl.TaskSet{automl.Multiclass}, Best: 1, Worst: 0, NeedsClass: true,
		Help: "F1 of each class, averaged by how often the class occurs.",
		Score: scored(func(y automl.Target, p *automl.Prediction) (float64, error) {
			c := count(y, p)
			var s sum
			for k, t := range c.truth {
				s.add(t * c.f1(k))
			}
			return s.value() / c.weight, nil
		}),
	}
}
