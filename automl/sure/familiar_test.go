package sure

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// cloud is a table of two numbers that go together and a category, with a number that is
// often missing.
func cloud(n int) (*automl.Dataset, *graph.Frame) {
	rng := num.RNG(5, "cloud")
	a, b, m, c := make([]float64, n), make([]float64, n), make([]float64, n), make([]int32, n)
	for i := range a {
		a[i] = rng.NormFloat64()
		b[i] = a[i] + 0.1*rng.NormFloat64()
		m[i] = math.NaN()
		if rng.IntN(3) == 0 {
			m[i] = rng.Float64()
		}
		c[i] = int32(rng.IntN(4)) - 1
	}
	f := []*automl.Feature{{Name: "a", Nums: a}, {Name: "b", Nums: b}, {Name: "m", Nums: m},
		{Name: "c", Kind: automl.Categorical, Codes: c, Levels: []string{"x", "y", "z"}}}
	frame := &graph.Frame{Rows: n, Cols: []graph.FrameColumn{{Nums: a}, {Nums: b}, {Nums: m}, {Codes: c}}}
	d := &automl.Dataset{Features: f, Space: n}
	for k := range f {
		f[k].Ref = graph.Ref{Node: graph.Apply(&graph.Input{Column: k})}
	}
	for i := range n {
		d.Rows = append(d.Rows, int32(i))
	}
	return d, frame
}

func evaluate(t *testing.T, node *graph.Node, frame *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(node, frame)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, frame.Rows)
	p.Range(0, frame.Rows, out)
	return out
}

// TestFamiliar calls about one row in a hundred strange, tells one at the far end of
// two columns, and is the same each time.
func TestFamiliar(t *testing.T) {
	d, frame := cloud(4000)
	f, err := Familiarise(t.Context(), d, 1)
	if err != nil {
		t.Fatal(err)
	}
	if f.Share < 0.005 || f.Share > 0.0101 {
		t.Errorf("%v of the rows of training are called unlike the others", f.Share)
	}
	strange := evaluate(t, f.Strange, frame)
	above := 0
	for _, v := range strange {
		if v > f.Limit {
			above++
		}
	}
	if share := float64(above) / 4000; share > 0.02 {
		t.Errorf("%v of the rows are strange", share)
	}
	odd := &graph.Frame{Rows: 2, Cols: []graph.FrameColumn{{Nums: []float64{3, 0}}, {Nums: []float64{-3, 0}}, {Nums: []float64{0.5, 0.5}}, {Codes: []int32{1, 1}}}}
	if got := evaluate(t, f.Strange, odd); got[0] <= f.Limit || got[1] > f.Limit {
		t.Errorf("strangeness %v of a row at the far end and one in the midst, limit %v", got, f.Limit)
	}
	again, err := Familiarise(t.Context(), d, 1)
	if err != nil || again.Limit != f.Limit || !slices.Equal(evaluate(t, again.Strange, frame), strange) {
		t.Error("found out again, it is another")
	}
}

// TestRelations finds that two columns go together, tells a row in which they do not, though
// each of its values is common, and says nothing where one of them is missing.
func TestRelations(t *testing.T) {
	d, _ := cloud(4000)
	f, err := Familiarise(t.Context(), d, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Related) != 1 || !slices.Equal(f.Related[0].Columns, []int{0, 1}) {
		t.Fatalf("related %+v, want the first two columns", f.Related)
	}
	r := f.Related[0]
	out := evaluate(t, f.Relations, &graph.Frame{Rows: 3, Cols: []graph.FrameColumn{{Nums: []float64{1, 1, 1}}, {Nums: []float64{1.1, -1, math.NaN()}}, {Nums: []float64{0, 0, 0}}}})
	if room := f.Slack * (r.High - r.Low); !(out[0] > r.Low && out[0] < r.High) || out[1] > r.Low-room && out[1] < r.High+room || !math.IsNaN(out[2]) {
		t.Errorf("relation %v, range %v to %v, slack %v", out, r.Low, r.High, f.Slack)
	}
	d.Features = d.Features[1:] // alone, a column goes with none
	if f, err := Familiarise(t.Context(), d, 1); err != nil || f.Relations != nil {
		t.Errorf("related %+v, %v", f.Related, err)
	}
}

