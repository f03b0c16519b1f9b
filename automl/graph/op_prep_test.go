package graph

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestYeoJohnson holds values against PowerTransformer of scikit-learn 1.9.1.
func TestYeoJohnson(t *testing.T) {
	x := []float64{0.1, 0.5, 1, 2, 3, 5, 8, 13, 40, 100, -1, -0.5}
	want := []float64{0.09504059047612122, 0.400615935054154, 0.6790559631213806, 1.063494524750896, 1.33069079560262, 1.6996052464164462, 2.059730927001192, 2.4423964104262565, 3.3321187424983467, 4.035988540039996, -1.5384186532269215, -0.6336157853741186}
	for i, v := range x {
		if got := YeoJohnsonAt(v, -0.05946675264121489); math.Abs(got-want[i]) > 1e-12 {
			t.Errorf("%v becomes %v, want %v", v, got, want[i])
		}
	}
}

// TestYeoJohnsonRises holds that the transform keeps the order for every exponent.
func TestYeoJohnsonRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.Float64Range(-4, 6).Draw(t, "lambda")
		a := rapid.Float64Range(-1e6, 1e6).Draw(t, "a")
		b := rapid.Float64Range(-1e6, 1e6).Draw(t, "b")
		if a > b {
			a, b = b, a
		}
		if ya, yb := YeoJohnsonAt(a, l), YeoJohnsonAt(b, l); !(ya <= yb) {
			t.Fatalf("%v becomes %v and %v becomes %v", a, ya, b, yb)
		}
	})
}

func TestDateParts(t *testing.T) {
	at := func(s string) float64 {
		v, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return float64(v.Unix())
	}
	op := &DateParts{Parts: []string{"year", "month", "day", "weekday", "yearday", "hour", "weekend", "month_sin", "hour_cos"}}
	f := &Frame{Rows: 5, Cols: []FrameColumn{{Nums: []float64{at("2024-02-29 06:30:00"), at("1969-12-28 00:00:00"), math.NaN(), 1e300, math.Inf(-1)}}}}
	got := rowsOf(t, Apply(op, Apply(&Input{})), f)
	// 29 February 2024 was a Thursday, 28 December 1969 a Sunday.
	want := [][]float64{
		{2024, 2, 29, 4, 60, 6.5, 0, 0.5, math.Cos(2 * math.Pi * 6.5 / 24)},
		{1969, 12, 28, 7, 362, 0, 1, -0.5, 1},
	}
	for i, row := range want {
		for k, w := range row {
			if math.Abs(got[i][k]-w) > 1e-12 {
				t.Errorf("row %d: %s is %v, want %v", i, op.Parts[k], got[i][k], w)
			}
		}
	}
	for i := 2; i < 5; i++ {
		if slices.ContainsFunc(got[i], func(v float64) bool { return !math.IsNaN(v) }) {
			t.Errorf("row %d, no moment, has parts %v", i, got[i])
		}
	}
}

func TestCategoryOps(t *testing.T) {
	nan := math.NaN()
	f := &Frame{Rows: 6, Cols: []FrameColumn{{Nums: []float64{0, 1, 2, 3, nan, -1}}}}
	hot := rowsOf(t, Apply(&OneHot{Slots: []int32{1, -1, 0}, Unseen: 2, Missing: -1, Width: 3}, Apply(&Input{})), f)
	for i, want := range [][]float64{{0, 1, 0}, {0, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0, 0, 0}, {0, 0, 1}} {
		if !slices.Equal(hot[i], want) {
			t.Errorf("one-hot row %d is %v, want %v", i, hot[i], want)
		}
	}
	mean := rowsOf(t, Apply(&TargetEncode{Table: []float64{1, 2, 3, 4, 5, 6}, Unseen: []float64{7, 8}, Missing: []float64{9, 10}}, Apply(&Input{})), f)
	for i, want := range [][]float64{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {7, 8}} {
		if !slices.Equal(mean[i], want) {
			t.Errorf("encoded row %d is %v, want %v", i, mean[i], want)
		}
	}
}

// TestNeighbours works an example by hand: the points 0, 1, 3 with weights 1, 2, 1.
func TestNeighbours(t *testing.T) {
	op := &Neighbours{Points: []float32{0, 1, 3}, Weight: []float64{1, 2, 1}, Target: []float64{10, 20, 40},
		Prior: []float64{0}, K: 2, Soft: 0.5}
	f := &Frame{Rows: 3, Cols: []FrameColumn{{Nums: []float64{0, 2.5, math.NaN()}}}}
	got := rowsOf(t, Apply(op, Apply(&Input{})), f)
	for i, want := range []float64{
		// One of weight 1 at distance 0, one at distance 1: votes 1/0.5 and 1/1.5.
		(10/0.5 + 20/1.5) / (1/0.5 + 1/1.5),
		// Distances 0.5 and 1.5.
		(40/1.0 + 20/2.0) / (1/1.0 + 1/2.0),
		0,
	} {
		if math.Abs(got[i][0]-want) > 1e-12 {
			t.Errorf("row %d is %v, want %v", i, got[i][0], want)
		}
	}
	op = &Neighbours{Points: op.Points, Weight: op.Weight, Target: op.Target, Prior: []float64{100}, K: 3, Soft: 1, Belief: 1, Uniform: true}
	if got := rowsOf(t, Apply(op, Apply(&Input{})), f); math.Abs(got[0][0]-(10+2*20+100)/4.0) > 1e-12 {
		t.Errorf("with belief row 0 is %v, want 37.5", got[0][0])
	}
}

