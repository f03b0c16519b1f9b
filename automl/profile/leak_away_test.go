package profile

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestHomeValue holds the most frequent number against a plain count.
func TestHomeValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]float64{0, 0, 0, 1, 2, 3, 4, 5, 6, math.NaN()})
		nums := rapid.SliceOfN(value, 1, 60).Draw(t, "nums")
		count := map[float64]int{}
		for _, v := range nums {
			count[v]++
		}
		want, most := 0.0, 0
		for v := range 7 {
			if n := count[float64(v)]; n > most {
				want, most = float64(v), n
			}
		}
		home, at, ok := homeValue(nums)
		if ok != (most > 0 && float64(most) >= homeShare*float64(len(nums))) {
			t.Fatalf("%v: a home is said to be there: %v", nums, ok)
		}
		if ok && (home != want || nums[at] != home) {
			t.Fatalf("%v: the home is %v in row %d, want %v", nums, home, at, want)
		}
	})
}
