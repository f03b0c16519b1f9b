package metric

import "winnow/automl"

func prAUC() automl.Metric {
	return automl.Metric{
		ID: "pr_auc", Name: "Average precision", Tasks: automl.TaskSet{automl.Binary}, Best: 1, Worst: 0, Ranks: true,
		Help:  "How pure the rows at the top of the list are; the one to look at when the class of interest is rare. Guessing scores the share of that class.",
		Score: scored(scorePR),
	}
}

// scorePR is the area under the precision-recall curve by steps, without interpolation:
// the sum of precision times the rise in recall.
func scorePR(y automl.Target, p *automl.Prediction) (float64, error) {
	s, err := binarySteps(y, p)
	if err != nil {
		return 0, err
	}
	last := s[len(s)-1]
	if last.tp == 0 {
		return 0, oneClass("Average precision", y)
	}
	var a sum
	var tp float64
	for _, at := range s {
		a.add((at.tp - tp) * at.tp / (at.tp + at.fp))
		tp = at.tp
	}
	return min(a.value()/last.tp, 1), nil
}
