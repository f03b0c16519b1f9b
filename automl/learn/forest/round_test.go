package forest

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/num"
	"winnow/automl/tree"
)

// TestRoundShares: the shares of a leaf still add up to 1, are multiples of what the bits allow, next to
// what they were, and on average just that.
func TestRoundShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(4, 12).Draw(t, "bits")
		shares := make([]float32, rapid.IntRange(2, 8).Draw(t, "classes"))
		sum := 0.0
		for k := range shares {
			shares[k] = float32(math.Pow(rapid.Float64Range(0.01, 1).Draw(t, "share"), 4))
			sum += float64(shares[k])
		}
		const times = 4000
		rng := num.RNG(1, "round")
		mean, step := make([]float64, len(shares)), math.Ldexp(1, -bits)
		for k := range shares {
			shares[k] = float32(float64(shares[k]) / sum)
		}
		for range times {
			got := append([]float32(nil), shares...)
			roundShares(got, bits, rng)
			total := float32(0)
			for k, v := range got {
				total += v
				mean[k] += float64(v) / times
				if d := math.Abs(float64(v - shares[k])); d > step*1.001 || math.Mod(float64(v), step) != 0 || v < 0 {
					t.Fatalf("share %v became %v", shares[k], v)
				}
			}
			if total != 1 {
				t.Fatalf("%v add up to %v", got, total)
			}
		}
		for k, v := range mean {
			if d := math.Abs(v - float64(shares[k])); d > 5*step/2/math.Sqrt(times)+1e-6 {
				t.Errorf("share %v is %v on average", shares[k], v)
			}
		}
	})
}

// TestRound: numbers and shares of one class keep their significant bits, and are what they were on
// average.
func TestRound(t *testing.T) {
	for _, c := range []struct {
		name    string
		number  bool
		v, step float64
		trees   int
	}{
		{"a share", false, 0.3, 1. / 256, 200},
		{"a small share", false, 0.001, 1. / (1 << 12), 200},
		{"a share of few trees", false, 0.3, 1. / (1 << 12), 1},
		{"no share", false, 0, 1, 200},
		{"all", false, 1, 1, 200},
		{"a number", true, -1000, 2, 500},
		{"a number of half as many trees", true, 1000, 1, 100},
	} {
		d := &data{number: c.number}
		rng := num.RNG(1, "round")
		leaf := &tree.Tree{Width: 1, Values: make([]float32, 10_000)}
		for i := range leaf.Values {
			leaf.Values[i] = float32(c.v)
		}
		d.round(leaf, c.trees, rng)
		sum := 0.0
		for _, v := range leaf.Values {
			sum += float64(v)
			if math.Mod(float64(v), c.step) != 0 || math.Abs(float64(v)-c.v) >= c.step {
				t.Fatalf("%s: %v became %v", c.name, c.v, v)
			}
		}
		if mean := sum / 10_000; math.Abs(mean-c.v) > 5*c.step/2/100 {
			t.Errorf("%s: %v is %v on average", c.name, c.v, mean)
		}
	}
}
