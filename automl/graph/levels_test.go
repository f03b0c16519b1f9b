package graph

import (
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// reload is trees as they come back from a file, and whether the file had them in short.
func reload(t *rapid.T, o *Trees) (*Trees, bool) {
	arrays := Arrays{}
	attrs, err := PackFields(o, "", arrays)
	if err != nil {
		t.Fatal(err)
	}
	_, long := arrays["left"]
	out := &Trees{}
	if err := LoadOnly(out, "", attrs, arrays); err != nil {
		t.Fatal(err)
	}
	return out, !long
}

// state is all that trees are.
func (o *Trees) state() any {
	return []any{o.Width, o.Vector, o.Scale, o.Base, o.Roots, o.Output, o.Feature, o.Left, o.Right, o.Threshold, o.MissingLeft, o.Set, o.Cover, o.Values, o.Sets, o.SetEnds}
}

var sameBits = cmp.Transformer("bits", math.Float64bits)

// TestLevels: trees in the order of their levels answer as before, come back from a file's short
// form to the bit, and have covers that add up.
func TestLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		width := rapid.SampledFrom([]int{2, 5, 255, 256, 300}).Draw(t, "columns")
		o := grown(rng, width, rapid.IntRange(1, 5).Draw(t, "trees"), rapid.IntRange(1, 40).Draw(t, "leaves"), rapid.IntRange(1, 4).Draw(t, "outputs"), rapid.Bool().Draw(t, "vector"))
		for i := range o.Cover {
			o.Cover[i] = float32(rng.IntN(1000))
		}
		if rapid.Bool().Draw(t, "single") {
			for i, v := range o.Threshold {
				if v != math.MaxFloat64 {
					o.Threshold[i] = float64(float32(v))
				}
			}
		}
		if rapid.Bool().Draw(t, "few thresholds") {
			few := []float64{math.Copysign(0, -1), 0, 0.25, -1.5, math.MaxFloat64}
			for i := range o.Threshold {
				o.Threshold[i] = few[rng.IntN(len(few))]
			}
		}
		got := o.Leveled()
		if _, err := got.Shape([]Shape{{Width: width}}); err != nil {
			t.Fatal(err)
		}
		row := make([]float64, width)
		for range 20 {
			for k := range row {
				row[k] = value(rng)
			}
			if d := cmp.Diff(followed(o, row), followed(got, row), sameBits); d != "" {
				t.Fatalf("row %v (-before +after):\n%s", row, d)
			}
		}
		for i, f := range got.Feature {
			if f >= 0 && got.Cover[i] != got.Cover[got.Left[i]]+got.Cover[got.Right[i]] {
				t.Errorf("cover of node %d is not the sum of its children's", i)
			}
		}
		back, short := reload(t, got)
		if d := cmp.Diff(got.state(), back.state(), sameBits); d != "" || !short {
			t.Errorf("in short: %v (-saved +loaded):\n%s", short, d)
		}
		if d := cmp.Diff(got.state(), back.Leveled().state(), sameBits); d != "" {
			t.Errorf("brought into order twice (-once +twice):\n%s", d)
		}
	})
}

// TestLevelsNeedTheirOrder: what is not in the order of the levels is stored as it is.
func TestLevelsNeedTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		o := grown(rng, 4, 3, 12, 2, rapid.Bool().Draw(t, "vector")).Leveled()
		spoil := map[string]func(i int){
			"left":          func(i int) { o.Left[i]++ },
			"right":         func(i int) { o.Right[i]++ },
			"set":           func(i int) { o.Set[i]++ },
			"cover":         func(i int) { o.Cover[i]++ },
			"missing":       func(i int) { o.MissingLeft[i] += 2 },
			"feature":       func(i int) { o.Feature[i] = 4 },
			"root":          func(int) { o.Roots[2]++ },
			"another root":  func(int) { o.Roots = append(o.Roots, 0) },
			"another set":   func(int) { o.SetEnds = append(o.SetEnds, 0) },
			"another value": func(int) { o.Values = append(o.Values, make([]float32, o.leafWidth())...) },
			"part of one":   func(int) { o.Base = append(o.Base, 0); o.Values = append(o.Values, 1) },
			"no outputs":    func(int) { o.Base = nil; o.Vector = true; o.Values = append(o.Values, 1) },
		}
		what := rapid.SampledFrom(slices.Sorted(maps.Keys(spoil))).Draw(t, "what")
		forks := []int{}
		for i, f := range o.Feature {
			if f >= 0 {
				forks = append(forks, i)
			}
		}
		if len(forks) == 0 {
			return
		}
		spoil[what](rapid.SampledFrom(forks).Draw(t, "node"))
		back, short := reload(t, o)
		if d := cmp.Diff(o.state(), back.state(), sameBits); d != "" || short {
			t.Errorf("%s, in short: %v (-saved +loaded):\n%s", what, short, d)
		}
	})
}

