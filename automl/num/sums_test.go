package num

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestSums holds sums against those of numbers of any length.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 0, 40).Draw(t, "x")
		for name, c := range map[string]struct {
			of   func([]float64) float64
			each func(v float64) float64
		}{
			"Sum":        {Sum, func(v float64) float64 { return v }},
			"SumAbs":     {SumAbs, math.Abs},
			"SumSquares": {SumSquares, func(v float64) float64 { return v * v }},
		} {
			want, size := new(big.Float), 0.0
			for _, v := range x {
				want.Add(want, big.NewFloat(c.each(v)))
				size += math.Abs(c.each(v))
			}
			exact, _ := want.Float64()
			if got := c.of(x); math.Abs(got-exact) > 1e-14*size {
				t.Fatalf("%s(%v) = %v, want %v", name, x, got, exact)
			}
		}
	})
}
