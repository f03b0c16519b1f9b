package tree

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// sample is made data: numbers, some missing, and categories, with gradients to fit.
type sample struct {
	d     *automl.Dataset
	frame *graph.Frame
	g, h  []float64
}

func newSample(rng *rand.Rand, rows, numbers, categories int) *sample {
	s := &sample{d: &automl.Dataset{Space: rows, Rows: allRows(rows), Y: make([]float64, rows)}, frame: &graph.Frame{Rows: rows}}
	for j := range numbers + categories {
		f := &automl.Feature{Shared: true, Ref: graph.Ref{Node: graph.Apply(&graph.Input{Column: j})}}
		if j < numbers {
			f.Nums = make([]float64, rows)
			for i := range f.Nums {
				f.Nums[i] = math.Round(rng.NormFloat64()*50) / 10
				if rng.IntN(6) == 0 && j%2 == 1 {
					f.Nums[i] = math.NaN()
				}
			}
			s.frame.Cols = append(s.frame.Cols, graph.FrameColumn{Nums: f.Nums})
		} else {
			f.Kind = automl.Categorical
			f.Levels = make([]string, 3+j*5)
			f.Codes = make([]int32, rows)
			for i := range f.Codes {
				f.Codes[i] = int32(rng.IntN(len(f.Levels)+1)) - 1
			}
			s.frame.Cols = append(s.frame.Cols, graph.FrameColumn{Codes: f.Codes})
		}
		s.d.Features = append(s.d.Features, f)
	}
	s.g, s.h = make([]float64, rows), make([]float64, rows)
	for i := range s.g {
		s.g[i] = rng.NormFloat64()
		s.h[i] = 1
		if f := s.d.Features[0]; f.Nums != nil && f.Nums[i] > 0 {
			s.g[i] += 1
		}
		s.d.Y[i] = -s.g[i]
	}
	return s
}

func (s *sample) pack(t testing.TB) *Matrix {
	t.Helper()
	m, err := Pack(t.Context(), s.d, 255, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func drawOptions(t *rapid.T) Options {
	return Options{
		Growth: rapid.SampledFrom([]Growth{LeafWise, DepthWise, Symmetric}).Draw(t, "growth"),
		Leaves: rapid.IntRange(2, 40).Draw(t, "leaves"), Depth: rapid.IntRange(0, 6).Draw(t, "depth"),
		MinLeaf: float64(rapid.IntRange(1, 20).Draw(t, "min_leaf")), L1: rapid.SampledFrom([]float64{0, 1}).Draw(t, "l1"), L2: rapid.SampledFrom([]float64{0, 1}).Draw(t, "l2"),
		Features: rapid.SampledFrom([]float64{1, 0.5}).Draw(t, "features"), NodeShare: rapid.SampledFrom([]float64{1, 0.5}).Draw(t, "node_share"),
		Extra: rapid.Bool().Draw(t, "extra"), Noise: rapid.SampledFrom([]float64{0, 3}).Draw(t, "noise"), Seed: rapid.Uint64().Draw(t, "seed"), CatSmooth: 1, CatL2: 1, MinCategory: 2, OneLevel: 4,
	}
}

// TestGrownTree holds a grown tree to what it promises: leaves hold the rows that walk to
// them and enough of them, covers add up, values are the best steps, and the graph's
// operator sends every row where the bins do.
func TestGrownTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSample(num.RNG(rapid.Uint64().Draw(rt, "data")), rapid.IntRange(1, 400).Draw(rt, "rows"), rapid.IntRange(0, 9).Draw(rt, "numbers"), rapid.IntRange(1, 2).Draw(rt, "categories"))
		m, o := s.pack(t), drawOptions(rt)
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		grower := NewGrower(m, 1)
		tree, err := grower.Grow(t.Context(), s.d.Rows, q, o)
		if err != nil {
			rt.Fatal(err)
		}
		most := o.Leaves
		if o.Growth == Symmetric {
			most = 1 << max(o.Depth, 6)
		}
		if len(tree.Values) > most {
			rt.Fatalf("%d leaves, want %d at most", len(tree.Values), most)
		}
		grower.Leaves(func(value int, rows []int32) {
			sum := 0.0
			for _, r := range rows {
				sum += s.g[r]
				if got := tree.Leaf(m, r)[0]; got != tree.Values[value] {
					rt.Fatalf("row %d walks to %v, its leaf holds %v", r, got, tree.Values[value])
				}
			}
			if len(tree.Values) > 1 && float64(len(rows)) < o.MinLeaf {
				rt.Fatalf("a leaf of %d rows, want %v at least", len(rows), o.MinLeaf)
			}
			want := -math.Copysign(max(math.Abs(sum)-o.L1, 0), sum) / (float64(len(rows)) + o.L2)
			if math.Abs(float64(tree.Values[value])-want) > 1e-5 {
				rt.Fatalf("a leaf's value is %v, want %v", tree.Values[value], want)
			}
		})
		checkCovers(rt, tree)
		checkLowered(rt, s, m, tree)
	})
}

