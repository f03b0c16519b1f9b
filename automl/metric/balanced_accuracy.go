package metric

import "winnow/automl"

func balancedAccuracy() automl.Metric {
	return automl.Metric{
		ID: "balanced_accuracy", Name: "Balanced accuracy", Tasks: automl.AnyClasses, Best: 1, Worst: 0, NeedsClass: true,
		Help:  "The share predicted right within each class, averaged over the classes, so that a rare class counts as much as a common one.",
		Score: scored(scoreBalanced),
	}
}

// scoreBalanced is the mean recall over the classes that occur.
func scoreBalanced(y automl.Target, p *automl.Prediction) (float64, error) {
	c := count(y, p)
	var s sum
	n := 0
	for k, t := range c.truth {
		if t > 0 {
			s.add(c.cell[k][k] / t)
			n++
		}
	}
	return s.value() / float64(n), nil
}