// TestRest holds that a plan answers alike after what its operators had worked out was let go of.
func TestRest(t *testing.T) {
	op := &Neighbours{Points: []float32{0, 1, 3}, Weight: []float64{1, 2, 1}, Target: []float64{10, 20, 40}, Prior: []float64{0}, K: 2, Soft: 0.5}
	tree := &Trees{Width: 1, Roots: []int32{0}, Output: []int32{0}, Base: []float64{0}, Scale: 1,
		Feature: []int32{0, -1, -1}, Left: []int32{1, 0, 1}, Right: []int32{2, 0, 0}, Threshold: []float64{1, 0, 0},
		MissingLeft: make([]uint8, 3), Set: []int32{-1, -1, -1}, Cover: make([]float32, 3), Values: []float32{3, 5}}
	frame := &Frame{Rows: 100, Cols: []FrameColumn{{Nums: make([]float64, 100)}}}
	for i := range frame.Cols[0].Nums {
		frame.Cols[0].Nums[i] = float64(i) / 20
	}
	in := Apply(&Input{})
	both := Apply(&Sum{Weights: []float64{1, 1}}, Apply(op, in), Apply(tree, in))
	plan, err := NewPlan(both, frame)
	if err != nil {
		t.Fatal(err)
	}
	before, after := make([]float64, frame.Rows), make([]float64, frame.Rows)
	plan.Range(0, frame.Rows, before)
	Rest(both)
	if op.blocks.Load() != nil || tree.packed.Load() != nil {
		t.Error("something is still kept")
	}
	if plan.Range(0, frame.Rows, after); !slices.Equal(before, after) {
		t.Errorf("rows are %v, before %v", after, before)
	}
}

// TestHostileFiles holds that operators refuse state that would make them panic.
func TestHostileFiles(t *testing.T) {
	number, text := Shape{Width: 2}, Shape{Width: 1, Text: true}
	nan := math.NaN()
	for _, c := range []struct {
		op Op
		in Shape
	}{
		{&Impute{Fill: []float64{1}}, number},
		{&Impute{Fill: []float64{1, nan}}, number},
		{&Impute{Fill: []float64{1}}, text},
		{&Indicator{}, text},
		{&Scale{Center: []float64{1, 2}, Width: []float64{1}}, number},
		{&Scale{Center: []float64{1, 2}, Width: []float64{1, 0}}, number},
		{&Scale{Center: []float64{1, 2}, Width: []float64{1, nan}}, number},
		{&YeoJohnson{Lambda: []float64{1, nan}}, number},
		{&OneHot{Slots: []int32{0, 9}, Unseen: -1, Missing: -1, Width: 2}, Shape{Width: 1}},
		{&OneHot{Slots: []int32{0, -2}, Unseen: -1, Missing: -1, Width: 2}, Shape{Width: 1}},
		{&OneHot{Slots: []int32{0, 1}, Unseen: 2, Missing: -1, Width: 2}, Shape{Width: 1}},
		{&OneHot{Slots: []int32{0, 1}, Unseen: 1, Missing: -5, Width: 2}, Shape{Width: 1}},
		{&OneHot{Unseen: -1, Missing: -1, Width: 1 << 40}, Shape{Width: 1}},
		{&OneHot{Slots: []int32{0}, Unseen: -1, Missing: -1, Width: 1}, number},
		{&TargetEncode{}, Shape{Width: 1}},
		{&TargetEncode{Table: []float64{1, 2, 3}, Unseen: []float64{1, 2}, Missing: []float64{1, 2}}, Shape{Width: 1}},
		{&TargetEncode{Unseen: []float64{1, 2}, Missing: []float64{1}}, Shape{Width: 1}},
		{&DateParts{}, Shape{Width: 1}},
		{&DateParts{Parts: []string{"century"}}, Shape{Width: 1}},
		{&TextTerms{}, text},
		{&TextTerms{Terms: []string{"a"}, Idf: []float64{0}}, text},
		{&TextTerms{Terms: []string{"a", "b"}, Idf: []float64{1}}, text},
		{&TextTerms{Terms: []string{"a"}, Idf: []float64{1}}, Shape{Width: 1}},
		{&TextLength{}, Shape{Width: 1}},
		{&TextMarks{}, Shape{Width: 1}},
		{&Neighbours{}, number},
		{&Neighbours{Points: []float32{1, 2, 3}, Weight: []float64{1, 1}, Target: []float64{1, 1}, Prior: []float64{1}, K: 1, Soft: 1}, number},
		{&Neighbours{Points: []float32{1, 2}, Weight: []float64{1}, Target: []float64{1, 1}, Prior: []float64{1}, K: 1, Soft: 1}, number},
		{&Neighbours{Points: []float32{1, 2}, Weight: []float64{0}, Target: []float64{1}, Prior: []float64{1}, K: 1, Soft: 1}, number},
		{&Neighbours{Points: []float32{1, 2}, Weight: []float64{1}, Target: []float64{1}, Prior: []float64{1}, K: 0, Soft: 1}, number},
		{&Neighbours{Points: []float32{1, 2}, Weight: []float64{1}, Target: []float64{1}, Prior: []float64{1}, K: 1, Soft: nan}, number},
		{&Neighbours{Points: []float32{1, 2}, Weight: []float64{1}, Target: []float64{1}, Prior: []float64{1}, K: 1, Soft: 1, Belief: -1}, number},
	} {
		if _, err := c.op.Shape([]Shape{c.in}); err == nil {
			t.Errorf("%s takes %+v for %+v", c.op.ID(), c.op, c.in)
		}
	}
}

