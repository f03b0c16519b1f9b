package tree

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
)

// hard are numbers that are hard to part or to keep apart.
var hard = []float64{0, math.Copysign(0, -1), 1, math.Nextafter(1, 2), math.Nextafter(1, 0), 1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, 5e-324, -5e-324, 16777216, 16777217, 16777218, math.NaN(), 1.7e9, 1.7e9 + 1}

func drawValues(t *rapid.T) []float64 {
	one := rapid.OneOf(rapid.SampledFrom(hard), rapid.Float64Range(-10, 10), rapid.Map(rapid.IntRange(-20, 20), func(i int) float64 { return float64(i) }))
	return rapid.SliceOfN(one, 1, 600).Draw(t, "values")
}

func TestBinsKeepOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawValues(t)
		limit := rapid.SampledFrom([]int{3, 15, 63, 255}).Draw(t, "limit")
		b := BinsOf(&automl.Feature{Nums: v}, len(v), allRows(len(v)), limit)
		if b.Count > limit-1 || b.Count > 0 && len(b.Upper) != b.Count-1 {
			t.Fatalf("%d bins with %d bounds, want %d at most", b.Count, len(b.Upper), limit-1)
		}
		for i, x := range v {
			want := MissingBin
			if x == x {
				want = 0
				for want < len(b.Upper) && x > b.Upper[want] {
					want++
				}
			}
			if int(b.Codes[i]) != want {
				t.Fatalf("%v is in bin %d, want %d of %v", x, b.Codes[i], want, b.Upper)
			}
		}
		checkBounds(t, v, b, limit)
	})
}

// checkBounds holds every bound to lie between two neighbouring values, and to be exact in
// single precision where that can be.
func checkBounds(t *rapid.T, v []float64, b *Bins, limit int) {
	var sorted []float64
	for _, x := range v {
		if x == x {
			sorted = append(sorted, x+0)
		}
	}
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	if len(sorted) < limit && b.Count != len(sorted) {
		t.Fatalf("%d bins for %d distinct values", b.Count, len(sorted))
	}
	for _, u := range b.Upper {
		at, on := slices.BinarySearch(sorted, u)
		if on {
			if math.Nextafter(u, math.Inf(1)) != sorted[at+1] {
				t.Fatalf("bound %v is a value, and %v the next", u, sorted[at+1])
			}
			continue
		}
		if at == 0 || at == len(sorted) {
			t.Fatalf("bound %v lies outside of the values", u)
		}
		above := math.Nextafter32(float32(sorted[at-1]), float32(math.Inf(1)))
		if sorted[at-1] < float64(above) && float64(above) < sorted[at] && float64(float32(u)) != u {
			t.Fatalf("bound %v between %v and %v is not exact in single precision", u, sorted[at-1], sorted[at])
		}
	}
}

func TestBinsOfEvenWeight(t *testing.T) {
	v := make([]float64, 10_000)
	for i := range v {
		v[i] = float64(i) * float64(i)
	}
	// A value that outweighs a bin has one for itself.
	for i := 5000; i < 7000; i++ {
		v[i] = 25e6
	}
	b := BinsOf(&automl.Feature{Nums: v}, len(v), allRows(len(v)), 63)
	counts := make([]int, 256)
	for _, c := range b.Codes {
		counts[c]++
	}
	if heavy := counts[b.Codes[5000]]; heavy != 2000 {
		t.Errorf("the heavy value's bin holds %d rows, want 2000", heavy)
	}
	for k, n := range counts[:b.Count] {
		if n != 2000 && n > 2*10_000/62 {
			t.Errorf("bin %d holds %d rows", k, n)
		}
	}
	if b.Count < 50 {
		t.Errorf("%d bins, want about 62", b.Count)
	}
}

func TestBinsAreShared(t *testing.T) {
	f := &automl.Feature{Nums: []float64{1, 2, 3, 4}, Shared: true}
	if BinsOf(f, 4, []int32{0, 1}, 255) != BinsOf(f, 4, []int32{2, 3}, 255) {
		t.Error("bins of a shared feature were made twice")
	}
	f = &automl.Feature{Nums: []float64{1, 2, 3, 4}}
	if b := BinsOf(f, 4, []int32{0, 1}, 255); b.Count != 2 || b.Codes[3] != 1 {
		t.Errorf("bins of a fitted feature: %+v, want those of rows 0 and 1", b)
	}
}

func TestCategoryBins(t *testing.T) {
	f := &automl.Feature{Kind: automl.Categorical, Levels: []string{"rare", "often", "never", "some"}, Codes: []int32{1, 1, 1, 3, 3, 0, -1, 4}}
	b := BinsOf(f, 8, allRows(8), 255)
	if want := []uint8{0, 0, 0, 1, 1, 2, 255, 255}; !slices.Equal(b.Codes, want) {
		t.Errorf("codes %v, want %v", b.Codes, want)
	}
	if want := []uint8{2, 0, 255, 1}; !slices.Equal(b.Level, want) {
		t.Errorf("bins of levels %v, want %v", b.Level, want)
	}
	// With room for two bins the rarer levels share the second.
	if b = BinsOf(f, 8, allRows(8), 3); b.Count != 2 || b.Level[0] != 1 || b.Level[3] != 1 {
		t.Errorf("pooled: %+v", b)
	}
}

func TestSortKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.Map(rapid.Uint64Range(0, 1000), func(low uint64) uint64 { return 5<<topShift | low })
		keys := rapid.SliceOf(rapid.OneOf(rapid.Uint64(), near)).Draw(t, "keys")
		want := slices.Sorted(slices.Values(keys))
		if got := sortKeys(slices.Clone(keys), make([]uint64, len(keys))); !slices.Equal(got, want) {
			t.Fatalf("sortKeys(%v) = %v", keys, got)
		}
	})
}

func allRows(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}
