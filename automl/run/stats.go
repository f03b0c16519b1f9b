package run

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/num"
)

// interval is the 95 % interval of a mean score over folds. The spread of scores whose
// training rows overlap is widened as Nadeau and Bengio (2003, eq. 9) say: the variance of
// the mean is (1/K + n2/n1) times that of the scores, for n1 training and n2 valid rows.
func interval(scores []float64, train, valid int) (mean, low, high float64) {
	mean = stat.Mean(scores, nil)
	if len(scores) < 2 {
		return mean, mean, mean
	}
	nu := float64(len(scores) - 1)
	half := distuv.StudentsT{Sigma: 1, Nu: nu}.Quantile(0.975) * standardError(scores, train, valid)
	return mean, mean - half, mean + half
}

// standardError is that of a mean score over folds, widened as interval says; 0 for one fold,
// which says nothing of it.
func standardError(scores []float64, train, valid int) float64 {
	if len(scores) < 2 {
		return 0
	}
	return stat.StdDev(scores, nil) * math.Sqrt(1/float64(len(scores))+float64(valid)/float64(train))
}

// tied reports whether the scores of two models on the same folds do not differ beyond
// chance at 5 %, by the corrected paired t-test of Nadeau and Bengio (2003).
func tied(a, b []float64, train, valid int) bool {
	if len(a) != len(b) || len(a) < 2 {
		return false
	}
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	_, low, high := interval(d, train, valid)
	return low <= 0 && high >= 0
}

// resampled is a 95 % interval of a score on one valid part, from 200 bootstrap samples of
// its rows.
func resampled(m *automl.Metric, y automl.Target, p *automl.Prediction, seed uint64) (low, high float64) {
	rng := num.RNG(seed, "bootstrap")
	n := min(len(y.Y), 20000)
	shrink := math.Sqrt(float64(n) / float64(len(y.Y)))
	var scores []float64
	for range 200 {
		ys := automl.Target{Task: y.Task, Classes: y.Classes, Y: make([]float64, n)}
		if y.W != nil {
			ys.W = make([]float64, n)
		}
		ps := &automl.Prediction{Width: p.Width, Threshold: p.Threshold, Values: make([]float64, 0, n*p.Width)}
		for i := range n {
			k := rng.IntN(len(y.Y))
			ys.Y[i] = y.Y[k]
			if y.W != nil {
				ys.W[i] = y.W[k]
			}
			ps.Values = append(ps.Values, p.Row(k)...)
		}
		if s, err := m.Score(ys, ps); err == nil {
			scores = append(scores, s)
		}
	}
	if len(scores) < 2 {
		return math.NaN(), math.NaN()
	}
	half := 1.96 * stat.StdDev(scores, nil) * shrink
	mean := stat.Mean(scores, nil)
	return mean - half, mean + half
}
