package gbdt

import (
	"math"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// minHess keeps a certain row's hessian above 0.
const minHess = 1e-16

// logisticLoss is the negative log likelihood of two classes, or its mean under the
// probability of the second.
type logisticLoss struct{}

func (logisticLoss) outputs() int         { return 1 }
func (logisticLoss) link() graph.LinkFunc { return graph.Logistic }

func (logisticLoss) start(d *data) []float64 {
	return []float64{math.Log(d.prior[1] / d.prior[0])}
}

func (logisticLoss) derive(y []float64, scores, g, h [][]float64) {
	s, g0, h0 := scores[0][:len(y)], g[0][:len(y)], h[0][:len(y)]
	for i, v := range s {
		g0[i] = -v
	}
	num.Exps(g0)
	for i, v := range y {
		p := 1 / (1 + g0[i])
		g0[i] = p - v
		h0[i] = float64(p*(1-p)) + minHess
	}
}

func (logisticLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		score := scores[0][i]
		// log(1+exp(score)) - v*score, without overflow.
		out[i] = max(score, 0) - float64(v*score) + math.Log1p(num.Exp(-math.Abs(score)))
	}
}

// softmaxLoss is the negative log likelihood of several classes, or its mean under
// probabilities of them.
type softmaxLoss struct {
	classes int
	soft    [][]float64 // by class and row, which then is what y holds; nil where y is the class
}

func (l softmaxLoss) outputs() int       { return l.classes }
func (softmaxLoss) link() graph.LinkFunc { return graph.Softmax }

func (softmaxLoss) start(d *data) []float64 {
	b := make([]float64, len(d.prior))
	for k, p := range d.prior {
		b[k] = math.Log(p)
	}
	return b
}

func (l softmaxLoss) derive(y []float64, scores, g, h [][]float64) {
	// Why the factor: it makes two classes the same as the binary loss (Friedman 2001,
	// eq. 34).
	n := float64(l.classes)
	factor := n / (n - 1)
	shares(len(y), scores, g)
	for k := range g {
		gk, hk := g[k][:len(y)], h[k][:len(y)]
		for i, v := range y {
			p := gk[i]
			gk[i] = p - l.share(v, k)
			hk[i] = max(factor*p*(1-p), minHess)
		}
	}
}

func (l softmaxLoss) lose(y []float64, scores [][]float64, out []float64) {
	for i, v := range y {
		top := math.Inf(-1)
		for _, s := range scores {
			top = max(top, s[i])
		}
		sum := 0.0
		for _, s := range scores {
			sum += num.Exp(s[i] - top)
		}
		out[i] = math.Log(sum) + top
		for k, s := range scores {
			out[i] -= float64(l.share(v, k) * s[i])
		}
	}
}

// share is how much of class k the target v has.
func (l softmaxLoss) share(v float64, k int) float64 {
	switch {
	case l.soft != nil:
		return l.soft[k][int(v)]
	case int(v) == k:
		return 1
	}
	return 0
}

// shares writes the probabilities that n rows' scores stand for.
func shares(n int, scores, p [][]float64) {
	for i := range n {
		top := math.Inf(-1)
		for _, s := range scores {
			top = max(top, s[i])
		}
		for k, s := range scores {
			p[k][i] = s[i] - top
		}
	}
	for k := range p {
		num.Exps(p[k][:n])
	}
	for i := range n {
		total := 0.0
		for k := range p {
			total += p[k][i]
		}
		for k := range p {
			p[k][i] /= total
		}
	}
}
