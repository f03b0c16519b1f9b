package metric

import "winnow/automl"

func macroF1() automl.Metric {
	return automl.Metric{
		ID: "macro_f1", Name: "Macro F1", Tasks: automl.TaskSet{automl.Multiclass}, Best: 1, Worst: 0, NeedsClass: true,
		Help:  "F1 of each class, averaged so that a rare class counts as much as a common one.",
		Score: scored(scoreMacroF1),
	}
}

// scoreMacroF1 averages over the classes that occur in the truth or the predictions.
func scoreMacroF1(y automl.Target, p *automl.Prediction) (float64, error) {
	c := count(y, p)
	var s sum
	n := 0
	for k := range c.truth {
		if c.truth[k]+c.guess[k] > 0 {
			s.add(c.f1(k))
			n++
		}
	}
	return s.value() / float64(n), nil
}
