package linear

import (
	"math"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/learn/treetest"
	"winnow/automl/num"
)

// shapely is noise of deviation 0.1 about a function of two of three columns.
func shapely(f func(a, b float64) float64) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(8, "shapely")
	cols := make([][]float64, 3)
	y := make([]float64, 600)
	for j := range cols {
		cols[j] = make([]float64, len(y))
		for i := range y {
			cols[j][i] = rng.NormFloat64()
		}
	}
	for i := range y {
		y[i] = f(cols[0][i], cols[1][i]) + 0.1*rng.NormFloat64()
	}
	return dataset(automl.Regression, 0, cols, y)
}

// operators are those of a pipeline.
func operators(n *graph.Node) []string {
	var ids []string
	graph.Walk(n, func(n *graph.Node) { ids = append(ids, n.Op.ID()) })
	return ids
}

func TestShapes(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(a, b float64) float64
		made string // of what race should make it
	}{
		{"straight", func(a, b float64) float64 { return a - 2*b }, "linear"},
		{"curve", func(a, b float64) float64 { return 2*math.Abs(a) + b }, "clamp"},
		{"pair", func(a, b float64) float64 { return a + b + 2*a*b }, "product"},
	} {
		d, frame := shapely(c.f)
		l := New()
		l.Shape = Raced
		n := fit(t, l, d.With(d.Rows[:400]), automl.Env{Seed: 1})
		got, miss := treetest.Predict(t, n, frame), 0.0
		for r := 400; r < 600; r++ {
			miss += (got[r] - d.Y[r]) * (got[r] - d.Y[r]) / 200
		}
		// The noise is 0.01; a line through the curve or the pair misses by 1 and more.
		if miss > 0.04 {
			t.Errorf("%s: squared error %v", c.name, miss)
		}
		ids := operators(n)
		last := "linear"
		for _, id := range []string{"clamp", "product"} {
			if slices.Contains(ids, id) {
				last = id
			}
		}
		if last != c.made {
			t.Errorf("%s: made of %v", c.name, ids)
		}
	}
}

// TestBounds holds the places where a column may bend to the quantiles of its rows, with
// weights as rows.
func TestBounds(t *testing.T) {
	x := make([]float64, 119)
	for i := range x {
		x[i] = float64(i + 1)
	}
	d, _ := dataset(automl.Regression, 0, [][]float64{x}, x)
	if got, want := bounds(d, d.Features[0]), []float64{20, 40, 60, 80, 100}; !slices.Equal(got, want) {
		t.Errorf("bends at %v, want %v", got, want)
	}
	d.W = slices.Repeat([]float64{1}, len(x))
	for i := range 100 {
		d.W[i] = 0
	}
	if got, want := bounds(d, d.Features[0]), []float64{110}; !slices.Equal(got, want) {
		t.Errorf("of the last 19 rows: bends at %v, want %v", got, want)
	}
}

// TestStrongest holds that the columns are taken by what they say of the target, and that
// none is taken twice.
func TestStrongest(t *testing.T) {
	d, _ := shapely(func(a, b float64) float64 { return a + 3*b })
	second := d.Features[1]
	d.Features = append(d.Features, &automl.Feature{Name: "twin", Nums: second.Nums, Ref: second.Ref})
	got := strongest(d, 2, func(*automl.Feature) bool { return true })
	if len(got) != 2 || got[0] != d.Features[1] || got[1] != d.Features[0] {
		t.Errorf("the strongest are %v", got)
	}
}