func checkCovers(t *rapid.T, tree *Tree) {
	for i, n := range tree.Nodes {
		if n.Feature < 0 {
			continue
		}
		if int(n.Left) <= i || int(n.Right) <= i || n.Cover != tree.Nodes[n.Left].Cover+tree.Nodes[n.Right].Cover {
			t.Fatalf("node %d: %+v", i, n)
		}
	}
}

func checkLowered(t *rapid.T, s *sample, m *Matrix, tree *Tree) {
	output := []int32{0}
	if tree.Width > 1 {
		output = nil
	}
	out := graph.Apply(Lower(m, []*Tree{tree}, output, make([]float64, tree.Width), 1), s.d.Node())
	p, err := graph.NewPlan(out, s.frame)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, s.frame.Rows*tree.Width)
	p.Range(0, s.frame.Rows, got)
	for r := range s.frame.Rows {
		for k, want := range tree.Leaf(m, int32(r)) {
			if got[r*tree.Width+k] != float64(want) {
				t.Fatalf("row %d: the graph answers %v, the tree %v", r, got[r*tree.Width+k], want)
			}
		}
	}
}

// TestBestOfAllCuts compares the first cut of a tree with a plain search over all bounds.
func TestBestOfAllCuts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSample(num.RNG(rapid.Uint64().Draw(rt, "data")), rapid.IntRange(2, 200).Draw(rt, "rows"), 3, 0)
		o := Options{Leaves: 2, MinLeaf: 2, L1: rapid.SampledFrom([]float64{0, 2}).Draw(rt, "l1"), L2: 1, Features: 1, NodeShare: 1}
		m := s.pack(t)
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		tree, err := NewGrower(m, 1).Grow(t.Context(), s.d.Rows, q, o)
		if err != nil {
			rt.Fatal(err)
		}
		score := func(g, h float64) float64 { return math.Pow(max(math.Abs(g)-o.L1, 0), 2) / (h + o.L2) }
		gain := func(left func(r int) bool) float64 {
			var gl, hl, gr, hr float64
			for r := range s.g {
				if left(r) {
					gl, hl = gl+s.g[r], hl+1
				} else {
					gr, hr = gr+s.g[r], hr+1
				}
			}
			if hl < o.MinLeaf || hr < o.MinLeaf {
				return 0
			}
			return score(gl, hl) + score(gr, hr) - score(gl+gr, hl+hr)
		}
		best := 0.0
		for _, f := range s.d.Features {
			for _, u := range append(slices.Clone(f.Nums), math.MaxFloat64) {
				for _, missing := range []bool{false, true} {
					best = max(best, gain(func(r int) bool { return f.Nums[r] <= u || missing && math.IsNaN(f.Nums[r]) }))
				}
			}
		}
		got := 0.0
		if root := tree.Nodes[0]; root.Feature >= 0 {
			got = gain(func(r int) bool { return root.goesLeft(m.Bins[root.Feature].Codes[r]) })
		}
		if math.Abs(got-best) > 1e-6*(1+best) {
			rt.Fatalf("the cut gains %v, the best %v", got, best)
		}
	})
}

// TestWorkersAndMemory holds a large tree to be the same for any number of workers, and
// when histograms must be given up for want of memory.
func TestWorkersAndMemory(t *testing.T) {
	s := newSample(num.RNG(1), 20_000, 20, 2)
	m := s.pack(t)
	for _, growth := range []Growth{LeafWise, DepthWise, Symmetric} {
		testWorkersAndMemory(t, s, m, growth)
	}
}

func testWorkersAndMemory(t *testing.T, s *sample, m *Matrix, growth Growth) {
	o := Options{Growth: growth, Leaves: 60, MinLeaf: 5, Features: 0.8, NodeShare: 1, CatSmooth: 10, CatL2: 10, MinCategory: 50, OneLevel: 4, Seed: 5}
	grow := func(workers, sets int) *Tree {
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		g := NewGrower(m, workers)
		g.mostSets = min(g.mostSets, sets)
		tree, err := g.Grow(t.Context(), s.d.Rows, q, o)
		if err != nil {
			t.Fatal(err)
		}
		return tree
	}
	want := grow(1, math.MaxInt)
	for _, c := range [][2]int{{4, math.MaxInt}, {1, 3}, {3, 5}} {
		got := grow(c[0], c[1])
		same := slices.Equal(got.Values, want.Values) && slices.EqualFunc(got.Nodes, want.Nodes, func(a, b Node) bool {
			sets := a.Set == b.Set || a.Set != nil && b.Set != nil && *a.Set == *b.Set
			a.Set, b.Set = nil, nil
			return sets && a == b
		})
		if !same {
			t.Errorf("%s: another tree with %d workers and %d sets of histograms", growth, c[0], c[1])
		}
	}
}