// TestLevelsThatDoNotFit: a file whose lists do not fit each other is refused.
func TestLevelsThatDoNotFit(t *testing.T) {
	for what, spoil := range map[string]func(a Arrays){
		"no leaf":            func(a Arrays) { a["feature"] = make([]uint8, 6) },
		"leaves alone":       func(a Arrays) { a["feature"] = []uint8{255, 255, 255, 255, 255, 255} },
		"a node too many":    func(a Arrays) { a["feature"] = append(a["feature"].([]uint8), 255) },
		"a cover too few":    func(a Arrays) { a["cover"] = a["cover"].([]float32)[1:] },
		"a set too many":     func(a Arrays) { a["set_ends"] = []int32{1, 1} },
		"sets alone":         func(a Arrays) { a["split"] = []uint8{2, 2} },
		"thresholds alone":   func(a Arrays) { a["split"] = []uint8{0, 0} },
		"no place for a set": func(a Arrays) { a["set_ends"], a["threshold"] = []int32{}, []float32{1, 2} },
	} {
		arrays := Arrays{}
		attrs, err := PackFields(small().Leveled(), "", arrays)
		if err != nil {
			t.Fatal(err)
		}
		if err := LoadFields(&Trees{}, "", attrs, arrays); err != nil {
			t.Fatal(err)
		}
		spoil(arrays)
		if err := LoadFields(&Trees{}, "", attrs, arrays); err == nil {
			t.Errorf("%s: it was taken", what)
		}
	}
}

// listed is trees of which two columns have three thresholds each, whose file has lists of them.
func listed(t *testing.T) (attrs map[string]json.RawMessage, arrays Arrays) {
	t.Helper()
	o := grown(rand.New(rand.NewPCG(1, 2)), 3, 4, 40, 1, false).Leveled()
	for i := range o.Threshold {
		if o.Feature[i] >= 0 && o.Set[i] < 0 {
			o.Threshold[i] = float64(i%3) / 2
		}
	}
	arrays = Arrays{}
	attrs, err := PackFields(o, "", arrays)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := attrs["listed"]; !ok || len(arrays["bounds"].([]float32)) != 6 {
		t.Fatalf("the bounds are stored as %v", arrays["bounds"])
	}
	return attrs, arrays
}

// TestListsThatDoNotFit: a file whose lists of thresholds do not fit its nodes is refused.
func TestListsThatDoNotFit(t *testing.T) {
	for what, spoil := range map[string]func(a Arrays){
		"a place too far":       func(a Arrays) { a["bound"].([]uint8)[7] = 3 },
		"a bound too few":       func(a Arrays) { a["bounds"] = a["bounds"].([]float32)[:5] },
		"a list too few":        func(a Arrays) { a["bound_ends"] = []int32{3, 3} },
		"no lists":              func(a Arrays) { a["bound_ends"] = []int32{} },
		"a list before another": func(a Arrays) { a["bound_ends"] = []int32{-1, 3, 6} },
		"a threshold too few":   func(a Arrays) { a["bound"] = a["bound"].([]uint8)[1:] },
	} {
		attrs, arrays := listed(t)
		if err := LoadFields(&Trees{}, "", attrs, arrays); err != nil {
			t.Fatal(err)
		}
		spoil(arrays)
		if err := LoadFields(&Trees{}, "", attrs, arrays); err == nil {
			t.Errorf("%s: it was taken", what)
		}
	}
}
