package explain

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// TestSurrogateFindsATree: a model that is a small tree is found again, all of it; its shares
// add up, and every rule's answer is the model's.
func TestSurrogateFindsATree(t *testing.T) {
	rng := num.RNG(3, "tree")
	const n = 1000
	f := &graph.Frame{Rows: n, Cols: []graph.FrameColumn{{Nums: make([]float64, n)}, {Codes: make([]int32, n)}, {Nums: make([]float64, n)}}}
	for i := range n {
		f.Cols[0].Nums[i], f.Cols[1].Codes[i], f.Cols[2].Nums[i] = rng.Float64()*10, int32(rng.IntN(3)), rng.Float64()
	}
	// 1 where a is at most 4; else 5 for the levels x and z, 9 for y
	trees := &graph.Trees{Width: 3, Scale: 1, Base: []float64{0}, Roots: []int32{0}, Output: []int32{0},
		Feature: []int32{0, -1, 1, -1, -1}, Left: []int32{1, 0, 3, 1, 2}, Right: []int32{2, 0, 4, 0, 0}, Threshold: []float64{4, 0, 0, 0, 0},
		MissingLeft: make([]uint8, 5), Set: []int32{-1, -1, 0, -1, -1}, Sets: []uint64{0b101}, SetEnds: []int32{1}, Cover: make([]float32, 5), Values: []float32{1, 5, 9}}
	var refs []graph.Ref
	for c := range 3 {
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
	}
	q := &Question{Out: graph.Apply(trees, graph.Pick(refs)), Frame: f, Workers: 2, Schema: &automl.Schema{Target: "y", Task: automl.Regression, Columns: []automl.SchemaColumn{
		{Field: table.Field{Name: "a", Kind: table.Number}}, {Field: table.Field{Name: "b", Kind: table.Category}, Levels: []string{"x", "y", "z"}}, {Field: table.Field{Name: "c", Kind: table.Number}},
	}}}
	got, err := Surrogate(t.Context(), q, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rules) != 3 || got.Fit < 0.99 {
		t.Fatalf("%d rules, fit %v", len(got.Rules), got.Fit)
	}
	sum := 0.0
	for _, r := range got.Rules {
		sum += r.Share
		if r.Answer.Value != math.Round(r.Answer.Value) {
			t.Errorf("rule %q", r.Sentence)
		}
	}
	near(t, "sum of the shares", sum, 1)
	text, _ := json.Marshal(got)
	for _, want := range []string{"“a” is at most 4", "“b” is x or z", "“b” is y"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q", text, want)
		}
	}
	if !strings.HasSuffix(got.Sentence, "main lines.") {
		t.Errorf("sentence %q", got.Sentence)
	}
	if _, err := Surrogate(t.Context(), q, 9, 0); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("depth 9: %v", err)
	}
}

// TestSurrogateOfClasses: many classes at once, the same bits for any number of workers.
func TestSurrogateOfClasses(t *testing.T) {
	p := readPeers(t)
	var first string
	for _, workers := range []int{1, 4} {
		q := p.asked("forest")
		q.Workers = workers
		got, err := Surrogate(t.Context(), q, 4, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got.Agreement < 0.6 || got.Fit < 0.4 || got.Fit > 1 {
			t.Errorf("fit %v, agreement %v", got.Fit, got.Agreement)
		}
		text, _ := json.Marshal(got)
		if first == "" {
			first = string(text)
		} else if first != string(text) {
			t.Error("with another number of workers it differs")
		}
	}
}

// TestQuestionsOfOneColumnAreOneCondition: what the questions leave is said once a column.
func TestQuestionsOfOneColumnAreOneCondition(t *testing.T) {
	s := &automl.Schema{Columns: []automl.SchemaColumn{{Field: table.Field{Name: "a", Kind: table.Number}}, {Field: table.Field{Name: "b", Kind: table.Category}, Levels: []string{"x", "y", "z"}}}}
	a, b, c := &query{bound: 7, missing: true, gaps: true}, &query{bound: 3, gaps: true}, &query{column: 1, set: map[int]bool{0: true, 1: true}}
	d := &query{column: 1, set: map[int]bool{1: true, 2: true}}
	way := d.narrow(c.narrow(b.narrow(a.narrow(nil, true, s), false, s), true, s), false, s)
	var said []string
	for _, l := range way {
		said = append(said, l.words(s))
	}
	if got, want := strings.Join(said, "; "), "“a” is above 3 and at most 7 or has no value; “b” is x"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// TestPlainBetween: the bound lies from the one value up to, not at, the next.
func TestPlainBetween(t *testing.T) {
	for _, c := range [][3]float64{{3, 4, 3}, {3.987, 4.013, 4}, {17, 23, 20}, {-4.2, -3.9, -4}, {0.123, 0.1231, 0.123}} {
		near(t, "bound", plainBetween(c[0], c[1]), c[2])
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(-1e6, 1e6).Draw(t, "a")
		b := a + rapid.Float64Range(1e-6, 1e6).Draw(t, "more")
		if v := plainBetween(a, b); !(v >= a && v < b) {
			t.Fatalf("%v is not from %v up to %v", v, a, b)
		}
	})
}
