package explain

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestDropsAsScikitLearn holds drops, means and deviations against permutation_importance
// with the same orders.
func TestDropsAsScikitLearn(t *testing.T) {
	p := readPeers(t)
	q := p.asked("tree")
	target := automl.Target{Task: automl.Regression, Y: p.Shuffled.Y}
	panel, err := newPanel(q, q.rows(math.MaxInt))
	if err != nil {
		t.Fatal(err)
	}
	w := &shuffler{panel: panel, target: target, metric: squared}
	base, err := w.score(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for c := range 3 { // the tree never asks for the last column
		var drops []float64
		for r, order := range p.Shuffled.Orders {
			d, err := w.drop(t.Context(), base, []int{c}, order)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "drop", d, p.Shuffled.Drops[c][r])
			drops = append(drops, d)
		}
		g := groupOf(drops)
		near(t, "mean", g.Drop, p.Shuffled.Mean[c])
		near(t, "deviation", g.Std, p.Shuffled.Std[c])
	}
}

// twins is a model of a + b + c, whose b is nearly a, over a level that follows c too.
func twins(rows int) (*Question, automl.Target) {
	rng := num.RNG(2, "twins")
	f := &graph.Frame{Rows: rows, Cols: []graph.FrameColumn{{Nums: make([]float64, rows)}, {Nums: make([]float64, rows)}, {Nums: make([]float64, rows)}, {Codes: make([]int32, rows)}}}
	target := automl.Target{Task: automl.Regression}
	for i := range rows {
		a, c := rng.NormFloat64(), rng.NormFloat64()
		f.Cols[0].Nums[i], f.Cols[1].Nums[i], f.Cols[2].Nums[i] = a, a+0.01*rng.NormFloat64(), c
		if c > 0 {
			f.Cols[3].Codes[i] = 1
		}
		target.Y = append(target.Y, f.Cols[0].Nums[i]+f.Cols[1].Nums[i]+c)
	}
	q := &Question{Frame: f, Schema: &automl.Schema{Task: automl.Regression, Target: "y"}, Workers: 2, Seed: 5}
	var refs []graph.Ref
	for i, n := range []string{"a", "b", "c", "sign"} {
		col := automl.SchemaColumn{Field: table.Field{Name: n, Kind: table.Number}}
		if n == "sign" {
			col.Kind, col.Levels = table.YesNo, []string{"no", "yes"}
		}
		q.Schema.Columns = append(q.Schema.Columns, col)
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: i})})
	}
	q.Out = graph.Apply(&graph.Linear{Weights: []float64{1, 1, 1, 0}, Bias: []float64{0}}, graph.Pick(refs))
	return q, target
}

// TestTwinsAreShuffledTogether: a and b cost 2*(2a)^2 together and stand in one group; the
// level follows c closely enough at a lower bar only.
func TestTwinsAreShuffledTogether(t *testing.T) {
	q, target := twins(2000)
	got, err := Reliance(t.Context(), q, target, squared, RelianceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var names [][]string
	for _, g := range got.Groups {
		names = append(names, g.Columns)
	}
	if want := [][]string{{"a", "b"}, {"c", "sign"}}; !cmp.Equal(names, want) {
		t.Fatalf("groups %v, not %v", names, want)
	}
	if d := got.Groups[0].Drop; math.Abs(d-8) > 0.6 {
		t.Errorf("the twins cost %v, not about 8", d)
	}
	got, err = Reliance(t.Context(), q, target, squared, RelianceOptions{Together: 0.95})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Groups) != 3 {
		t.Errorf("with a higher bar there are %d groups, not 3", len(got.Groups))
	}
	i := slices.IndexFunc(got.Groups, func(g automl.RelianceGroup) bool { return g.Columns[0] == "sign" })
	if i < 0 || got.Groups[i].Drop != 0 {
		t.Errorf("a column of weight 0 costs something: %+v", got.Groups)
	}
}

// TestTies: a tie lies between 0 and 1, is 1 of a column with itself, and does not change
// when numbers are put through a rising function.
func TestTies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(6, 40).Draw(t, "rows")
		a := rapid.SliceOfN(rapid.Float64Range(-3, 3), n, n).Draw(t, "a")
		b := rapid.SliceOfN(rapid.Float64Range(-3, 3), n, n).Draw(t, "b")
		levels := make([]float64, n)
		for i := range levels {
			levels[i] = float64(rapid.IntRange(0, 3).Draw(t, "level"))
		}
		up := make([]float64, n)
		for i, v := range a {
			up[i] = 2 * v
		}
		for _, v := range [][]float64{a, b, up} {
			rankKnown(v)
		}
		for _, x := range []float64{tieOf(a, b, false, false), tieOf(a, levels, false, true), tieOf(levels, levels, true, true)} {
			if !(x >= 0 && x <= 1) {
				t.Fatalf("tie %v", x)
			}
		}
		if x, y := tieOf(a, b, false, false), tieOf(up, b, false, false); x != y {
			t.Fatalf("tie %v before, %v after", x, y)
		}
		if x := tieOf(a, a, false, false); x != 0 && math.Abs(x-1) > 1e-12 {
			t.Fatalf("a column's tie with itself is %v", x)
		}
	})
}