// TestNoAllocation holds that predicting allocates nothing once it is warm.
func TestNoAllocation(t *testing.T) {
	rows := 300
	nums, texts := make([]float64, rows), make([]string, rows)
	for i := range nums {
		nums[i], texts[i] = float64(i%7), "Not good, it's not"
	}
	f := &Frame{Rows: rows, Cols: []FrameColumn{{Nums: nums}, {Strs: texts}}}
	number, text := Apply(&Input{}), Apply(&Input{Column: 1, Text: true})
	for _, n := range []*Node{
		Apply(&Impute{Fill: []float64{1}}, number), Apply(&Indicator{}, number),
		Apply(&Scale{Center: []float64{1}, Width: []float64{2}}, number), Apply(&YeoJohnson{Lambda: []float64{0.3}}, number),
		Apply(&OneHot{Slots: []int32{0, 1}, Unseen: -1, Missing: -1, Width: 2}, number),
		Apply(&TargetEncode{Table: []float64{1}, Unseen: []float64{2}, Missing: []float64{3}}, number),
		Apply(&DateParts{Parts: []string{"year", "hour_sin"}}, number),
		Apply(&TextTerms{Terms: []string{"not", "not good"}, Idf: []float64{1, 2}}, text), Apply(&TextLength{}, text), Apply(&TextMarks{}, text),
		Apply(&Neighbours{Points: []float32{1, 2, 3}, Weight: []float64{1, 1, 1}, Target: []float64{1, 2, 3}, Prior: []float64{2}, K: 2, Soft: 1}, number),
	} {
		p, err := NewPlan(n, f)
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]float64, rows*p.Width())
		p.Range(0, rows, dst)
		if got := testing.AllocsPerRun(5, func() { p.Range(0, rows, dst) }); got > 2 {
			t.Errorf("%s allocates %v times for %d rows", n.Op.ID(), got, rows)
		}
	}
}

// TestWithin holds the search of several points at a time to that of one by one, over sizes, with
// points as far as one another, at no distance and infinitely far.
func TestWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.IntRange(1, 40).Draw(t, "points"), rapid.IntRange(1, 21).Draw(t, "columns")
		number := rapid.OneOf(rapid.Float32Range(-3, 3), rapid.SampledFrom([]float32{0, 1, float32(math.Inf(1)), float32(math.NaN())}))
		o := &Neighbours{Points: rapid.SliceOfN(number, n*d, n*d).Draw(t, "stored"), Weight: make([]float64, n)}
		query := rapid.SliceOfN(number, d, d).Draw(t, "query")
		limit := rapid.SampledFrom([]float32{0, 1, 10, math.MaxFloat32}).Draw(t, "limit")
		for from := 0; from < n; from += blockPoints {
			var got, want [blockPoints]float32
			at, plain := o.within(from, query, limit, &got), o.withinPlain(from, query, limit, &want)
			if min(at, n) != min(plain, n) {
				t.Fatalf("from %d on block %d is near, want %d", from, at, plain)
			}
			for k := range max(0, min(blockPoints, n-at)) {
				if got[k] != want[k] && (got[k] < limit || want[k] < limit) {
					t.Errorf("point %d is %v away, want %v", at+k, got[k], want[k])
				}
			}
		}
	})
}
