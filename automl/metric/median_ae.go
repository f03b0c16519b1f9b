package metric

import (
	"math"

	"winnow/automl"
)

func medianAE() automl.Metric {
	return automl.Metric{
		ID: "median_ae", Name: "Median absolute error", Tasks: automl.TaskSet{automl.Regression}, Best: 0, Worst: math.Inf(1),
		Help:  "Half of the rows are predicted better than this; a few very wrong rows do not matter. Lower is better.",
		Score: scored(scoreMedianAE),
	}
}

// scoreMedianAE is the weighted median of the absolute errors: where the weight on both
// sides is equal, the mean of the two errors in the middle.
func scoreMedianAE(y automl.Target, p *automl.Prediction) (float64, error) {
	fault := func(i int) float64 { return math.Abs(p.Values[i] - y.Y[i]) }
	order := descending(len(y.Y), fault)
	half := total(y) / 2
	var below sum
	for at := len(order) - 1; at >= 0; at-- {
		i := int(order[at].row)
		w := weight(y, i)
		if w <= 0 {
			continue
		}
		below.add(w)
		// Why: scikit-learn takes a remainder up to this size for rounding.
		if rest := below.value() - half; rest > epsilon {
			return fault(i), nil
		} else if rest < 0 {
			continue
		}
		for next := at - 1; next >= 0; next-- {
			if j := int(order[next].row); weight(y, j) > 0 {
				return fault(i)/2 + fault(j)/2, nil
			}
		}
		return fault(i), nil
	}
	return 0, undefined("The median error is not defined for rows without weight.")
}
