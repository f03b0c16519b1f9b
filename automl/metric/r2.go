package metric

import (
	"math"

	"winnow/automl"
)

func r2() automl.Metric {
	return automl.Metric{
		ID: "r2", Name: "R²", Tasks: automl.TaskSet{automl.Regression}, Best: 1, Worst: math.Inf(-1),
		Help:  "The share of the target's ups and downs that is explained; 0 is always predicting the mean.",
		Score: scored(scoreR2),
	}
}

// scoreR2 is the coefficient of determination. For a target that never varies it is 1 when
// the predictions are exact and else 0.
func scoreR2(y automl.Target, p *automl.Prediction) (float64, error) {
	if len(y.Y) < 2 {
		return 0, undefined("R² is not defined for a single row.")
	}
	centre := mean(y, func(i int) float64 { return y.Y[i] })
	var rest, all sum
	constant, first := true, math.NaN()
	for i, v := range y.Y {
		w := weight(y, i)
		if w <= 0 {
			continue
		}
		if math.IsNaN(first) {
			first = v
		}
		constant = constant && v == first
		d, e := p.Values[i]-v, v-centre
		rest.add(w * d * d)
		all.add(w * e * e)
	}
	switch {
	case rest.value() == 0:
		return 1, nil
	case constant || all.value() == 0:
		return 0, nil
	}
	return 1 - rest.value()/all.value(), nil
}