// TestMonotone holds trees not to change when a number is stretched.
func TestMonotone(t *testing.T) {
	s := newSample(num.RNG(2), 500, 4, 0)
	stretched := newSample(num.RNG(2), 500, 4, 0)
	for _, f := range stretched.d.Features {
		for i, v := range f.Nums {
			f.Nums[i] = math.Exp(v) + v*1e-3
		}
	}
	var trees [2]*Tree
	for i, s := range []*sample{s, stretched} {
		m := s.pack(t)
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		var err error
		if trees[i], err = NewGrower(m, 1).Grow(t.Context(), s.d.Rows, q, Options{Leaves: 30, MinLeaf: 3, Features: 1, NodeShare: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(trees[0].Nodes, trees[1].Nodes) || !slices.Equal(trees[0].Values, trees[1].Values) {
		t.Error("stretching the numbers changed the tree")
	}
}

// TestWeightIsTwice holds gradient words of a row of weight 2 to be those of the row twice.
func TestWeightIsTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 1, 50).Draw(t, "g")
		n := len(g)
		h, weight := slices.Repeat([]float64{0.25}, n), make([]float64, n)
		var rows []int32
		var g2, h2 []float64
		for i := range g {
			weight[i] = float64(rapid.IntRange(1, 3).Draw(t, "weight"))
			for range int(weight[i]) {
				rows = append(rows, int32(i))
				g2, h2 = append(g2, g[i]), append(h2, h[i])
			}
		}
		heavy, twice := NewGradients(n, weight), NewGradients(n, nil)
		heavy.Set(allRows(n), g, h)
		twice.Set(rows, g2, h2)
		for i := range g {
			if heavy.words[i] != twice.words[i]*uint64(weight[i]) {
				t.Fatalf("row %d of weight %v: %x, want %v times %x", i, weight[i], heavy.words[i], weight[i], twice.words[i])
			}
		}
	})
}

func TestGrowEnds(t *testing.T) {
	s := newSample(num.RNG(3), 100, 2, 0)
	m := s.pack(t)
	q := NewGradients(m.Space, nil)
	q.Set(s.d.Rows, s.g, s.h)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewGrower(m, 1).Grow(ctx, s.d.Rows, q, Options{Leaves: 5, Features: 1, NodeShare: 1}); err == nil {
		t.Error("a tree was grown after the context's end")
	}
}

// TestDeepTree holds a forest's tree to what it promises, as TestGrownTree does.
func TestDeepTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.IntRange(1, 300).Draw(rt, "rows")
		s := newSample(num.RNG(rapid.Uint64().Draw(rt, "data")), rows, rapid.IntRange(0, 9).Draw(rt, "numbers"), rapid.IntRange(1, 2).Draw(rt, "categories"))
		a := Answers{Y: s.d.Y}
		if rapid.Bool().Draw(rt, "classes") {
			a.Classes = 3
			for i, y := range a.Y {
				a.Y[i] = float64(min(max(int(math.Round(y)), -1), 1) + 1)
			}
		}
		m := s.pack(t)
		o := DeepOptions{Tries: rapid.IntRange(1, 4).Draw(rt, "tries"), MinLeaf: float64(rapid.IntRange(1, 5).Draw(rt, "min_leaf")), Extra: rapid.Bool().Draw(rt, "extra"), Shrink: 0}
		tree, err := NewDeep(m, a).Grow(t.Context(), s.d.Rows, slices.Repeat([]float64{1}, rows), o, num.RNG(1, "grow"))
		if err != nil {
			rt.Fatal(err)
		}
		checkCovers(rt, tree)
		checkLowered(rt, s, m, tree)
		checkLeaves(rt, m, a, tree, o)
	})
}

// checkLeaves holds leaves to have enough rows, and their mean answer.
func checkLeaves(t *rapid.T, m *Matrix, a Answers, tree *Tree, o DeepOptions) {
	sums := map[*float32][]float64{}
	counts := map[*float32]float64{}
	for r, y := range a.Y {
		leaf := tree.Leaf(m, int32(r))
		if sums[&leaf[0]] == nil {
			sums[&leaf[0]] = make([]float64, tree.Width)
		}
		counts[&leaf[0]]++
		if a.Classes > 0 {
			sums[&leaf[0]][int(y)]++
		} else {
			sums[&leaf[0]][0] += y
		}
	}
	for v := 0; v < len(tree.Values); v += tree.Width {
		leaf := tree.Values[v : v+tree.Width]
		n := counts[&leaf[0]]
		if len(tree.Nodes) > 1 && n < o.MinLeaf {
			t.Fatalf("a leaf of %v rows, want %v at least", n, o.MinLeaf)
		}
		total := 0.0
		for k, got := range leaf {
			total += float64(got)
			if want := sums[&leaf[0]][k] / n; math.Abs(float64(got)-want) > 1e-5 {
				t.Fatalf("a leaf's value is %v, want %v", got, want)
			}
		}
		if a.Classes > 0 && total != 1 {
			t.Fatalf("a leaf's shares add up to %v", total)
		}
	}
}
