package ebm

import (
	"math"

	"winnow/automl"
	"winnow/automl/num"
)

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
		e := b.share[0][:to-from]
		for i, v := range score {
			e[i] = -v
		}
		num.Exps(e)
		for i := range score {
			p := 1 / (1 + e[i])
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
		for k, score := range b.score {
			b.share[k][i-from] = score[i] - top
		}
	}
	for k := range b.share {
		num.Exps(b.share[k][:to-from])
	}
	for i := range to - from {
		total := 0.0
		for k := range b.share {
			total += b.share[k][i]
		}
		for k := range b.share {
			b.share[k][i] /= total
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
		return max(-score, 0) + math.Log1p(num.Exp(-math.Abs(score)))
	case automl.Multiclass:
		b.shares(i, i+1)
		return -math.Log(max(b.share[int(b.y[i])][0], 1e-300))
	}
	e := score - b.y[i]
	return e * e
}
