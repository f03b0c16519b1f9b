package explain

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// peers is what testdata/effects.py wrote: data, models and their effects.
type peers struct {
	X      [][]float64
	Tree   peerTrees
	Forest peerTrees
	Logit  struct {
		Weights []float64
		Bias    float64
	}
	Cases []struct {
		Model          string
		Columns        []int
		Points, Output int
		Grid           [][]float64
		Average        json.RawMessage
		Lines          [][]float64
	}
	Lime struct {
		Like                  [][]float64
		Said, Weights         []float64
		Intercept, Fit, Local float64
		Columns               []int
	}
	Duel struct {
		A, B, Holm   []float64
		P, Low, High float64
		PValues      []float64 `json:"p_values"`
	}
	Shuffled struct {
		Y, Mean, Std []float64
		Orders       [][]int32
		Drops        [][]float64
	}
	Local []struct {
		Model                    string
		Column                   int
		Edges, Effect, Quantiles []float64
	}
}

type peerTrees struct {
	Roots, Feature, Left, Right []int32
	Threshold, Values           []float64
}

func readPeers(t *testing.T) *peers {
	t.Helper()
	raw, err := os.ReadFile("testdata/effects.json")
	if err != nil {
		t.Fatal(err)
	}
	p := &peers{}
	if err := json.Unmarshal(raw, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// trees is the operator that walks a peer's trees.
func (p *peerTrees) trees(width, outputs int) *graph.Trees {
	n := len(p.Feature)
	o := &graph.Trees{Width: width, Scale: 1, Base: make([]float64, outputs), Roots: p.Roots, Feature: p.Feature, Left: p.Left, Right: p.Right,
		Threshold: p.Threshold, MissingLeft: make([]uint8, n), Set: make([]int32, n), Cover: make([]float32, n), Vector: outputs > 1}
	for i := range o.Set {
		o.Set[i] = -1
	}
	if !o.Vector {
		o.Output = make([]int32, len(p.Roots))
	}
	for _, v := range p.Values {
		o.Values = append(o.Values, float32(v))
	}
	return o
}

// asked is a model of a peer over its data.
func (p *peers) asked(model string) *Question {
	frame := &graph.Frame{Rows: len(p.X[0])}
	q := &Question{Frame: frame, Schema: &automl.Schema{Target: "y", Task: automl.Regression}, Workers: 2}
	var refs []graph.Ref
	for c, v := range p.X {
		frame.Cols = append(frame.Cols, graph.FrameColumn{Nums: v})
		q.Schema.Columns = append(q.Schema.Columns, automl.SchemaColumn{Field: table.Field{Name: string(rune('a' + c)), Kind: table.Number}})
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
	}
	in := graph.Pick(refs)
	switch model {
	case "tree":
		q.Out = graph.Apply(p.Tree.trees(len(p.X), 1), in)
	case "forest":
		q.Out = graph.Apply(p.Forest.trees(len(p.X), 3), in)
		q.Schema.Task, q.Schema.Classes = automl.Multiclass, []string{"low", "middle", "high"}
	case "logit":
		q.Out = graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, graph.Apply(&graph.Linear{Weights: p.Logit.Weights, Bias: []float64{p.Logit.Bias}}, in))
		q.Schema.Task, q.Schema.Classes = automl.Binary, []string{"no", "yes"}
	}
	return q
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

// TestPartialDependenceAsScikitLearn holds grids, means and lines against scikit-learn's
// partial_dependence on the same functions.
func TestPartialDependenceAsScikitLearn(t *testing.T) {
	p := readPeers(t)
	for _, c := range p.Cases {
		q := p.asked(c.Model)
		o := EffectOptions{Points: c.Points, Lines: len(p.X[0])}
		if len(q.Schema.Classes) > 0 {
			o.Class = q.Schema.Classes[max(c.Output, 2-len(q.Schema.Classes)%2-1)]
		}
		name := q.Schema.Columns[c.Columns[0]].Name
		if len(c.Columns) == 2 {
			var means [][]float64
			if err := json.Unmarshal(c.Average, &means); err != nil {
				t.Fatal(err)
			}
			e, err := EffectPair(t.Context(), q, name, q.Schema.Columns[c.Columns[1]].Name, o)
			if err != nil {
				t.Fatal(err)
			}
			for i := range means {
				for j, want := range means[i] {
					near(t, c.Model+" pair", e.Pair.Means[i][j], want)
					near(t, c.Model+" second grid", e.Pair.Second[j].Value, c.Grid[1][j])
				}
			}
			continue
		}
		e, err := Effect(t.Context(), q, name, o)
		if err != nil {
			t.Fatal(err)
		}
		var means []float64
		if err := json.Unmarshal(c.Average, &means); err != nil {
			t.Fatal(err)
		}
		if len(e.Points) != len(means) {
			t.Fatalf("%s %s: %d points, not %d", c.Model, name, len(e.Points), len(means))
		}
		lines := map[int][]float64{}
		for _, l := range e.Lines {
			lines[l.Index] = l.Values
		}
		for i, want := range means {
			near(t, c.Model+" value", e.Points[i].Value, c.Grid[0][i])
			near(t, c.Model+" mean", e.Points[i].Mean, want)
			for k, line := range c.Lines {
				near(t, c.Model+" line", lines[50*k][i], line[i])
			}
		}
	}
}

// TestLocalEffectAsPyALE holds effects against PyALE's on its edges, and our edges against
// numpy's quantiles that are values of the data.
func TestLocalEffectAsPyALE(t *testing.T) {
	p := readPeers(t)
	for _, l := range p.Local {
		q := p.asked(l.Model)
		w, err := q.effectOf(t.Context(), q.Schema.Columns[l.Column].Name, EffectOptions{}, effectPoints)
		if err != nil {
			t.Fatal(err)
		}
		rows, edges := w.edges()
		if !cmp.Equal(edges, l.Quantiles) {
			t.Errorf("edges %v, not %v", edges, l.Quantiles)
		}
		got, err := w.accumulate(t.Context(), rows, l.Edges)
		if err != nil {
			t.Fatal(err)
		}
		for i := range l.Edges {
			near(t, l.Model+" effect", got[i].Effect, l.Effect[i])
		}
	}
}

// additive is y = f(level) + 2*n over a column of levels and one of numbers with gaps, whose
// rows are given.
func additive(codes []int32, nums []float64) *Question {
	f := &graph.Frame{Rows: len(codes), Cols: []graph.FrameColumn{{Codes: codes}, {Nums: nums}, {Strs: make([]string, len(codes))}}}
	hot := graph.Apply(&graph.OneHot{Slots: []int32{0, 1, 2}, Unseen: -1, Missing: -1, Width: 3}, graph.Apply(&graph.Input{Column: 0}))
	whole := graph.Apply(&graph.Impute{Fill: []float64{1}}, graph.Apply(&graph.Input{Column: 1}))
	out := graph.Apply(&graph.Linear{Weights: []float64{5, -1, 2, 2}, Bias: []float64{0}}, graph.Pick([]graph.Ref{{Node: hot}, {Node: hot, Column: 1}, {Node: hot, Column: 2}, {Node: whole}}))
	return &Question{Out: out, Frame: f, Workers: 2, Schema: &automl.Schema{Target: "price", Task: automl.Regression, Columns: []automl.SchemaColumn{
		{Field: table.Field{Name: "kind", Kind: table.Category}, Levels: []string{"x", "y", "z"}},
		{Field: table.Field{Name: "size", Kind: table.Number}, Share: 0.1},
		{Field: table.Field{Name: "notes", Kind: table.Text}},
	}}}
}

func made(rows int) *Question {
	rng := num.RNG(4, "made")
	codes, nums := make([]int32, rows), make([]float64, rows)
	for i := range codes {
		codes[i] = int32(rng.IntN(4)) - 1
		if nums[i] = rng.Float64(); i%9 == 0 {
			nums[i] = math.NaN()
		}
	}
	return additive(codes, nums)
}

// TestEffectOfLevels: the curve of an additive model is the model's own, its local effect the
// same less its mean, and a gap has its answer.
func TestEffectOfLevels(t *testing.T) {
	q := made(300)
	e, err := Effect(t.Context(), q, "kind", EffectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Points) != 3 || len(e.Local) != 3 || e.Missing == nil {
		t.Fatalf("%d points, %d local, missing %v", len(e.Points), len(e.Local), e.Missing)
	}
	near(t, "x less y", e.Points[0].Mean-e.Points[1].Mean, 6)
	near(t, "x less missing", e.Points[0].Mean-*e.Missing, 5)
	near(t, "local order", e.Local[0].Value, 1)
	near(t, "local z less y", e.Local[1].Effect-e.Local[0].Effect, 3)
	near(t, "local x less z", e.Local[2].Effect-e.Local[1].Effect, 3)
	held := 0.0
	for _, l := range e.Local {
		held += l.Effect * e.Points[int(l.Value)].Share
	}
	near(t, "mean of the local effect", held, 0)
	if want := "“price” is highest for “x”"; !strings.HasPrefix(e.Sentence, want) {
		t.Errorf("sentence %q does not begin with %q", e.Sentence, want)
	}
	for _, x := range []struct{ column, with string }{{"notes", ""}, {"none", ""}, {"kind", "kind"}, {"kind", "notes"}} {
		_, err := EffectPair(t.Context(), q, x.column, x.with, EffectOptions{})
		if automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%q with %q: %v", x.column, x.with, err)
		}
	}
}

// TestPairOfAdditive: two columns that add up have no interplay; a product of two has.
func TestPairOfAdditive(t *testing.T) {
	e, err := EffectPair(t.Context(), made(400), "size", "kind", EffectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "interplay", e.Pair.Interplay, 0)
	p := readPeers(t)
	e, err = EffectPair(t.Context(), p.asked("tree"), "a", "b", EffectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if e.Pair.Interplay < 0.01 {
		t.Errorf("a tree that multiplies has an interplay of %v", e.Pair.Interplay)
	}
	total := 0.0
	for _, row := range e.Pair.Shares {
		for _, s := range row {
			total += s
		}
	}
	if total < 0.7 || total > 1+1e-9 {
		t.Errorf("the shares add up to %v", total)
	}
}

// TestEffectWhateverTheWorkers: the answer has the same bits for one worker and many.
func TestEffectWhateverTheWorkers(t *testing.T) {
	p := readPeers(t)
	var first string
	for _, workers := range []int{1, 4} {
		q := p.asked("forest")
		q.Workers = workers
		e, err := Effect(t.Context(), q, "a", EffectOptions{Rows: 60})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(raw)
		} else if first != string(raw) {
			t.Errorf("with %d workers the effect differs", workers)
		}
	}
}

// TestGridHoldsItsRows: values ascend, and every row of levels or few values is counted once.
func TestGridHoldsItsRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 60).Draw(t, "values")
		whole := rapid.Bool().Draw(t, "whole")
		if whole {
			for i := range own {
				own[i] = math.Round(own[i])
			}
		}
		c := &automl.SchemaColumn{Field: table.Field{Name: "n", Kind: table.Number}}
		g := newGrid(c, own, rapid.IntRange(2, 20).Draw(t, "points"))
		sum := 0.0
		for i, v := range g.values {
			if i > 0 && v <= g.values[i-1] {
				t.Fatalf("value %v after %v", v, g.values[i-1])
			}
			sum += g.shares[i]
		}
		if sum > 1+1e-9 {
			t.Fatalf("the shares add up to %v", sum)
		}
	})
}