// TestStrangeIsTheGraph holds the walk that judges training rows to the evaluator.
func TestStrangeIsTheGraph(t *testing.T) {
	d, frame := cloud(600)
	g, err := grow(t.Context(), d.Features, d.Rows, 3)
	if err != nil {
		t.Fatal(err)
	}
	node := graph.Apply(g.out, d.Node())
	want := evaluate(t, node, frame)
	for i := range g.members {
		g.members[i] = nil
	}
	for r := range want {
		if got := g.strange(int32(r)); math.Abs(got-want[r]) > 1e-6 {
			t.Fatalf("row %d: %v, the graph says %v", r, got, want[r])
		}
	}
}

// TestMiddle: the mean path of Liu, Ting and Zhou (2008, eq. 1), with harmonic numbers.
func TestMiddle(t *testing.T) {
	for n, want := range map[int]float64{1: 0, 2: 1, 3: 5.0 / 3, 256: 10.248} {
		if got := middle(n); math.Abs(got-want) > 1e-3 {
			t.Errorf("%d rows: %v, want %v", n, got, want)
		}
	}
}

// TestMargin holds few rows of training to lie beyond the range of the others, and a column
// of names that stand once each to be open to new ones.
func TestMargin(t *testing.T) {
	n := 1000
	nums, codes := make([]float64, n), make([]int32, n)
	x := &automl.Feature{Name: "x", Nums: nums}
	names := &automl.Feature{Name: "name", Kind: automl.Categorical, Codes: codes}
	few := &automl.Feature{Name: "kind", Kind: automl.Categorical, Codes: make([]int32, n), Levels: []string{"a", "b"}}
	d := &automl.Dataset{Features: []*automl.Feature{x, names, few}, Space: n}
	for i := range n {
		nums[i] = float64(i % 100)
		codes[i] = int32(i)
		names.Levels = append(names.Levels, fmt.Sprint(i))
		d.Rows = append(d.Rows, int32(i))
	}
	nums[7] = 500 // once, far beyond the others
	odd := map[int32]bool{}
	if got := margin(d, odd, 0.004); got != 0 || !odd[7] || len(odd) != 1 {
		t.Errorf("margin %v, odd rows %v; want only row 7", got, odd)
	}
	if got := open(d, odd); !slices.Equal(got, []int{1}) {
		t.Errorf("open columns %v, want the names", got)
	}
	small := d.With(d.Rows[:50])
	odd = map[int32]bool{}
	if got := margin(small, odd, 0.004); got < 1 || len(odd) > 0 {
		t.Errorf("of 50 rows none may be odd, but %v are; margin %v", odd, got)
	}
}

func TestFamiliariseNothing(t *testing.T) {
	d, _ := cloud(2)
	if f, err := Familiarise(t.Context(), d, 1); err != nil || f.Strange != nil {
		t.Errorf("two rows: %+v, %v", f, err)
	}
	if f, err := Familiarise(t.Context(), d.With(nil), 1); err != nil || f != nil {
		t.Errorf("no row: %+v, %v", f, err)
	}
	texts := &automl.Dataset{Features: []*automl.Feature{{Kind: automl.Textual, Strs: []string{"a", "b", "c", "d", "e"}}}, Space: 5, Rows: []int32{0, 1, 2, 3, 4}}
	if f, err := Familiarise(t.Context(), texts, 1); err != nil || f.Strange != nil {
		t.Errorf("only text: %+v, %v", f, err)
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ low, high, share, want float64 }{
		{0, 1, 0.5, 0.5},
		{0, 1, 0.1, float64(float32(0.1))},
		{1700000001, 1700000003, 0.5, 1700000002}, // single precision has none between them
		{1, math.Nextafter(1, 2), 0.9, 1},
	} {
		if got := between(c.low, c.high, c.share); got != c.want {
			t.Errorf("between(%v, %v, %v) = %v, want %v", c.low, c.high, c.share, got, c.want)
		}
	}
}
