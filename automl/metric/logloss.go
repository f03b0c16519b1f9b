package metric

import (
	"math"

	"winnow/automl"
)

// epsilon is the gap between 1 and the next float64: the least and one less the greatest
// probability that the log loss believes, as in scikit-learn.
const epsilon = 0x1p-52

func logLoss() automl.Metric {
	return automl.Metric{
		ID: "logloss", Name: "Log loss", Tasks: automl.AnyClasses, Best: 0, Worst: math.Inf(1),
		Help:  "How surprised the probabilities are by the truth; being sure and wrong costs most. Lower is better.",
		Score: scored(scoreLogLoss),
	}
}

// scoreLogLoss is the mean negative natural logarithm of the probability of the true class.
func scoreLogLoss(y automl.Target, p *automl.Prediction) (float64, error) {
	return mean(y, func(i int) float64 {
		var q float64
		switch {
		case p.Width > 1:
			q = p.Values[i*p.Width+int(y.Y[i])]
		case y.Y[i] == 1:
			q = p.Values[i]
		default:
			q = 1 - p.Values[i]
		}
		return -math.Log(min(max(q, epsilon), 1-epsilon))
	}), nil
}
