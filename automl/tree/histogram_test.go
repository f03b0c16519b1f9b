package tree

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/num"
)

// matrixOfCodes packs random codes of so many features and rows.
func matrixOfCodes(features, space int, seed uint64) *Matrix {
	rng := num.RNG(seed, "codes")
	bins := make([]*Bins, features)
	for f := range bins {
		bins[f] = &Bins{Codes: make([]uint8, space), Count: 255}
		for r := range bins[f].Codes {
			bins[f].Codes[r] = uint8(rng.Uint32())
		}
	}
	return newMatrix(nil, bins, space, 2)
}

// TestSumsOfGroups holds the histograms of any groups to be the sums by code, for one plate
// of groups and several, for all rows and some.
func TestSumsOfGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		features := rapid.IntRange(1, 150).Draw(t, "features")
		space := rapid.IntRange(1, 5000).Draw(t, "rows")
		seed := rapid.Uint64().Draw(t, "seed")
		m := matrixOfCodes(features, space, seed)
		from := rapid.IntRange(0, m.groups()-1).Draw(t, "from")
		to := rapid.IntRange(from+1, m.groups()).Draw(t, "to")
		rng := num.RNG(seed, "rows")
		share := rapid.SampledFrom([]float64{0.01, 0.5, 1}).Draw(t, "share")
		var rows []int32
		var words []uint64
		for r := range space {
			if rng.Float64() < share {
				rows, words = append(rows, int32(r)), append(words, rng.Uint64())
			}
		}
		sets := make([]histogram, (to-from)*lanes)
		sets[0][7] = 1 // what stood there before must not count
		m.sumGroups(sets, from, to, rows, words, m.newGathered())
		for f := from * lanes; f < min(to*lanes, features); f++ {
			var want histogram
			for i, r := range rows {
				want[m.Bins[f].Codes[r]] += words[i]
			}
			if sets[f-from*lanes] != want {
				t.Fatalf("feature %d of %d: other sums", f, features)
			}
		}
	})
}

// TestPartition holds rows to be parted by their codes' sides, in their order.
func TestPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.IntRange(1, 400).Draw(t, "space")
		rng := num.RNG(rapid.Uint64().Draw(t, "seed"), "partition")
		codes := make([]uint8, space, space+rapid.IntRange(0, 3).Draw(t, "past"))
		for r := range codes {
			codes[r] = uint8(rng.Uint32())
		}
		var sides [256]uint8
		for b := range sides {
			sides[b] = uint8(rng.Uint32() & 1)
		}
		var rows, left, right []int32
		for r := range int32(space) {
			if rng.Float64() < 0.7 {
				rows = append(rows, r)
				if sides[codes[r]] == 1 {
					left = append(left, r)
				} else {
					right = append(right, r)
				}
			}
		}
		nl := partition(rows, make([]int32, space), codes, &sides)
		if nl != len(left) || !slices.Equal(rows[:nl], left) || !slices.Equal(rows[nl:], right) {
			t.Fatalf("%d rows left, want %d, or in another order", nl, len(left))
		}
	})
}
