package explain

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/table"
)

// shop is a yes or no question about a level, a whole number and a number: yes from
// 2*(kind is z) + visits/4 + price >= 3.
func shop(weights ...float64) *Question {
	const rows = 200
	rng := num.RNG(9, "shop")
	codes, visits, price := make([]int32, rows), make([]float64, rows), make([]float64, rows)
	for i := range rows {
		codes[i], visits[i], price[i] = int32(rng.IntN(3)), float64(rng.IntN(9)), rng.Float64()*2
	}
	visits[0], visits[1], price[0], price[1] = 0, 8, 0, 2
	hot := graph.Apply(&graph.OneHot{Slots: []int32{0, 1, 2}, Unseen: -1, Missing: -1, Width: 3}, graph.Apply(&graph.Input{Column: 0}))
	refs := []graph.Ref{{Node: hot}, {Node: hot, Column: 1}, {Node: hot, Column: 2}, {Node: graph.Apply(&graph.Input{Column: 1})}, {Node: graph.Apply(&graph.Input{Column: 2})}}
	if weights == nil {
		weights = []float64{0, 0, 2, 0.25, 1}
	}
	line := graph.Apply(&graph.Linear{Weights: weights, Bias: []float64{-3}}, graph.Pick(refs))
	return &Question{Out: graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, line), Workers: 2,
		Frame: &graph.Frame{Rows: rows, Cols: []graph.FrameColumn{{Codes: codes}, {Nums: visits}, {Nums: price}}},
		Schema: &automl.Schema{Target: "buys", Task: automl.Binary, Classes: []string{"no", "yes"}, Columns: []automl.SchemaColumn{
			{Field: table.Field{Name: "kind", Kind: table.Category}, Levels: []string{"x", "y", "z"}},
			{Field: table.Field{Name: "visits", Kind: table.Number}, Max: 8},
			{Field: table.Field{Name: "price", Kind: table.Number}, Max: 2},
		}}}
}

func oneRow(kind int32, visits, price float64) *graph.Frame {
	return &graph.Frame{Rows: 1, Cols: []graph.FrameColumn{{Codes: []int32{kind}}, {Nums: []float64{visits}}, {Nums: []float64{price}}}}
}

