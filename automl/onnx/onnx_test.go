package onnx

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

const testRows = 60

// levels are those of the categories in tests.
var levels = []string{"red", "green", "blue", "1", "7"}

// columns are two numbers, a category of codes, a moment, and two numbers without gaps.
func columns() []automl.SchemaColumn {
	named := func(name string, k table.Kind) automl.SchemaColumn {
		return automl.SchemaColumn{Field: table.Field{Name: name, Kind: k}}
	}
	out := []automl.SchemaColumn{named("a", table.Number), named("b", table.Number), named("colour", table.Category), named("when", table.Time),
		named("c", table.Number), named("label", table.Number)}
	out[2].Levels = levels
	return out
}

// frame is rows for columns, and the same as the inputs of a file.
func frame(rng *rand.Rand) (*graph.Frame, map[string]*array) {
	f := &graph.Frame{Rows: testRows}
	in := map[string]*array{}
	for k, c := range columns() {
		a := &array{typ: typeDouble, dims: []int{testRows, 1}}
		var col graph.FrameColumn
		for range testRows {
			gap := k < 4 && rng.IntN(6) == 0
			switch {
			case c.Kind == table.Category:
				code := int32(rng.IntN(len(levels) + 1))
				word := "another"
				if int(code) < len(levels) {
					word = levels[code]
				}
				if gap {
					code, word = -1, ""
				}
				a.typ = typeString
				col.Codes, a.strs = append(col.Codes, code), append(a.strs, word)
				continue
			case gap:
				a.nums = append(a.nums, math.NaN())
			case c.Kind == table.Time:
				a.nums = append(a.nums, math.Round(rng.Float64()*4e9-1e9)+float64(rng.IntN(2))/2)
			default:
				a.nums = append(a.nums, math.Round(rng.NormFloat64()*40)/16)
			}
		}
		if c.Kind != table.Category {
			col.Nums = a.nums
		}
		f.Cols = append(f.Cols, col)
		in[c.Name] = a
	}
	return f, in
}

func input(column int) *graph.Node { return graph.Apply(&graph.Input{Column: column}) }

// all is every column but the moment, with gaps; full the two without.
func all() *graph.Node  { return side(input(0), input(1), input(2), input(4), input(5)) }
func full() *graph.Node { return side(input(4), input(5)) }

func side(nodes ...*graph.Node) *graph.Node {
	var refs []graph.Ref
	for _, n := range nodes {
		refs = append(refs, graph.Ref{Node: n})
	}
	return graph.Pick(refs)
}

func normals(rng *rand.Rand, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = rng.NormFloat64()
	}
	return out
}

