package gbdt

import (
	"math"

	"winnow/automl"
)

// exp is e to the x within 1e-9 of itself for |x| up to 700, clamped beyond: a polynomial on
// [-ln2/2, ln2/2] and a power of two.
func exp(x float64) float64 {
	x = min(max(x, -700), 700)
	const perLog2 = 1 / math.Ln2
	k := math.Floor(float64(x*perLog2) + 0.5)
	// ln2 in two parts, so that the remainder is exact.
	r := x - float64(k*6.93147180369123816490e-01)
	r -= float64(k * 1.90821492927058770002e-10)
	p := 1 + float64(r*(1.0/8))
	p = 1 + float64(float64(r*(1.0/7))*p)
	p = 1 + float64(float64(r*(1.0/6))*p)
	p = 1 + float64(float64(r*(1.0/5))*p)
	p = 1 + float64(float64(r*(1.0/4))*p)
	p = 1 + float64(float64(r*(1.0/3))*p)
	p = 1 + float64(float64(r*(1.0/2))*p)
	p = 1 + float64(r*p)
	return math.Float64frombits(uint64(int64(k)+1023)<<52) * p
}

func logistic(score float64) float64 { return 1 / (1 + exp(-score)) }

// minHess keeps a certain row's hessian above 0.
const minHess = 1e-16

// derive writes the gradients and hessians of the loss with respect to output k's score,
// without weights.
func (b *booster) derive(k int, rows []int32, g, h []float64) {
	sum, base, y := b.sum[k], b.base[k], b.y
	switch b.task {
	case automl.Regression:
		for i, r := range rows {
			g[i] = base + float64(b.Rate*sum[r]) - y[r]
			h[i] = 1
		}
	case automl.Binary:
		for i, r := range rows {
			p := logistic(base + float64(b.Rate*sum[r]))
			g[i] = p - y[r]
			h[i] = max(p*(1-p), minHess)
		}
	case automl.Multiclass:
		// Why the factor: it makes two classes the same as the binary loss (Friedman 2001,
		// eq. 34).
		n := float64(b.outputs)
		factor := n / (n - 1)
		for i, r := range rows {
			p := b.share[k][r]
			g[i] = p
			if int(y[r]) == k {
				g[i] = p - 1
			}
			h[i] = max(factor*p*(1-p), minHess)
		}
	}
}

// shares brings the classes' probabilities of rows up to date.
func (b *booster) shares(rows []int32) {
	for _, r := range rows {
		top := math.Inf(-1)
		for k, sum := range b.sum {
			top = max(top, b.base[k]+float64(b.Rate*sum[r]))
		}
		total := 0.0
		for k, sum := range b.sum {
			e := exp(b.base[k] + float64(b.Rate*sum[r]) - top)
			b.share[k][r] = e
			total += e
		}
		for k := range b.sum {
			b.share[k][r] /= total
		}
	}
}

// loss is the mean loss over rows: the squared error, or the negative log likelihood.
func (b *booster) loss(rows []int32) float64 {
	if b.task == automl.Multiclass {
		b.shares(rows)
	}
	sum, total := 0.0, 0.0
	for _, r := range rows {
		w := b.weight(r)
		total += w
		sum += float64(w * b.rowLoss(r))
	}
	return sum / total
}

func (b *booster) rowLoss(r int32) float64 {
	score := b.base[0] + float64(b.Rate*b.sum[0][r])
	switch b.task {
	case automl.Binary:
		if b.y[r] == 0 {
			score = -score
		}
		// log(1+exp(-score)), without overflow.
		return max(-score, 0) + math.Log1p(exp(-math.Abs(score)))
	case automl.Multiclass:
		return -math.Log(max(b.share[int(b.y[r])][r], 1e-300))
	}
	e := score - b.y[r]
	return e * e
}
