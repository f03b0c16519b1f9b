// Package calibrate fits what comes after a model's probabilities: how sure they should be,
// and from which probability on the answer is yes.
package calibrate

import (
	"math"

	"winnow/automl"
)

// The slope stays within these: beyond, the probabilities only look surer or flatter, and
// rows that happen to be all right or all wrong would drive it there.
const (
	leastSlope = 0.05
	mostSlope  = 20
	// Why: the logarithm of a probability of 0 is endless; scikit-learn's log loss stops at
	// the same value.
	epsilon = 0x1p-52
	// slopeDeviation is that of the logarithm of slopes before any row is seen. On real and made sets
	// of more than a thousand rows slopes lay from 0.93 to 1.36.
	slopeDeviation = 0.5
)

// Temperature finds the slope by which logits are multiplied so that the log loss on target
// is least (Guo et al. 2017): above 1 makes probabilities surer, below 1 flatter. For one
// column the logit is log(p/(1-p)), for several log(p). The slope is the most likely one where
// its logarithm is normal around 0 with a deviation of 0.5, a prior that gives way to some
// hundred rows: few rows that happen to be all right would ask for probabilities of 1. It is at
// least 0.05 and at most 20; it is 1 when the loss does not depend on it.
//
// Pred must come from rows that the model never saw.
func Temperature(target automl.Target, pred *automl.Prediction) (slope float64, err error) {
	if !target.Task.IsClassification() {
		return 0, automl.Errorf("calibrate", automl.BadUsage, "Only probabilities can be calibrated; a predicted number has none.")
	}
	if err := check(target, pred); err != nil {
		return 0, err
	}
	logits := logits(pred)
	slopes := func(a float64) (first, second float64) {
		if pred.Width == 1 {
			first, second = binaryDerivatives(target, logits, a)
		} else {
			first, second = classDerivatives(target, logits, pred.Width, a)
		}
		pull := 1 / (slopeDeviation * slopeDeviation * a)
		return first + pull*math.Log(a), second + pull*(1-math.Log(a))/a
	}
	return minimum(slopes), nil
}

// Scale applies a slope found by Temperature to predictions, row by row.
func Scale(pred *automl.Prediction, slope float64) *automl.Prediction {
	z := logits(pred)
	out := &automl.Prediction{Width: pred.Width, Threshold: pred.Threshold, Values: make([]float64, len(z))}
	if pred.Width == 1 {
		for i, v := range z {
			out.Values[i] = logistic(slope * v)
		}
		return out
	}
	for at := 0; at < len(z); at += pred.Width {
		softmax(out.Values[at:at+pred.Width], z[at:at+pred.Width], slope)
	}
	return out
}

// minimum finds where the first derivative of a function crosses zero upwards, by Newton
// steps that fall back to halving the interval.
func minimum(derivatives func(a float64) (first, second float64)) float64 {
	lo, hi := leastSlope, float64(mostSlope)
	a := 1.0
	for range 100 {
		first, second := derivatives(a)
		switch {
		case first == 0:
			return a
		case first > 0:
			hi = a
		default:
			lo = a
		}
		next := a - first/second
		if !(next > lo && next < hi) {
			next = math.Sqrt(lo * hi)
		}
		if math.Abs(next-a) <= 1e-12*a {
			return next
		}
		a = next
	}
	return a
}

func binaryDerivatives(t automl.Target, z []float64, a float64) (first, second float64) {
	for i, v := range z {
		q, w := logistic(a*v), weight(t, i)
		first += w * (q - t.Y[i]) * v
		second += w * q * (1 - q) * v * v
	}
	return first, second
}

func classDerivatives(t automl.Target, z []float64, width int, a float64) (first, second float64) {
	q := make([]float64, width)
	for i := range t.Y {
		row, w := z[i*width:(i+1)*width], weight(t, i)
		softmax(q, row, a)
		var mean, square float64
		for k, v := range row {
			mean += q[k] * v
			square += q[k] * v * v
		}
		first += w * (mean - row[int(t.Y[i])])
		second += w * (square - mean*mean)
	}
	return first, second
}

func logits(p *automl.Prediction) []float64 {
	z := make([]float64, len(p.Values))
	for i, v := range p.Values {
		v = min(max(v, epsilon), 1-epsilon)
		z[i] = math.Log(v)
		if p.Width == 1 {
			z[i] -= math.Log1p(-v)
		}
	}
	return z
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func softmax(out, z []float64, slope float64) {
	top := math.Inf(-1)
	for _, v := range z {
		top = max(top, slope*v)
	}
	var s float64
	for k, v := range z {
		out[k] = math.Exp(slope*v - top)
		s += out[k]
	}
	for k := range out {
		out[k] /= s
	}
}

func weight(t automl.Target, i int) float64 {
	if t.W == nil {
		return 1
	}
	return t.W[i]
}

func check(t automl.Target, p *automl.Prediction) error {
	if p == nil || p.Width != t.Task.PredictionWidth(len(t.Classes)) || len(p.Values) != p.Width*len(t.Y) {
		return automl.Errorf("calibrate", automl.Internal, "The predictions to calibrate do not fit the rows they are held against.")
	}
	if len(t.Y) == 0 {
		return automl.Errorf("calibrate", automl.BadData, "There are no rows to calibrate on.")
	}
	for _, v := range p.Values {
		if math.IsNaN(v) {
			return automl.Errorf("calibrate", automl.BadData, "The model predicted something that is not a number.")
		}
	}
	return nil
}
