package mlp

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name         string
		values       []float32
		middle, half []float32
	}{
		{"nothing varies", []float32{2, 2, 2, 2}, nil, nil},
		{"two values", []float32{0, 1, 1, 0, 1}, nil, nil},
		{"mostly zero", []float32{0, 0, 0, 0, 0, 0, 0, 0, 9}, nil, nil},
		{"even", []float32{4, 2, 0, 3, 1}, []float32{0.5, 1.5, 2.5, 3.5}, []float32{0.5, 0.5, 0.5, 0.5}},
		{"ties", []float32{1, 1, 1, 2, 6}, []float32{1.5, 4}, []float32{0.5, 2}},
	} {
		var s steps
		s.cut(3, c.values, 4)
		if !slices.Equal(s.middle, c.middle) || !slices.Equal(s.half, c.half) {
			t.Errorf("%s: pieces about %v of half width %v, want %v and %v", c.name, s.middle, s.half, c.middle, c.half)
		}
		for _, j := range s.column {
			if j != 3 {
				t.Errorf("%s: a piece of column %d", c.name, j)
			}
		}
	}
}

// TestPiecesTellAll holds the pieces of a column to add up to the number they are made of:
// each says how far into it the number lies.
func TestPiecesTellAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float32Range(-3, 3), 3, 200).Draw(t, "values")
		var s steps
		s.cut(0, slices.Clone(values), rapid.IntRange(2, 12).Draw(t, "pieces"))
		if s.len() == 0 {
			return
		}
		low := slices.Min(values)
		out := make([]float32, s.len())
		for _, v := range values {
			s.write(out, []float32{v})
			sum := float64(low)
			for k, p := range out {
				sum += float64(p+1) * float64(s.half[k])
			}
			if math.Abs(sum-float64(v)) > 1e-5 {
				t.Fatalf("the pieces of %v add up to %v", v, sum)
			}
		}
	})
}

// TestPiecesLowered holds the graph to cut numbers as training did.
func TestPiecesLowered(t *testing.T) {
	rng := num.RNG(3, "pieces")
	const n, width = 60, 3
	d := &data{task: automl.Regression, width: width, x: make([]float32, n*width), y: make([]float32, n)}
	frame := &graph.Frame{Rows: n}
	var refs []graph.Ref
	for j := range width {
		col := make([]float64, n)
		for i := range col {
			col[i] = float64(float32(rng.NormFloat64()))
			if j == 1 {
				col[i] = float64(i % 2)
			}
			d.x[i*width+j] = float32(col[i])
		}
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: col})
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: j})})
	}
	d.cut(8)
	if want := 2 * 3; d.steps.len() != want { // a piece needs 20 rows
		t.Fatalf("%d pieces, want %d", d.steps.len(), want)
	}
	plan, err := graph.NewPlan(d.steps.lower(graph.Pick(refs)), frame)
	if err != nil {
		t.Fatal(err)
	}
	got, want := make([]float64, n*plan.Width()), make([]float32, d.steps.len())
	plan.Range(0, n, got)
	for i := range n {
		d.steps.write(want, d.x[i*width:(i+1)*width])
		for k, v := range want {
			if g := got[i*plan.Width()+width+k]; math.Abs(g-float64(v)) > 1e-5 {
				t.Fatalf("row %d piece %d is %v, want %v", i, k, g, v)
			}
		}
	}
}

// TestMembersDiffer holds four networks to be of four kinds: two activations, with pieces
// and without.
func TestMembersDiffer(t *testing.T) {
	train, _, _ := readData(t, "regression", automl.Regression, 0)
	l := newLearner()
	l.Effort = 0.02
	out, err := l.Fit(t.Context(), train, automl.Env{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[graph.Activation]map[int]bool{}
	graph.Walk(out, func(n *graph.Node) {
		if op, ok := n.Op.(*graph.Dense); ok && n.In[0].Op.ID() != "dense" {
			if kinds[op.Func] == nil {
				kinds[op.Func] = map[int]bool{}
			}
			kinds[op.Func][n.In[0].Shape().Width] = true
		}
	})
	if len(kinds[graph.SELU]) != 2 || len(kinds[graph.Mish]) != 2 {
		t.Errorf("first layers by activation and number of inputs: %v", kinds)
	}
}

// TestMeanIsApart holds the judging of the mean to leave the parameters as they are, and
// to take the better of the two.
func TestMeanIsApart(t *testing.T) {
	train, _, _ := readData(t, "binary", automl.Binary, 2)
	d, err := newData(train)
	if err != nil {
		t.Fatal(err)
	}
	tr := &trainer{Learner: newLearner(), data: d, epochs: 1, rng: num.RNG(1)}
	tr.prepare()
	first := slices.Clone(tr.n.theta)
	if err := tr.judgeBoth(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	before := tr.score
	for i := range tr.n.theta {
		tr.n.theta[i] *= 1e4 // far worse, and so is the mean
	}
	ruined := slices.Clone(tr.n.theta)
	if err := tr.judgeBoth(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(tr.n.theta, ruined) {
		t.Error("the parameters are not what they were")
	}
	if tr.score != before || slices.Equal(tr.best, ruined) {
		t.Errorf("the score is %v, want %v as before", tr.score, before)
	}
	for i, good := range first { // so that the next mean is about as the network began
		tr.mean[i] = (good - 0.2*ruined[i]) / 0.8
	}
	tr.score = math.Inf(1)
	if err := tr.judgeBoth(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(tr.best, tr.mean) || math.Abs(tr.score-before) > 1e-2 {
		t.Errorf("the mean of score about %v was not taken; the score is %v", before, tr.score)
	}
}
