package forest

import (
	"math"
	"math/rand/v2"

	"winnow/automl/tree"
)

// Leaves' values are rounded up or down by chance, so that on average they are what they were. Why:
// the figures of a leaf beyond these are most of a forest's file, and do not say more of new rows:
// of the mean of 200 trees rounding moves a share by some 1/7,000 and a number by 1/10,000 of itself.
const (
	usualTrees = 200
	// shareBits are the bits of a share behind the point. A share of the second of two classes has
	// shareFigures significant bits at least, for a class that is rare.
	shareBits    = 8
	shareFigures = 3
	// numberFigures are the significant bits of a number.
	numberFigures = 9
)

// finer is how many bits more the values of so few trees have. Why: the errors of each count more.
func finer(trees int) int {
	return max(0, int(math.Ceil(math.Log2(usualTrees/float64(trees))/2)))
}

// round rounds the values of the leaves of one of so many trees.
func (d *data) round(t *tree.Tree, trees int, rng *rand.Rand) {
	more := finer(trees)
	if d.answers.Classes > 0 {
		for i := 0; i < len(t.Values); i += t.Width {
			roundShares(t.Values[i:][:t.Width], shareBits+more, rng)
		}
		return
	}
	for i, v := range t.Values {
		_, exponent := math.Frexp(float64(v))
		step := exponent - numberFigures - more
		if !d.number {
			step = min(exponent-shareFigures, -shareBits) - more
		}
		t.Values[i] = float32(math.Ldexp(math.Floor(math.Ldexp(float64(v), -step)+rng.Float64()), step))
	}
}

// roundShares rounds shares to so many bits behind the point. Their sum, which is 1, stays: each
// rounded share is the difference of two rounded sums (systematic sampling, Madow 1949).
func roundShares(shares []float32, bits int, rng *rand.Rand) {
	whole, start := math.Ldexp(1, bits), rng.Float64()
	sum, before := 0.0, 0.0
	for k, v := range shares {
		sum += float64(v)
		upto := whole
		if k < len(shares)-1 {
			upto = min(whole, math.Floor(float64(sum*whole)+start))
		}
		shares[k] = float32((upto - before) / whole)
		before = upto
	}
}