// TestFlipFindsTheEdge: single changes stop at the first value that will do.
func TestFlipFindsTheEdge(t *testing.T) {
	got, err := Flip(t.Context(), shop(), oneRow(0, 2, 0.9), FlipOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, o := range got.Options {
		var parts []string
		for _, c := range o.Changes {
			parts = append(parts, c.Column+" "+c.To)
		}
		said = append(said, strings.Join(parts, ", "))
	}
	// the level alone will do; 8 visits or a price of 2 alone will not
	if len(said) < 2 || said[0] != "kind z" {
		t.Fatalf("options %q, want the kind first and another", said)
	}
	if i := slices.IndexFunc(said, func(s string) bool { return strings.HasPrefix(s, "visits") }); i < 0 {
		t.Errorf("options %q hold none of visits and price together", said)
	}
	if want := "The answer is no (83 %). If “kind” were z (now x), the answer would be yes (60 %)."; !strings.HasPrefix(got.Sentence, want) {
		t.Errorf("sentence %q does not begin with %q", got.Sentence, want)
	}
	got, err = Flip(t.Context(), shop(), oneRow(2, 3, 0.1), FlipOptions{Keep: []string{"kind", "visits"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Options) != 1 || got.Options[0].Changes[0].To != "0.26" {
		t.Errorf("options %+v, want price 0.26, which is 0.25 and at most a tenth of the change more", got.Options)
	}
	got, err = Flip(t.Context(), shop(), oneRow(2, 3, 0.1), FlipOptions{Keep: []string{"kind", "price"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Options) != 1 || got.Options[0].Changes[0].To != "4" {
		t.Errorf("options %+v, want 4 visits", got.Options)
	}
}

func TestFlipRefusals(t *testing.T) {
	zero := 0.0
	for _, o := range []FlipOptions{{To: "maybe"}, {Keep: []string{"none"}}, {Above: &zero}} {
		if _, err := Flip(t.Context(), shop(), oneRow(0, 3, 1), o); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%+v: %v", o, err)
		}
	}
	got, err := Flip(t.Context(), shop(), oneRow(2, 8, 1), FlipOptions{To: "yes"})
	if err != nil || !got.Met || len(got.Options) != 0 {
		t.Errorf("a goal that is met: %+v, %v", got, err)
	}
	got, err = Flip(t.Context(), shop(), oneRow(2, 8, 1), FlipOptions{Keep: []string{"kind", "visits", "price"}})
	if err != nil || len(got.Options) != 0 || !strings.Contains(got.Sentence, "Nothing") {
		t.Errorf("with everything kept: %+v, %v", got, err)
	}
}

// TestFlipHolds: whatever the model and the row, each option reaches the goal, stays within
// training, leaves what is kept, and loses the goal when any of its changes is undone.
func TestFlipHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := shop(rapid.SliceOfN(rapid.Float64Range(-2, 2), 5, 5).Draw(t, "weights")...)
		q.Threshold = rapid.Float64Range(0.01, 0.99).Draw(t, "threshold")
		row := oneRow(int32(rapid.IntRange(-1, 2).Draw(t, "kind")), float64(rapid.IntRange(0, 8).Draw(t, "visits")), rapid.Float64Range(0, 2).Draw(t, "price"))
		o := FlipOptions{}
		if rapid.Bool().Draw(t, "keep") {
			o.Keep = []string{"kind"}
		}
		got, err := Flip(t.Context(), q, row, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, option := range got.Options {
			if said := say(t, q, row, option.Changes); said == got.Now.Class {
				t.Fatalf("%+v leaves the answer at %s", option, said)
			}
			for i, c := range option.Changes {
				if slices.Contains(o.Keep, c.Column) {
					t.Fatalf("%s was to be kept", c.Column)
				}
				rest := slices.Delete(slices.Clone(option.Changes), i, i+1)
				if len(rest) > 0 && say(t, q, row, rest) != got.Now.Class {
					t.Fatalf("%+v does not need the change of %s", option, c.Column)
				}
				v, err := strconv.ParseFloat(c.To, 64)
				if c.Column != "kind" && (err != nil || v < 0 || v > 8 || c.Column == "price" && v > 2 || c.Column == "visits" && v != math.Trunc(v)) {
					t.Fatalf("%s cannot be %s", c.Column, c.To)
				}
			}
		}
	})
}

// say is the class of the row with changes put in as they are spelt.
func say(t *rapid.T, q *Question, row *graph.Frame, changes []automl.FlipChange) string {
	out := RowOf(row, 0)
	for _, c := range changes {
		i, err := q.column(c.Column)
		if err != nil {
			t.Fatal(err)
		}
		if k := slices.Index(q.Schema.Columns[i].Levels, c.To); k >= 0 {
			out.Cols[i].Codes[0] = int32(k)
		} else if out.Cols[i].Nums[0], err = strconv.ParseFloat(c.To, 64); err != nil {
			t.Fatal(err)
		}
	}
	p, err := panelOf(q.Out, out, 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.eval(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return answerOf(q.Schema, v, q.Threshold).Class
}

// TestFlipOfManyColumns: where a single column never suffices, the strongest of many are
// changed together.
func TestFlipOfManyColumns(t *testing.T) {
	const columns, rows = 150, 40
	q := &Question{Frame: &graph.Frame{Rows: rows}, Schema: &automl.Schema{Target: "y", Task: automl.Regression}, Workers: 2}
	var refs []graph.Ref
	weights := make([]float64, columns)
	for c := range columns {
		v := make([]float64, rows)
		for i := range v {
			v[i] = float64(i % 5)
		}
		q.Frame.Cols = append(q.Frame.Cols, graph.FrameColumn{Nums: v})
		q.Schema.Columns = append(q.Schema.Columns, automl.SchemaColumn{Field: table.Field{Name: fmt.Sprint("c", c), Kind: table.Number}, Max: 4})
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
		weights[c] = 0.01
	}
	weights[17], weights[120] = 1, 2
	q.Out = graph.Apply(&graph.Linear{Weights: weights, Bias: []float64{0}}, graph.Pick(refs))
	goal := 12.0
	got, err := Flip(t.Context(), q, RowOf(q.Frame, 0), FlipOptions{Above: &goal, Answers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Options) != 1 || len(got.Options[0].Changes) != 2 || got.Options[0].Changes[0].Column != "c17" || got.Options[0].Changes[1].Column != "c120" {
		t.Errorf("options %+v", got.Options)
	}
}

// TestFlipOfNumbersAndManyClasses walks the other two tasks over a forest and a tree.
func TestFlipOfNumbersAndManyClasses(t *testing.T) {
	p := readPeers(t)
	for _, model := range []string{"tree", "forest"} {
		var first string
		for _, workers := range []int{1, 3} {
			q := p.asked(model)
			q.Workers = workers
			for i := range q.Schema.Columns {
				q.Schema.Columns[i].Min, q.Schema.Columns[i].Max = slices.Min(p.X[i]), slices.Max(p.X[i])
			}
			o := FlipOptions{}
			if model == "tree" {
				goal := 20.0
				o.Above = &goal
			}
			var all []string
			for r := range int32(12) {
				got, err := Flip(t.Context(), q, RowOf(q.Frame, r), o)
				if err != nil {
					t.Fatal(err)
				}
				if len(got.Options) == 0 && !got.Met {
					t.Errorf("%s row %d: %s", model, r, got.Sentence)
				}
				for _, x := range got.Options {
					if model == "tree" && x.Answer.Value < 20 || model == "forest" && x.Answer.Class == got.Now.Class {
						t.Errorf("%s row %d: %+v", model, r, x)
					}
				}
				raw, _ := json.Marshal(got)
				all = append(all, string(raw))
			}
			if said := fmt.Sprint(all); first == "" {
				first = said
			} else if first != said {
				t.Errorf("%s: other answers with %d workers", model, workers)
			}
		}
	}
}
