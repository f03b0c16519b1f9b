package metric

import (
	"math"

	"winnow/automl"
)

// step is the state of a threshold that falls through the scores: the weight of positive
// and negative rows at or above it.
type step struct{ score, tp, fp float64 }

// walk visits the distinct scores from the highest down. Positive says which rows count as
// the class of interest; rows of weight 0 are passed over.
func walk(y automl.Target, score func(i int) float64, positive func(i int) bool, visit func(step)) {
	order := descending(len(y.Y), score)
	var tp, fp sum
	for at := 0; at < len(order); {
		key, seen := order[at].key, false
		row := int(order[at].row)
		for ; at < len(order) && order[at].key == key; at++ {
			i := int(order[at].row)
			w := weight(y, i)
			if w <= 0 {
				continue
			}
			seen = true
			if positive(i) {
				tp.add(w)
			} else {
				fp.add(w)
			}
		}
		if seen {
			visit(step{score(row), tp.value(), fp.value()})
		}
	}
}

// binarySteps are the steps of a binary prediction, checked.
func binarySteps(y automl.Target, p *automl.Prediction) ([]step, error) {
	if err := Check(y, p); err != nil {
		return nil, err
	}
	if y.Task != automl.Binary {
		return nil, automl.Errorf("score", automl.BadUsage, "This curve is only drawn for a question with two answers.")
	}
	var out []step
	walk(y, func(i int) float64 { return p.Values[i] }, func(i int) bool { return y.Y[i] == 1 }, func(s step) { out = append(out, s) })
	return out, nil
}

// ROC is the curve of true positive rate over false positive rate as the threshold falls
// through the distinct scores of a binary prediction. It starts at (0, 0) with threshold
// +Inf and ends at (1, 1). It is an error when a class has no rows.
func ROC(y automl.Target, p *automl.Prediction) (fpr, tpr, thresholds []float64, err error) {
	s, err := binarySteps(y, p)
	if err != nil {
		return nil, nil, nil, err
	}
	last := s[len(s)-1]
	if last.tp == 0 || last.fp == 0 {
		return nil, nil, nil, oneClass("The ROC curve", y)
	}
	fpr, tpr, thresholds = []float64{0}, []float64{0}, []float64{math.Inf(1)}
	for _, at := range s {
		fpr = append(fpr, at.fp/last.fp)
		tpr = append(tpr, at.tp/last.tp)
		thresholds = append(thresholds, at.score)
	}
	return fpr, tpr, thresholds, nil
}

// PR is the curve of precision over recall as the threshold falls through the distinct
// scores of a binary prediction: the recall rises to 1. It starts at recall 0, precision 1
// with threshold +Inf. It is an error when no row has the positive class.
func PR(y automl.Target, p *automl.Prediction) (recall, precision, thresholds []float64, err error) {
	s, err := binarySteps(y, p)
	if err != nil {
		return nil, nil, nil, err
	}
	last := s[len(s)-1]
	if last.tp == 0 {
		return nil, nil, nil, oneClass("The precision-recall curve", y)
	}
	recall, precision, thresholds = []float64{0}, []float64{1}, []float64{math.Inf(1)}
	for _, at := range s {
		recall = append(recall, at.tp/last.tp)
		precision = append(precision, at.tp/(at.tp+at.fp))
		thresholds = append(thresholds, at.score)
	}
	return recall, precision, thresholds, nil
}

func oneClass(what string, y automl.Target) error {
	for i := range y.Y {
		if k := int(y.Y[i]); weight(y, i) > 0 && k >= 0 && k < len(y.Classes) {
			return undefined("%s is not defined here: all rows to score are of the class %q.", what, y.Classes[k])
		}
	}
	return undefined("%s is not defined here: all rows to score are of one class.", what)
}
