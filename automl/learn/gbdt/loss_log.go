package gbdt

import (
	"math"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// The losses here are half the deviances of distributions whose mean is the exponential of
// the score (McCullagh and Nelder 1989). Targets are divided by their mean, so that
// boosting starts from 0.

// poissonLoss is for counts: targets of at least 0.
type poissonLoss struct{}

func (poissonLoss) outputs() int          { return 1 }
func (poissonLoss) start(*data) []float64 { return []float64{0} }
func (poissonLoss) link() graph.LinkFunc  { return graph.Exp }

func (poissonLoss) derive(y []float64, scores, g, h [][]float64) {
	for i, v := range y {
		mean := num.Exp(scores[0][i])
		g[0][i] = mean - v
		h[0][i] = max(mean, minHess)
	}
}

func (poissonLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		s := scores[0][i]
		out[i] = num.Exp(s) - v
		if v > 0 {
			out[i] += v * (math.Log(v) - s)
		}
		out[i] = max(out[i], 0)
	}
}

// gammaLoss is for amounts above 0 whose deviation grows with their mean.
type gammaLoss struct{}

func (gammaLoss) outputs() int          { return 1 }
func (gammaLoss) start(*data) []float64 { return []float64{0} }
func (gammaLoss) link() graph.LinkFunc  { return graph.Exp }

func (gammaLoss) derive(y []float64, scores, g, h [][]float64) {
	for i, v := range y {
		part := v * num.Exp(-scores[0][i])
		g[0][i] = 1 - part
		h[0][i] = max(part, minHess)
	}
}

func (gammaLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		s := scores[0][i]
		out[i] = max(s-math.Log(v)+v*num.Exp(-s)-1, 0)
	}
}

// tweedieLoss is for amounts of which many are 0: a Poisson number of gamma amounts, with
// variance in proportion to the mean to a power between 1 and 2 (Jørgensen 1987).
type tweedieLoss struct{ power float64 }

func (tweedieLoss) outputs() int          { return 1 }
func (tweedieLoss) start(*data) []float64 { return []float64{0} }
func (tweedieLoss) link() graph.LinkFunc  { return graph.Exp }

func (l tweedieLoss) derive(y []float64, scores, g, h [][]float64) {
	a, b := 1-l.power, 2-l.power
	for i, v := range y {
		s := scores[0][i]
		ea, eb := v*num.Exp(a*s), num.Exp(b*s)
		g[0][i] = eb - ea
		h[0][i] = max(b*eb-a*ea, minHess)
	}
}

func (l tweedieLoss) lose(y []float64, scores [][]float64, out []float64) {
	a, b := 1-l.power, 2-l.power
	for i, v := range y {
		s := scores[0][i]
		at := 0.0
		if v > 0 {
			at = math.Pow(v, b) / (a * b)
		}
		out[i] = max(at-v*num.Exp(a*s)/a+num.Exp(b*s)/b, 0)
	}
}
