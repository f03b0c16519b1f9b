package explain

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

func TestWords(t *testing.T) {
	terms := graph.Apply(&graph.TextTerms{Terms: []string{"good", "bad", "good film"}, Idf: []float64{1, 1, 1}}, graph.Apply(&graph.Input{Text: true}))
	out := graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 2}, graph.Apply(&graph.Linear{Weights: []float64{1, -3, 0.5}, Bias: []float64{0.25}}, terms))
	frame := &graph.Frame{Rows: 2, Cols: []graph.FrameColumn{{Strs: []string{"A good film, good!", ""}}}}
	got, err := Words(t.Context(), out, frame, []int32{1, 0}, ShapleyOptions{Task: automl.Binary})
	if err != nil {
		t.Fatal(err)
	}
	// Twice good and once good film: (1+ln 2, 0, 1) brought to length 1.
	a := 1 + math.Ln2
	full := (a + 0.5) / math.Hypot(a, 1)
	want := []automl.WordShare{{Row: 1, Word: "good", Value: 2 * full}, {Row: 1, Word: "film", Value: 2 * (full - 1)}}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, w := range want {
		g := got[i]
		if g.Row != w.Row || g.Word != w.Word || math.Abs(g.Value-w.Value) > 1e-12 {
			t.Errorf("got %v, want %v", g, w)
		}
	}
}
