package graph

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestThinIsDense holds the outputs of linear operators over words and levels to be the
// same bits whether the zeros are left out or, since something else reads them too, are not.
func TestThinIsDense(t *testing.T) {
	terms := strings.Fields("a b c d e f g h i j")
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		n := rapid.IntRange(1, 40).Draw(t, "rows")
		frame := &Frame{Rows: n, Cols: []FrameColumn{{Nums: make([]float64, n)}, {Codes: make([]int32, n)}, {Strs: make([]string, n)}}}
		for i := range n {
			frame.Cols[0].Nums[i], frame.Cols[1].Codes[i] = rng.NormFloat64(), int32(rng.IntN(14)-1)
			if rng.IntN(8) == 0 {
				frame.Cols[0].Nums[i] = math.NaN()
			}
			for range rng.IntN(9) {
				frame.Cols[2].Strs[i] += " " + terms[rng.IntN(len(terms))]
			}
		}
		words := &TextTerms{Terms: append([]string{"a b", "zz"}, terms...)}
		for range words.Terms {
			words.Idf = append(words.Idf, 1+rng.Float64())
		}
		number := Apply(&Input{Column: 0})
		levels := Apply(&OneHot{Slots: []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 8, -1}, Unseen: 9, Missing: -1, Width: 10}, Apply(&Input{Column: 1}))
		text := Apply(words, Apply(&Input{Column: 2, Text: true}))
		refs := []Ref{{number, 0}}
		for k := range 10 {
			refs = append(refs, Ref{levels, k})
		}
		refs = append(refs, Ref{number, 0})
		for k := 0; k < len(words.Terms); k += 1 + rng.IntN(2) {
			refs = append(refs, Ref{text, k})
		}
		linear := func(in *Node) *Node {
			o := &Linear{Bias: []float64{rng.NormFloat64(), 0}}
			for range 2 * in.Shape().Width {
				w := rng.NormFloat64()
				o.Weights = append(o.Weights, w*float64(rng.IntN(3)))
			}
			return Apply(o, in)
		}
		all := Pick(refs)
		out := Apply(&Sum{Weights: []float64{1, 0.5, 0.25}}, linear(all), linear(all), linear(text))
		thin := mustPlan(t, out, frame)
		dense := mustPlan(t, Pick([]Ref{{out, 0}, {out, 1}, {levels, 0}, {text, 0}}), frame)
		left := 0
		for _, s := range thin.steps {
			if s.thin != nil {
				left++
			}
		}
		for _, s := range dense.steps {
			if s.thin != nil {
				t.Fatal("zeros are left out that something reads")
			}
		}
		if left != 2 {
			t.Fatalf("zeros are left out of %d operators' outputs, want 2", left)
		}
		got, want := make([]float64, 2*n), make([]float64, 4*n)
		thin.Range(0, n, got)
		dense.Range(0, n, want)
		for i := range n {
			for k := range 2 {
				if g, w := got[2*i+k], want[4*i+k]; math.Float64bits(g) != math.Float64bits(w) {
					t.Fatalf("row %d, output %d: %v without zeros, %v with", i, k, g, w)
				}
			}
		}
	})
}
