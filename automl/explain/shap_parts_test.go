package explain

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
)

// drawFrame makes rows of two numbers, one of them with gaps, and a category.
func drawFrame(t *rapid.T, rows int) *graph.Frame {
	f := &graph.Frame{Rows: rows, Cols: make([]graph.FrameColumn, 3)}
	for range rows {
		gap := rapid.Float64Range(-3, 3).Draw(t, "b")
		if gap < -2 {
			gap = math.NaN()
		}
		f.Cols[0].Nums = append(f.Cols[0].Nums, rapid.Float64Range(-3, 3).Draw(t, "a"))
		f.Cols[1].Nums = append(f.Cols[1].Nums, gap)
		f.Cols[2].Codes = append(f.Cols[2].Codes, int32(rapid.IntRange(-1, 3).Draw(t, "c")))
	}
	return f
}

// drawFeatures makes the features of a pipeline: scaled, filled and marked numbers, a
// category spread out and averaged, and products of two columns.
func drawFeatures() (plain, all *graph.Node) {
	a, b, c := graph.Apply(&graph.Input{Column: 0}), graph.Apply(&graph.Input{Column: 1}), graph.Apply(&graph.Input{Column: 2})
	filled := graph.Apply(&graph.Impute{Fill: []float64{0.5}}, b)
	refs := []graph.Ref{
		{Node: graph.Apply(&graph.Scale{Center: []float64{1}, Width: []float64{2}}, a)},
		{Node: filled},
		{Node: graph.Apply(&graph.Indicator{}, b)},
	}
	hot := graph.Apply(&graph.OneHot{Slots: []int32{0, 1, 2}, Unseen: -1, Missing: -1, Width: 3}, c)
	for k := range 3 {
		refs = append(refs, graph.Ref{Node: hot, Column: k})
	}
	refs = append(refs, graph.Ref{Node: graph.Apply(&graph.TargetEncode{Table: []float64{1, -1, 2}, Unseen: []float64{0}, Missing: []float64{0.5}}, c)})
	plain = graph.Pick(refs)
	products := graph.Apply(&graph.Product{Left: []int32{0, 1, 1}, Right: []int32{1, 2, 4}}, plain)
	return plain, graph.Pick(append(refs, graph.Ref{Node: products}, graph.Ref{Node: products, Column: 1}, graph.Ref{Node: products, Column: 2}))
}

// drawShapes makes an additive model of the first number, of the category, and of both.
func drawShapes(t *rapid.T, width int) *graph.Shapes {
	o := &graph.Shapes{Width: width, Base: []float64{0.25}, Column: []int32{0, 6}, Places: []int32{4, 3}, Bounds: []float64{-0.5, 0.5}, BoundEnds: []int32{2, 3}, LevelEnds: []int32{0, 0}, IsLevels: []uint8{0, 0},
		First: []int32{0, 1, 0}, Second: []int32{-1, -1, 1}}
	o.Bounds = append(o.Bounds, 0.7)
	for range 4 + 3 + 12 {
		o.Values = append(o.Values, rapid.Float64Range(-1, 1).Draw(t, "cell"))
		o.Cover = append(o.Cover, float32(rapid.IntRange(0, 9).Draw(t, "cover")))
	}
	return o
}

// TestPartsByDefinition holds what is worked out from the parts of a pipeline against every
// mixture of rows, which is Shapley's formula.
func TestPartsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain, all := drawFeatures()
		line := &graph.Linear{Bias: []float64{0.5}}
		for range all.Shape().Width {
			line.Weights = append(line.Weights, rapid.Float64Range(-1, 1).Draw(t, "weight"))
		}
		trees := drawTrees(t, plain.Shape().Width)
		last := graph.Apply(trees, plain)
		narrow := &graph.Linear{Bias: []float64{0}}
		for range trees.Base {
			narrow.Weights = append(narrow.Weights, rapid.Float64Range(-1, 1).Draw(t, "output"))
		}
		members := []*graph.Node{graph.Apply(line, all), graph.Apply(narrow, last), graph.Apply(drawShapes(t, plain.Shape().Width), plain)}
		weights := []float64{0.5, 0.3, 0.2}
		exact := rapid.Bool().Draw(t, "exact")
		if !exact { // a member that is no sum
			members, weights = append(members, graph.Apply(&graph.Squash{Limit: 1}, members[0])), append(weights, 0.7)
		}
		inner := graph.Apply(&graph.Sum{Weights: weights}, members...)
		frame, back := drawFrame(t, 2), drawFrame(t, 3)
		ask := func(out *graph.Node, o ShapleyOptions) *Shares {
			s, err := Shapley(t.Context(), out, frame, everyRow(frame), back, o)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		want := ask(inner, ShapleyOptions{Task: automl.Regression, Method: automl.ExplainSampled})
		got := ask(graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, inner), ShapleyOptions{Task: automl.Binary, Method: automl.ExplainBackground})
		if got.Exact != exact || got.Scale != automl.ScaleLogOdds || want.Method != automl.ExplainSampled {
			t.Fatalf("exact %v on %s, sampled by %s", got.Exact, got.Scale, want.Method)
		}
		equal(t, "base", got.Base[0], want.Base[0])
		for i, v := range want.Values {
			equal(t, "share", got.Values[i], v)
		}
		path := ask(inner, ShapleyOptions{Task: automl.Regression, Method: automl.ExplainAuto})
		for i := range frame.Rows {
			sum := path.Base[0]
			for _, v := range path.Values[i*3 : i*3+3] {
				sum += v
			}
			equal(t, "sum", sum, path.Margin[i])
		}
	})
}

// TestOrders asks for random orders where there are too many columns for every mixture: a
// function of pairs of columns is shared out exactly by an order and its reverse.
func TestOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 9
		frame, back := &graph.Frame{Rows: 2, Cols: make([]graph.FrameColumn, n)}, &graph.Frame{Rows: 4, Cols: make([]graph.FrameColumn, n)}
		for c := range n {
			for _, f := range []*graph.Frame{frame, back} {
				for range f.Rows {
					f.Cols[c].Nums = append(f.Cols[c].Nums, float64(rapid.IntRange(-2, 2).Draw(t, "x")))
				}
			}
		}
		op, line := &graph.Product{}, &graph.Linear{Bias: []float64{1}}
		for c := range int32(n) {
			op.Left, op.Right = append(op.Left, c), append(op.Right, (c+1)%n)
			line.Weights = append(line.Weights, rapid.Float64Range(-1, 1).Draw(t, "weight"))
		}
		out := graph.Apply(line, graph.Apply(op, inputs(n)))
		var s [2]*Shares
		for i, m := range []automl.ExplainMethod{automl.ExplainBackground, automl.ExplainSampled} {
			var err error
			if s[i], err = Shapley(t.Context(), out, frame, everyRow(frame), back, ShapleyOptions{Task: automl.Regression, Method: m, Workers: 1 + i}); err != nil {
				t.Fatal(err)
			}
		}
		for i, v := range s[0].Values {
			equal(t, "share", s[1].Values[i], v)
		}
	})
}
