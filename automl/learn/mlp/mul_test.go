package mlp

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/num"
)

// TestMul compares the product of blocks with three plain loops, bit for bit: whichever way
// the matrices lie, and where they leave tiles and blocks unfilled.
func TestMul(t *testing.T) {
	w := new(mill)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 150).Draw(t, "m")
		n := rapid.IntRange(1, blockCols+30).Draw(t, "n")
		k := rapid.SampledFrom([]int{1, 2, 3, 16, 61, blockDepth, blockDepth + 1, 2*blockDepth + 7}).Draw(t, "k")
		alpha := rapid.SampledFrom([]float32{1, 0.5, 0.128037}).Draw(t, "alpha")
		rng := num.RNG(rapid.Uint64().Draw(t, "seed"))
		a, b := draw(rng.NormFloat64, m, k), draw(rng.NormFloat64, k, n)
		want := make([]float32, m*n)
		for i := range m {
			for j := range n {
				var sum float32
				for l := range k {
					sum += float32(a.data[i*k+l] * b.data[l*n+j])
				}
				want[i*n+j] = sum * alpha
			}
		}
		for _, flipA := range []bool{false, true} {
			for _, flipB := range []bool{false, true} {
				left, right := a, b
				if flipA {
					left = flipped(a)
				}
				if flipB {
					right = flipped(b)
				}
				got := make([]float32, m*n)
				w.mul(alpha, left, right, matrix(m, n, got))
				if !slices.Equal(got, want) {
					t.Fatalf("the product differs; left transposed %v, right %v", flipA, flipB)
				}
			}
		}
	})
}

// TestTiles holds the tiles of vectors to those worked out number by number, bit for bit.
func TestTiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := tiles{
			depth:  rapid.IntRange(1, 70).Draw(t, "depth"),
			count:  rapid.IntRange(1, 5).Draw(t, "count"),
			stride: rapid.IntRange(tileCols, 40).Draw(t, "stride"),
			more:   rapid.Bool().Draw(t, "more"),
			alpha:  rapid.Float32Range(0.01, 1).Draw(t, "alpha"),
		}
		w.down, w.right = w.depth, 1
		if rapid.Bool().Draw(t, "flip") {
			w.down, w.right = 1, w.count*tileRows
		}
		w.step = tileRows * w.down
		rng := num.RNG(rapid.Uint64().Draw(t, "seed"))
		w.a = draw(rng.NormFloat64, w.count*tileRows, w.depth).data
		w.b = draw(rng.NormFloat64, w.depth, tileCols).data
		w.c = draw(rng.NormFloat64, w.count*tileRows, w.stride).data
		p := w
		p.c = slices.Clone(w.c)
		w.run()
		p.plain()
		if !slices.Equal(w.c, p.c) {
			t.Fatal("the tiles differ")
		}
	})
}

func draw(from func() float64, rows, cols int) grid {
	g := matrix(rows, cols, make([]float32, rows*cols))
	for i := range g.data {
		g.data[i] = float32(from())
	}
	return g
}

// flipped is g as it is, but laid out column by column.
func flipped(g grid) grid {
	out := matrix(g.cols, g.rows, make([]float32, len(g.data)))
	for i := range g.rows {
		for j := range g.cols {
			out.data[j*g.rows+i] = g.data[i*g.down+j*g.right]
		}
	}
	return out.flip()
}