func floats(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

func positive(v []float64) []float64 {
	for i := range v {
		v[i] = math.Abs(v[i]) + 0.25
	}
	return v
}

// randomTrees looks at the columns of all; the category is split by sets.
func randomTrees(rng *rand.Rand, vector bool, outputs, trees int) *graph.Trees {
	o := &graph.Trees{Width: 5, Vector: vector, Base: normals(rng, outputs), Scale: 0.3}
	width := 1
	if vector {
		width = outputs
	}
	var grow func(depth int) int32
	grow = func(depth int) int32 {
		i := int32(len(o.Feature))
		o.Feature, o.Left, o.Right = append(o.Feature, -1), append(o.Left, 0), append(o.Right, 0)
		o.Threshold, o.MissingLeft = append(o.Threshold, 0), append(o.MissingLeft, uint8(rng.IntN(2)))
		o.Set, o.Cover = append(o.Set, -1), append(o.Cover, 1)
		if depth == 0 || rng.IntN(4) == 0 {
			o.Left[i] = int32(len(o.Values) / width)
			o.Values = append(o.Values, floats(normals(rng, width))...)
			return i
		}
		f := int32(rng.IntN(5))
		o.Feature[i], o.Threshold[i] = f, math.Round(rng.NormFloat64()*40)/16
		if f == 2 {
			o.Set[i] = int32(len(o.SetEnds))
			words := rng.IntN(3) // none, so that every code counts as missing, one or two
			for range words {
				o.Sets = append(o.Sets, rng.Uint64())
			}
			o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
		}
		l := grow(depth - 1)
		o.Left[i] = l
		r := grow(depth - 1)
		o.Right[i] = r
		return i
	}
	for t := range trees {
		o.Roots = append(o.Roots, grow(t%5))
		if !vector {
			o.Output = append(o.Output, int32(rng.IntN(outputs)))
		}
	}
	return o
}

func someShapes(rng *rand.Rand, outputs int) *graph.Shapes {
	cells := 4 + 3 + 4*3 + 4
	return &graph.Shapes{Width: 5, Base: normals(rng, outputs),
		Column: []int32{0, 2, 4}, Places: []int32{4, 3, 2},
		Bounds: []float64{-1, 0.5}, BoundEnds: []int32{2, 2, 2},
		Levels: []int32{1, 2, 2, 1, 0}, LevelEnds: []int32{0, 5, 5}, IsLevels: []uint8{0, 1, 0},
		First: []int32{0, 1, 0, 2, 2}, Second: []int32{-1, -1, 1, -1, -1},
		Values: normals(rng, cells*outputs), Cover: make([]float32, cells)}
}

// cases is a graph for each operator, and more where there are ways to differ.
func cases(rng *rand.Rand) map[string]*graph.Node {
	lambda := []float64{1, 0, 2, 0.4, -1.3}
	low, high := []float64{-1, -2, 0, -0.5, -9}, []float64{1, 2, 3, 0.5, 9}
	points := 20
	out := map[string]*graph.Node{
		"gather":        graph.Apply(&graph.Gather{Input: []int32{0, 1, 0}, Column: []int32{4, 0, 0}}, all(), full()),
		"impute":        graph.Apply(&graph.Impute{Fill: normals(rng, 5)}, all()),
		"indicator":     graph.Apply(&graph.Indicator{}, all()),
		"scale":         graph.Apply(&graph.Scale{Center: normals(rng, 5), Width: positive(normals(rng, 5))}, all()),
		"clamp":         graph.Apply(&graph.Clamp{Low: low, High: high}, all()),
		"one_hot":       graph.Apply(&graph.OneHot{Slots: []int32{0, 1, 2, 1, -1}, Unseen: -1, Missing: 3, Width: 4}, input(2)),
		"target_encode": graph.Apply(&graph.TargetEncode{Table: normals(rng, 10), Unseen: normals(rng, 2), Missing: normals(rng, 2)}, input(2)),
		"date_parts": graph.Apply(&graph.DateParts{Parts: []string{"year", "month", "day", "weekday", "yearday", "hour", "weekend",
			"month_sin", "month_cos", "weekday_sin", "weekday_cos", "yearday_sin", "yearday_cos", "hour_sin", "hour_cos"}}, input(3)),
		"linear":         graph.Apply(&graph.Linear{Weights: []float64{0, 0, 0, 1.5, -2, 0, 0, 0, 0, 0.25}, Bias: []float64{1, 2}}, all()),
		"linear, none":   graph.Apply(&graph.Linear{Weights: make([]float64, 5), Bias: []float64{1}}, all()),
		"product":        graph.Apply(&graph.Product{Left: []int32{0, 4}, Right: []int32{4, 4}}, all()),
		"sum":            graph.Apply(&graph.Sum{Weights: []float64{0.25, 0.75}}, full(), graph.Apply(&graph.Squash{Limit: 1}, full())),
		"sort":           graph.Apply(&graph.Sort{}, all()),
		"squash":         graph.Apply(&graph.Squash{Limit: 1.5}, all()),
		"yeo_johnson":    graph.Apply(&graph.YeoJohnson{Lambda: lambda}, all()),
		"constant":       graph.Apply(&graph.Constant{Values: normals(rng, 3)}, all()),
		"trees":          graph.Apply(randomTrees(rng, false, 1, 30), all()),
		"trees, classes": graph.Apply(randomTrees(rng, false, 3, 30), all()),
		"trees, vectors": graph.Apply(randomTrees(rng, true, 3, 150), all()),
		"shapes":         graph.Apply(someShapes(rng, 1), all()),
		"shapes, many":   graph.Apply(someShapes(rng, 3), all()),
	}
	for _, f := range []graph.LinkFunc{graph.Logistic, graph.Softmax, graph.Exp, graph.Logit, graph.Log} {
		out["link "+string(f)] = graph.Apply(&graph.Link{Func: f, Slope: 0.7}, full())
	}
	for _, f := range []graph.Activation{graph.Identity, graph.SELU, graph.Mish, graph.SiLU, graph.ReLU} {
		out["dense "+string(f)] = graph.Apply(&graph.Dense{Func: f, Weights: floats(normals(rng, 6)), Bias: normals(rng, 3)}, full())
	}
	for _, f := range []graph.KernelFunc{graph.RBF, graph.Matern} {
		out["kernel "+string(f)] = graph.Apply(&graph.Kernel{Func: f, Lengths: positive(normals(rng, 2)), Points: normals(rng, 2*points), Coef: normals(rng, 2*points), Bias: normals(rng, 2)}, full())
	}
	for _, uniform := range []bool{true, false} {
		out[fmt.Sprintf("neighbours, uniform %v", uniform)] = graph.Apply(&graph.Neighbours{Points: floats(normals(rng, 5*points)), Weight: positive(normals(rng, points)),
			Target: normals(rng, 2*points), Prior: normals(rng, 2), K: 4, Soft: 0.1, Belief: 0.5, Uniform: uniform}, all())
	}
	return out
}

func regression() *automl.Model {
	return &automl.Model{AppVersion: "test", Schema: automl.Schema{Target: "y", Task: automl.Regression, Columns: columns()}}
}

// TestEveryOperatorAnswersAsTheGraphDoes interprets what was written for each operator, in
// both profiles, and holds it against the graph's own evaluation.
func TestEveryOperatorAnswersAsTheGraphDoes(t *testing.T) {
	rng := num.RNG(7, "onnx")
	done := map[string]bool{"input": true}
	for name, g := range cases(rng) {
		done[g.Op.ID()] = true
		for _, compatible := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s compatible %v", name, compatible), func(t *testing.T) {
				f, in := frame(num.RNG(8, "frame"))
				m := regression()
				m.Graph = g
				b := newBuilder(m, Options{Compatible: compatible})
				out, err := b.emit(g)
				if err != nil {
					t.Fatal(err)
				}
				b.declare(&File{})
				b.output(out, "out", typeDouble, -1, int64(g.Shape().Width))
				d, err := decode(b.model.encode())
				if err != nil {
					t.Fatal(err)
				}
				near(t, interpret(d, in)["out"].nums, evaluate(t, g, f))
			})
		}
	}
	for _, id := range graph.OpIDs() {
		if !done[id] && !strings.HasPrefix(id, "text_") { // which TestTexts tries
			t.Errorf("the operator %q is not tried", id)
		}
	}
}

