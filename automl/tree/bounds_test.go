package tree

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestBestIsPlain holds the way of finding the best cut that this build uses to find the
// same one, to the bit, as the plain way, and that to be the first of those that gain most.
func TestBestIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 255).Draw(t, "bins")
		var room candidates
		var h histogram
		sum := uint64(0)
		for b := range n {
			h[b] = word(rapid.Int64Range(-1<<20, 1<<20).Draw(t, "g"), rapid.Int64Range(0, 3).Draw(t, "h")<<18)
			sum += h[b]
		}
		start := word(rapid.Int64Range(-1<<20, 1<<20).Draw(t, "missing g"), rapid.Int64Range(0, 1<<20).Draw(t, "missing h"))
		sum += start
		room.take(&h, n, rapid.SampledFrom([]int{1, 1 << 20}).Draw(t, "rows"))
		// Why halves: a penalty is added to 2^52, which leaves it no finer steps; in a fit it is
		// thousands.
		l2 := rapid.SampledFrom([]float64{0, 1, 0.5, 1e9}).Draw(t, "l2")
		total := sum & math.MaxUint32
		if total < 2 {
			return
		}
		from, to := room.within(start, 1, total-1)
		g := gainsOf(sum, l2)
		sums := room.sums[from:to]
		got, want := g.best(sums, start, 255), g.plain(sums, start, 255, 0)
		if got != want {
			t.Fatalf("key %x, plainly %x", got, want)
		}
		s := scan{l2: l2}
		most := 0.0
		for _, w := range sums {
			most = max(most, s.score(start+w, l2)+s.score(sum-start-w, l2))
		}
		if want == 255 {
			return
		}
		w := start + sums[254-want&255]
		if gain := s.score(w, l2) + s.score(sum-w, l2); math.Abs(gain-most) > 1e-9*most {
			t.Fatalf("cut %d gains %v, the best %v", 254-want&255, gain, most)
		}
	})
}

// TestFewRowsSameBounds holds empty bins that are left out to change no cut.
func TestFewRowsSameBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h histogram
		sum := uint64(0)
		for _, b := range rapid.SliceOfN(rapid.IntRange(0, 199), 1, 60).Draw(t, "bins") {
			w := word(rapid.Int64Range(-1000, 1000).Draw(t, "g"), 1000)
			h[b] += w
			sum += w
		}
		var cuts [2]cut
		for i, rows := range [2]int{1, 1 << 20} {
			s := scan{sum: sum, rows: rows, minH: 2000, gains: gainsOf(sum, 0)}
			cuts[i].gain = s.score(sum, 0) * (1 + 1e-9)
			s.bounds(&h, 200, new(candidates), &cuts[i])
		}
		if cuts[0] != cuts[1] {
			t.Fatalf("%+v without empty bins, %+v with them", cuts[0], cuts[1])
		}
	})
}

// TestAddIsPlain holds the way of adding up gains that this build uses to the plain one, to
// the bit.
func TestAddIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 255).Draw(t, "cuts")
		sum := word(rapid.Int64Range(-1<<30, 1<<30).Draw(t, "g"), rapid.Int64Range(1<<20, 1<<32-1).Draw(t, "h"))
		s := scan{sum: sum, l1: rapid.SampledFrom([]float64{0, 0, 1e6}).Draw(t, "l1"), l2: rapid.SampledFrom([]float64{0, 0.5, 1e9}).Draw(t, "l2")}
		l := s.line()
		sums, got, want := make([]uint64, n), make([]float64, n), make([]float64, n)
		for i := range n {
			sums[i] = word(rapid.Int64Range(-1<<30, 1<<30).Draw(t, "left g"), rapid.Int64Range(1, 1<<20-1).Draw(t, "left h"))
			got[i] = float64(i)
			want[i] = float64(i)
		}
		l.add(sums, got)
		l.addPlain(sums, want)
		for i := range n {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Fatalf("gain %d of %d: %v, plainly %v", i, n, got[i], want[i])
			}
		}
	})
}
