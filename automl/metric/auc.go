package metric

import "winnow/automl"

func auc() automl.Metric {
	return automl.Metric{
		ID: "auc", Name: "ROC AUC", Tasks: automl.AnyClasses, Best: 1, Worst: 0, Ranks: true,
		Help:  "How often a row of the class gets a higher probability than a row without it; 0.5 is guessing. With several classes, the mean over the classes, each against the rest.",
		Score: scored(scoreAUC),
	}
}

// scoreAUC is the area under the ROC curve by trapezoids. With several classes it is the
// plain mean of each class against the rest over the classes that occur.
func scoreAUC(y automl.Target, p *automl.Prediction) (float64, error) {
	if y.Task == automl.Binary {
		a, ok := area(y, func(i int) float64 { return p.Values[i] }, 1)
		if !ok {
			return 0, oneClass("ROC AUC", y)
		}
		return a, nil
	}
	var s sum
	n := 0
	for k := range y.Classes {
		a, ok := area(y, func(i int) float64 { return p.Values[i*p.Width+k] }, float64(k))
		if ok {
			s.add(a)
			n++
		}
	}
	if n == 0 {
		return 0, oneClass("ROC AUC", y)
	}
	return s.value() / float64(n), nil
}

// area is the area under the ROC curve of one class against the rest; false when either
// side has no rows.
func area(y automl.Target, score func(i int) float64, class float64) (float64, bool) {
	var a sum
	var last step
	walk(y, score, func(i int) bool { return y.Y[i] == class }, func(s step) {
		a.add((s.fp - last.fp) * (s.tp + last.tp) / 2)
		last = s
	})
	if last.tp == 0 || last.fp == 0 {
		return 0, false
	}
	return min(a.value()/(last.tp*last.fp), 1), true
}
