// Package metric holds the scores that predictions are held against, one file each. They
// agree with scikit-learn where that defines them, honour row weights, and answer an
// undefined case with a sentence, never with NaN.
package metric

import (
	"math"

	"winnow/automl"
)

// All lists every metric in the order in which forms show them: first those of classes,
// then those of numbers. A metric that serves several tasks stands once.
func All() []automl.Metric {
	return []automl.Metric{
		auc(), prAUC(), logLoss(), brier(), accuracy(), balancedAccuracy(),
		f1(), precision(), recall(), macroF1(), weightedF1(), mcc(), kappa(),
		rmse(), mae(), medianAE(), r2(), mape(), rmsle(),
	}
}

// scored wraps a score so that it is only asked about predictions that fit their target.
func scored(f func(automl.Target, *automl.Prediction) (float64, error)) func(automl.Target, *automl.Prediction) (float64, error) {
	return func(y automl.Target, p *automl.Prediction) (float64, error) {
		if err := Check(y, p); err != nil {
			return 0, err
		}
		v, err := f(y, p)
		if err != nil {
			return 0, err
		}
		if math.IsNaN(v) {
			return 0, undefined("The score is beyond what numbers can hold; the predictions or the target are too large.")
		}
		return v, nil
	}
}

// Check reports whether p can be held against y: as many rows, the width that the task
// asks for, no NaN, and some weight.
func Check(y automl.Target, p *automl.Prediction) error {
	want := y.Task.PredictionWidth(len(y.Classes))
	switch {
	case p == nil || p.Width != want:
		return automl.Errorf("score", automl.Internal, "The predictions do not have the %d columns that the task asks for.", want)
	case len(p.Values) != want*len(y.Y):
		return automl.Errorf("score", automl.Internal, "There are %d predictions for %d rows.", p.Rows(), len(y.Y))
	case y.W != nil && len(y.W) != len(y.Y):
		return automl.Errorf("score", automl.Internal, "There are %d weights for %d rows.", len(y.W), len(y.Y))
	case len(y.Y) == 0:
		return undefined("There are no rows to score.")
	}
	for _, v := range p.Values {
		if math.IsNaN(v) {
			return undefined("The model predicted something that is not a number.")
		}
	}
	if y.W != nil && total(y) <= 0 {
		return undefined("The weights of the rows to score add up to nothing.")
	}
	return nil
}

func undefined(format string, args ...any) error {
	return automl.Errorf("score", automl.BadData, format, args...)
}

// weight is the weight of row i.
func weight(y automl.Target, i int) float64 {
	if y.W == nil {
		return 1
	}
	return y.W[i]
}

// total is the sum of all weights.
func total(y automl.Target) float64 {
	if y.W == nil {
		return float64(len(y.Y))
	}
	var s sum
	for _, w := range y.W {
		s.add(w)
	}
	return s.value()
}

// mean is the weighted mean of f over the rows.
func mean(y automl.Target, f func(i int) float64) float64 {
	var s sum
	for i := range y.Y {
		if w := weight(y, i); w > 0 {
			s.add(w * f(i))
		}
	}
	return s.value() / total(y)
}

// sum adds up with the compensation of Neumaier (1974), so that the order of rows hardly
// matters.
type sum struct{ s, c float64 }

func (a *sum) add(v float64) {
	t := a.s + v
	if math.Abs(a.s) >= math.Abs(v) {
		a.c += (a.s - t) + v
	} else {
		a.c += (v - t) + a.s
	}
	a.s = t
}

func (a *sum) value() float64 {
	if math.IsInf(a.s, 0) {
		return a.s
	}
	return a.s + a.c
}
