package explain

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

// shapCase is an ensemble with what shap says of it: testdata/shap_values.py.
type shapCase struct {
	Name  string
	Trees struct {
		Width                int
		Vector               bool
		Roots, Output        []int32
		Base                 []float64
		Feature, Left, Right []int32
		Threshold            []float64
		MissingLeft          []int32 `json:"missing_left"`
		Cover, Values        []float32
	}
	X, Back    []automl.Numbers
	PathBase   []float64       `json:"path_base"`
	BackBase   []float64       `json:"back_base"`
	Path       [][][]float64   // by output, row and column
	BackShares [][][]float64   `json:"back_shares"` // with weights of single precision
	Exact      [][][]float64   // the same by ExactExplainer
	Both       [][][][]float64 // by output, row, column and column
}

func readShap(t *testing.T) []shapCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/shap_values.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []shapCase }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Cases) < 4 {
		t.Fatalf("%d cases", len(all.Cases))
	}
	return all.Cases
}

// op is the case's ensemble.
func (c *shapCase) op() *graph.Trees {
	o := &graph.Trees{Width: c.Trees.Width, Vector: c.Trees.Vector, Roots: c.Trees.Roots, Output: c.Trees.Output, Base: c.Trees.Base, Scale: 1,
		Feature: c.Trees.Feature, Left: c.Trees.Left, Right: c.Trees.Right, Threshold: c.Trees.Threshold, Cover: c.Trees.Cover, Values: c.Trees.Values}
	for _, m := range c.Trees.MissingLeft {
		o.MissingLeft, o.Set = append(o.MissingLeft, uint8(m)), append(o.Set, -1)
	}
	return o
}

// frameOf lays rows out in columns.
func frameOf(rows []automl.Numbers) *graph.Frame {
	f := &graph.Frame{Rows: len(rows), Cols: make([]graph.FrameColumn, len(rows[0]))}
	for c := range f.Cols {
		for _, r := range rows {
			f.Cols[c].Nums = append(f.Cols[c].Nums, r[c])
		}
	}
	return f
}

func inputs(n int) *graph.Node {
	var refs []graph.Ref
	for c := range n {
		refs = append(refs, graph.Ref{Node: graph.Apply(&graph.Input{Column: c})})
	}
	return graph.Pick(refs)
}

func TestTreesAsShap(t *testing.T) {
	for _, c := range readShap(t) {
		t.Run(c.Name, func(t *testing.T) {
			out := graph.Apply(c.op(), inputs(c.Trees.Width))
			frame, back := frameOf(c.X), frameOf(c.Back)
			for _, m := range []struct {
				method automl.ExplainMethod
				base   []float64
				shares [][][]float64
				near   float64
			}{
				{automl.ExplainExact, c.PathBase, c.Path, 1e-9},
				{automl.ExplainBackground, c.BackBase, c.Exact, 1e-9},
				{automl.ExplainBackground, c.BackBase, c.BackShares, 1e-6},
			} {
				s, err := Shapley(t.Context(), out, frame, everyRow(frame), back, ShapleyOptions{Task: automl.Regression, Method: m.method})
				if err != nil {
					t.Fatal(err)
				}
				if !s.Exact || s.Method != m.method {
					t.Fatalf("method %s, exact %v", s.Method, s.Exact)
				}
				compareShares(t, s, m.base, m.shares, m.near)
			}
			comparePairs(t, &c, frame)
		})
	}
}

func compareShares(t *testing.T, s *Shares, base []float64, want [][][]float64, near float64) {
	t.Helper()
	for k := range want {
		if math.Abs(s.Base[k]-base[k]) > 1e-9 {
			t.Errorf("%s: base of output %d is %v, shap says %v", s.Method, k, s.Base[k], base[k])
		}
		for i, row := range want[k] {
			sum := s.Base[k]
			for j, v := range row {
				got := s.Values[(i*s.Outputs+k)*s.Columns+j]
				sum += got
				if math.Abs(got-v) > near {
					t.Errorf("%s: output %d, row %d, column %d: %v, shap says %v", s.Method, k, i, j, got, v)
				}
			}
			if math.Abs(sum-s.Margin[i*s.Outputs+k]) > 1e-9 {
				t.Errorf("%s: the shares of row %d add up to %v, not %v", s.Method, i, sum, s.Margin[i*s.Outputs+k])
			}
		}
	}
}

func comparePairs(t *testing.T, c *shapCase, frame *graph.Frame) {
	t.Helper()
	w := c.Trees.Width
	g := &treeGame{op: c.op(), most: w, width: w}
	for i := range int32(w) {
		g.player, g.place = append(g.player, i), append(g.place, i)
	}
	x := make([]float64, 0, frame.Rows*w)
	for _, row := range c.X {
		x = append(x, row...)
	}
	outputs := len(c.Trees.Base)
	got := make([]float64, frame.Rows*outputs*w*w)
	if err := g.pathPairs(t.Context(), 1, frame.Rows, x, got); err != nil {
		t.Fatal(err)
	}
	for k := range c.Both {
		for i := range c.Both[k] {
			for a := range w {
				for b, want := range c.Both[k][i][a] {
					if v := got[((i*outputs+k)*w+a)*w+b]; math.Abs(v-want) > 1e-9 {
						t.Errorf("output %d, row %d, columns %d and %d: %v, shap says %v", k, i, a, b, v, want)
					}
				}
			}
		}
	}
}

// TestTogetherAsShap holds the sizes of pairs to the means of shap's interaction values.
func TestTogetherAsShap(t *testing.T) {
	for _, c := range readShap(t) {
		out := graph.Apply(&graph.Sum{Weights: []float64{-1.5}}, graph.Apply(c.op(), inputs(c.Trees.Width)))
		frame := frameOf(c.X)
		names := make([]string, c.Trees.Width)
		for i := range names {
			names[i] = string(rune('a' + i))
		}
		got, err := Together(t.Context(), out, frame, everyRow(frame), names, ShapleyOptions{Task: automl.Regression})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			t.Errorf("%s: no pair does anything", c.Name)
		}
		for i, p := range got {
			want := 0.0
			for k := range c.Both {
				for _, row := range c.Both[k] {
					want += 1.5 * 2 * math.Abs(row[p.First[0]-'a'][p.Second[0]-'a']) / float64(len(c.Both)*len(c.Both[k]))
				}
			}
			if math.Abs(p.Size-want) > 1e-9 || i > 0 && got[i-1].Size < p.Size {
				t.Errorf("%s: %s and %s: %v, by shap %v", c.Name, p.First, p.Second, p.Size, want)
			}
		}
	}
}

func TestTogetherIsOfTreesAlone(t *testing.T) {
	x := inputs(2)
	out := graph.Apply(&graph.Link{Func: graph.Exp, Slope: 1}, graph.Apply(&graph.Product{Left: []int32{0}, Right: []int32{1}}, x))
	frame := frameOf([]automl.Numbers{{1, 2}, {3, 4}})
	if _, err := Together(t.Context(), out, frame, everyRow(frame), []string{"a", "b"}, ShapleyOptions{Task: automl.Regression}); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a product gives %v", err)
	}
}
