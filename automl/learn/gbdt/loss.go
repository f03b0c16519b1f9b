package gbdt

import (
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// loss is what boosting lowers. Rows stand by position: y holds their targets, and
// scores[k] their scores for output k.
type loss interface {
	// outputs is the number of scores of a row.
	outputs() int
	// start is the scores that boosting starts from.
	start(d *data) []float64
	// derive writes the first and second derivatives by each output's score; the second are
	// above 0, if need be those of a parabola that bounds the loss.
	derive(y []float64, scores, g, h [][]float64)
	// lose writes the loss of each row, at least 0.
	lose(y []float64, scores [][]float64, out []float64)
	// link turns scores into predictions; empty where they are predictions.
	link() graph.LinkFunc
}

// LossName names a loss of regression.
type LossName string

// The losses.
const (
	AutoLoss LossName = "auto"     // squared
	Squared  LossName = "squared"  // the mean
	Absolute LossName = "absolute" // the median
	Huber    LossName = "huber"    // the mean, with far errors counted less
	Quantile LossName = "quantile" // what a share of the targets lies below
	Poisson  LossName = "poisson"  // the mean of counts
	Gamma    LossName = "gamma"    // the mean of amounts above 0
	Tweedie  LossName = "tweedie"  // the mean of amounts, many of them 0
)

// LossNames lists the losses of regression.
var LossNames = []LossName{AutoLoss, Squared, Absolute, Huber, Quantile, Poisson, Gamma, Tweedie}

// newLoss is the loss for the data's task.
func (l *Learner) newLoss(d *data) loss {
	switch d.task {
	case automl.Binary:
		return logisticLoss{}
	case automl.Multiclass:
		return softmaxLoss{classes: len(d.prior), soft: l.Soft}
	}
	if len(l.Levels) > 0 {
		return quantileLoss{levels: slices.Sorted(slices.Values(l.Levels))}
	}
	switch l.Loss {
	case Absolute:
		return quantileLoss{levels: []float64{0.5}}
	case Quantile:
		return quantileLoss{levels: []float64{l.Level}}
	case Huber:
		return huberLoss{delta: l.HuberDelta * d.spread()}
	case Poisson:
		return poissonLoss{}
	case Gamma:
		return gammaLoss{}
	case Tweedie:
		return tweedieLoss{power: l.TweediePower}
	}
	return squaredLoss{}
}

// logLink reports whether the loss is of scores that are logarithms.
func (n LossName) logLink() bool { return n == Poisson || n == Gamma || n == Tweedie }

// squaredLoss is half the squared error.
type squaredLoss struct{}

func (squaredLoss) outputs() int          { return 1 }
func (squaredLoss) start(*data) []float64 { return []float64{0} }
func (squaredLoss) link() graph.LinkFunc  { return "" }

func (squaredLoss) derive(y []float64, scores, g, h [][]float64) {
	s, g0, h0 := scores[0][:len(y)], g[0][:len(y)], h[0][:len(y)]
	for i, v := range y {
		g0[i] = s[i] - v
		h0[i] = 1
	}
}

func (squaredLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		e := scores[0][i] - v
		out[i] = e * e / 2
	}
}

// exp is e to the x within 1e-9 of itself for |x| up to 700, clamped beyond: a polynomial on
// [-ln2/2, ln2/2] and a power of two.
func exp(x float64) float64 {
	if x > 700 {
		x = 700
	}
	if x < -700 {
		x = -700
	}
	const shift = 3 << 51 // its lowest bit counts ones
	k := float64(x*(1/math.Ln2)) + shift
	power := math.Float64bits(k)
	k -= shift
	// ln2 in two parts, so that the remainder is exact.
	r := x - float64(k*6.93147180369123816490e-01)
	r -= float64(k * 1.90821492927058770002e-10)
	// Why in pairs: they do not wait for one another.
	r2 := r * r
	r4 := r2 * r2
	p := float64(r4 * ((1.0/24 + float64(r*(1.0/120))) + float64(r2*((1.0/720+float64(r*(1.0/5040)))+float64(r2*(1.0/40320))))))
	p += (1 + r) + float64(r2*(1.0/2+float64(r*(1.0/6))))
	return math.Float64frombits((power+1023)<<52) * p
}

func logistic(score float64) float64 { return 1 / (1 + exp(-score)) }

// allows refuses targets that the loss is not for.
func (l *Learner) allows(d *data) error {
	if !d.logs {
		return nil
	}
	least := math.Inf(1)
	for _, r := range d.rows {
		least = min(least, d.raw[r])
	}
	what := "that are never negative"
	if l.Loss == Gamma {
		what = "above 0"
	}
	if least > 0 || least == 0 && l.Loss != Gamma {
		return nil
	}
	return automl.Errorf("fit", automl.BadData, "The %s loss is for numbers %s, and the smallest target is %.6g.", l.Loss, what, least).
		WithHint("Choose another loss, such as squared.")
}
