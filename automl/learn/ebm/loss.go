package ebm

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
	// Pairs of terms first: shorter than one term after the other.
	r2 := float64(r * r)
	low := 1 + r + float64(r2*(0.5+float64(r*(1.0/6))))
	high := 1.0/24 + float64(r*(1.0/120)) + float64(r2*(1.0/720+float64(r*(1.0/5040))))
	p := low + float64(float64(r2*r2)*high)
	return math.Float64frombits(uint64(int64(k)+1023)<<52) * p
}

func logistic(score float64) float64 { return 1 / (1 + exp(-score)) }

// minHess keeps a certain row's hessian above 0.
const minHess = 1e-16

// derive writes the gradient words of the rows from, up to, not including, to.
func (b *bag) derive(from, to int) {
	switch b.task {
	case automl.Regression:
		score, y, words := b.score[0][from:to], b.y[from:to], b.words[0]
		for i, v := range score {
			words[i] = b.word(from+i, v-y[i], 1)
		}
	case automl.Binary:
		score, y, words := b.score[0][from:to], b.y[from:to], b.words[0]
		for i, v := range score {
			p := logistic(v)
			words[i] = b.word(from+i, p-y[i], max(p*(1-p), minHess))
		}
	case automl.Multiclass:
		b.shares(from, to)
		// Why the factor: it makes two classes the same as the binary loss (Friedman 2001,
		// eq. 34).
		n := float64(b.outputs)
		factor := n / (n - 1)
		for k, share := range b.share {
			words := b.words[k]
			for i, p := range share[:to-from] {
				g := p
				if int(b.y[from+i]) == k {
					g--
				}
				words[i] = b.word(from+i, g, max(factor*p*(1-p), minHess))
			}
		}
	}
}

// word is the gradient and hessian of the row at position i as one word.
func (b *bag) word(i int, g, h float64) uint64 {
	g, h = float64(g*b.unit.g), float64(h*b.unit.h)
	if b.w != nil {
		g, h = float64(g*b.w[i]), float64(h*b.w[i])
	}
	return uint64(round(g))<<32 + uint64(round(h))
}

// round is the nearest whole number of one below 2^51 in size.
func round(v float64) int64 {
	const shift = 3 << 51 // its lowest bit counts ones
	return int64(math.Float64bits(v+shift)&(1<<52-1)) - 1<<51
}

// first is the gradient of a sum of words, second its hessian.
func first(w uint64) float64  { return float64(int32(w >> 32)) }
func second(w uint64) float64 { return float64(int64(w & math.MaxUint32)) }

// shares finds the classes' probabilities of a tile of rows.
func (b *bag) shares(from, to int) {
	for i := from; i < to; i++ {
		top := math.Inf(-1)
		for _, score := range b.score {
			top = max(top, score[i])
		}
		total := 0.0
		for k, score := range b.score {
			e := exp(score[i] - top)
			b.share[k][i-from] = e
			total += e
		}
		for k := range b.share {
			b.share[k][i-from] /= total
		}
	}
}

// heldLoss is the sum of the losses of the rows set aside: the squared error, or the
// negative log likelihood.
func (b *bag) heldLoss() float64 {
	sum := 0.0
	for i := b.from; i < b.to; i++ {
		sum += float64(b.weight(i) * b.rowLoss(i))
	}
	return sum
}

func (b *bag) rowLoss(i int) float64 {
	score := b.score[0][i]
	switch b.task {
	case automl.Binary:
		if b.y[i] == 0 {
			score = -score
		}
		// log(1+exp(-score)), without overflow.
		return max(-score, 0) + math.Log1p(exp(-math.Abs(score)))
	case automl.Multiclass:
		b.shares(i, i+1)
		return -math.Log(max(b.share[int(b.y[i])][0], 1e-300))
	}
	e := score - b.y[i]
	return e * e
}
