package graph

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sameAnswers holds what trees answer by the form that is made for walking against what others answer
// by following each row.
func sameAnswers(t *rapid.T, rng *rand.Rand, walked, plain *Trees, rows int) {
	in, got, want := Block{N: rows}, Block{N: rows}, Block{N: rows}
	for range plain.Width {
		col := make([]float64, rows)
		for i := range col {
			col[i] = value(rng)
		}
		in.Nums = append(in.Nums, col)
	}
	for range plain.Base {
		got.Nums, want.Nums = append(got.Nums, make([]float64, rows)), append(want.Nums, make([]float64, rows))
	}
	walked.Eval(&Scratch{}, []Block{in}, got)
	plain.evalPlain(in, want)
	for k, col := range want.Nums {
		for i, w := range col {
			if math.Float64bits(w) != math.Float64bits(got.Nums[k][i]) {
				t.Fatalf("row %d, output %d: %v, want %v", i, k, got.Nums[k][i], w)
			}
		}
	}
}

// TestOrdered holds trees that a file has in the order of their levels to be accepted, to be as large
// and to answer the same as the others that they were made of.
func TestOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		width := rapid.SampledFrom([]int{2, 5, 300}).Draw(t, "columns")
		plain := grown(rng, width, rapid.IntRange(1, 8).Draw(t, "trees"), rapid.IntRange(1, 60).Draw(t, "leaves"), rapid.IntRange(1, 3).Draw(t, "outputs"), rapid.Bool().Draw(t, "vector"))
		back, _ := reload(t, plain.Leveled())
		if !back.ordered {
			t.Fatal("the trees are not known to be in order")
		}
		if _, err := back.Shape([]Shape{{Width: width}}); err != nil {
			t.Fatal(err)
		}
		if got, want := back.largest(), plain.largest(); got != want {
			t.Errorf("%d leaves in the largest tree, want %d", got, want)
		}
		back.walking().block = rapid.SampledFrom([]int{walkRows, 2 * walkRows, BatchRows}).Draw(t, "block")
		sameAnswers(t, rng, back, plain, rapid.IntRange(1, BatchRows).Draw(t, "rows"))
	})
}

func TestBlockRows(t *testing.T) {
	for _, c := range []struct{ bytes, width, want int }{
		{walkSmall, 3, walkRows},
		{walkSmall + 1, 3, BatchRows},
		{walkSmall + 1, 100, 160},
		{walkSmall + 1, 5000, walkRows},
	} {
		if got := blockRows(c.bytes, c.width); got != c.want {
			t.Errorf("blockRows(%d, %d) = %d, want %d", c.bytes, c.width, got, c.want)
		}
	}
}

// TestOrderedRefuses: what a file can have wrong beside the order is refused.
func TestOrderedRefuses(t *testing.T) {
	for cause, spoil := range map[string]func(a Arrays){
		"looks at column": func(a Arrays) {
			features := a["feature"].([]uint8)
			for i, f := range features {
				if f != narrowLeaf {
					features[i] = 200
				}
			}
		},
		"leaves have":      func(a Arrays) { a["values"] = a["values"].([]float32)[1:] },
		"has no threshold": func(a Arrays) { a["threshold"].([]float32)[0] = float32(math.NaN()) },
	} {
		arrays := Arrays{}
		attrs, err := PackFields(small().Leveled(), "", arrays)
		if err != nil {
			t.Fatal(err)
		}
		spoil(arrays)
		o := &Trees{}
		if err := LoadFields(o, "", attrs, arrays); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Shape([]Shape{{Width: o.Width}}); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("Shape = %v, want an error that says %q", err, cause)
		}
	}
}
