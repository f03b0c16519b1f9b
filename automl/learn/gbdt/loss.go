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