func evaluate(t *testing.T, g *graph.Node, f *graph.Frame) []float64 {
	t.Helper()
	p, err := graph.NewPlan(g, f)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float64, f.Rows*p.Width())
	p.Range(0, f.Rows, out)
	return out
}

func near(t *testing.T, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d numbers, want %d", len(got), len(want))
	}
	for i, v := range got {
		if v != want[i] && (math.IsNaN(v) != math.IsNaN(want[i]) || math.Abs(v-want[i]) > 1e-12*max(1, math.Abs(want[i]))) {
			t.Fatalf("number %d: %v, want %v", i, v, want[i])
		}
	}
}

func classifier(task automl.Task, classes ...string) *automl.Model {
	m := regression()
	m.Schema.Task, m.Schema.Classes = task, classes
	width := task.PredictionWidth(len(classes))
	rng := num.RNG(3, "classifier")
	scores := graph.Apply(&graph.Linear{Weights: normals(rng, 2*width), Bias: normals(rng, width)}, full())
	m.Graph = graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, scores)
	if width == 1 {
		m.Schema.Decision = 0.3
		m.Graph = graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, scores)
	}
	return m
}

// TestLabelsAndProbabilities reads the outputs of whole files.
func TestLabelsAndProbabilities(t *testing.T) {
	for _, m := range []*automl.Model{classifier(automl.Binary, "no", "yes"), classifier(automl.Multiclass, "x", "y", "z")} {
		for _, o := range []Options{{}, {Compatible: true}, {Flat: true}} {
			file, err := Build(m, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Check(file.Bytes, m, o); err != nil {
				t.Error(err)
			}
			d, err := decode(file.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			f, in := frame(num.RNG(9, "frame"))
			if o.Flat {
				for _, a := range in {
					a.dims = a.dims[:1]
				}
			}
			at := interpret(d, in)
			p := &automl.Prediction{Width: m.Schema.Task.PredictionWidth(len(m.Schema.Classes)), Values: evaluate(t, m.Graph, f), Threshold: m.Schema.Decision}
			if file.Label != "label_2" { // a column is called label
				t.Errorf("the label is called %q", file.Label)
			}
			var want []float64
			for i, got := range at[file.Label].strs {
				if c := m.Schema.Classes[p.Class(i)]; got != c {
					t.Fatalf("row %d: %s, want %s", i, got, c)
				}
				if p.Width == 1 {
					want = append(want, 1-p.Row(i)[0])
				}
				want = append(want, p.Row(i)...)
			}
			if o.Flat {
				first := make([]float64, p.Rows())
				for i := range first {
					first[i] = want[i*len(m.Schema.Classes)]
				}
				near(t, at[file.Probabilities[0]].nums, first)
				continue
			}
			near(t, at[file.Probabilities[0]].nums, want)
		}
	}
}

// TestTheFormOfAFile pins what other programs look for.
func TestTheFormOfAFile(t *testing.T) {
	m := classifier(automl.Binary, "no", "yes")
	for _, compatible := range []bool{false, true} {
		f, err := Build(m, Options{Compatible: compatible})
		if err != nil {
			t.Fatal(err)
		}
		d, err := decode(f.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%d %v %s in %v out %v", d.ir, d.opsets, d.producer, d.in, d.out)
		want := "9 map[:18 ai.onnx.ml:5] winnow in [{c 11 [-1 1]} {label 11 [-1 1]}] out [{label_2 8 [-1]} {probabilities 11 [-1 2]}]"
		if compatible {
			want = strings.Replace(want, "9 map[:18 ai.onnx.ml:5]", "8 map[:15 ai.onnx.ml:3]", 1)
		}
		if got != want {
			t.Errorf("compatible %v:\n%s, want\n%s", compatible, got, want)
		}
		meta := map[string]string{}
		for _, kv := range d.meta {
			meta[kv[0]] = kv[1]
		}
		if meta["classes"] != `["no","yes"]` || meta["target"] != "y" || meta["threshold"] != "0.3" || len(meta["schema_sha256"]) != 64 {
			t.Errorf("metadata %v", meta)
		}
		var ops []string
		for _, n := range d.nodes {
			ops = append(ops, n.op)
		}
		if s := strings.Join(ops, " "); s != "Concat MatMul Add Neg Exp Add Div GreaterOrEqual Reshape Cast Sub Concat Gather Identity Identity" {
			t.Errorf("operators %s", s)
		}
	}
}

func TestCheckFindsDamage(t *testing.T) {
	m := regression()
	m.Graph = graph.Apply(randomTrees(num.RNG(2, "damage"), false, 1, 5), all())
	f, err := Build(m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Check(f.Bytes, m, Options{}); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(f.Bytes[:len(f.Bytes)/2], m, Options{}); err == nil {
		t.Error("half a file passes")
	}
	if _, err := Check(f.Bytes, m, Options{Compatible: true}); err == nil {
		t.Error("the other profile passes")
	}
	d, err := decode(f.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for what, harm := range map[string]func(d *model){
		"a step is gone":      func(d *model) { d.nodes = slices.Delete(d.nodes, 1, 2) },
		"an input is gone":    func(d *model) { d.in = d.in[1:] },
		"a constant is short": func(d *model) { d.inits[0].raw = d.inits[0].raw[1:] },
	} {
		c := *d
		c.nodes, c.in, c.inits = slices.Clone(d.nodes), slices.Clone(d.in), slices.Clone(d.inits)
		harm(&c)
		if _, err := Check(c.encode(), m, Options{}); err == nil {
			t.Errorf("%s, and it passes", what)
		}
	}
}

func TestSpellingsOfLevels(t *testing.T) {
	keys, codes := spellings([]string{"1", "2.5", "Yes", "10"}, true)
	got := fmt.Sprint(keys, codes)
	if want := "[1 2.5 Yes 10 1.0 yes YES 10.0] [0 1 2 3 0 2 2 3]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzCheck reads files that others may have damaged: it must say so, never panic.
func FuzzCheck(f *testing.F) {
	m := classifier(automl.Binary, "no", "yes")
	good, err := Build(m, Options{})
	if err != nil {
		f.Fatal(err)
	}
	trees := regression()
	trees.Graph = graph.Apply(randomTrees(num.RNG(2, "fuzz"), false, 1, 4), all())
	other, err := Build(trees, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes)
	f.Add(other.Bytes)
	f.Add([]byte{0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(_ *testing.T, raw []byte) {
		_, _ = Check(raw, m, Options{})
		_, _ = Check(raw, trees, Options{})
	})
}
