package drift

import (
	"math"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

func model() *automl.Model {
	return &automl.Model{Rows: 4000, Schema: automl.Schema{Columns: []automl.SchemaColumn{
		{Field: table.Field{Name: "n", Kind: table.Number}, Min: 0, Max: 10, Share: 0.1, Typical: &automl.Typical{Edges: []float64{5}, Shares: []float64{0.5, 0.5}}},
		{Field: table.Field{Name: "c", Kind: table.Category}, Levels: []string{"a", "b"}, Typical: &automl.Typical{Shares: []float64{0.25, 0.75}}},
		{Field: table.Field{Name: "t", Kind: table.Text}},
	}}}
}

// TestIndex holds the index against its formula worked out by hand.
func TestIndex(t *testing.T) {
	f := &graph.Frame{Rows: 100, Cols: []graph.FrameColumn{{Nums: make([]float64, 100)}, {Codes: make([]int32, 100)}, {Strs: make([]string, 100)}}}
	for i := range 100 {
		f.Cols[0].Nums[i], f.Cols[1].Codes[i], f.Cols[2].Strs[i] = 1, 1, "x"
		switch {
		case i < 20:
			f.Cols[0].Nums[i], f.Cols[1].Codes[i], f.Cols[2].Strs[i] = math.NaN(), 2, ""
		case i < 50:
			f.Cols[0].Nums[i], f.Cols[1].Codes[i] = 11, 0
		}
	}
	a, b := New(model()), New(model())
	a.Add(f)
	b.Merge(a)
	got := b.Columns()
	term := func(p, q float64) float64 { return (p - q) * math.Log(p/q) }
	want := []float64{
		term(0.5, 0.45) + term(0.3, 0.45) + term(0.2, 0.1) + 0,
		term(0.3, 0.25) + term(0.5, 0.75) + term(0.2, 0.5/4000),
	}
	for i, w := range want {
		if got[i].PSI == nil || math.Abs(*got[i].PSI-w) > 1e-12 {
			t.Errorf("index %v of %s, not %v", got[i].PSI, got[i].Name, w)
		}
	}
	if got[0].Missing != 20 || got[0].Outside != 30 || got[1].Unseen != 20 || got[2].Missing != 20 || got[2].PSI != nil {
		t.Errorf("counted %+v", got)
	}
	if b.Reset(); b.Rows != 0 || b.Columns()[0].Missing != 0 || b.Columns()[0].PSI != nil {
		t.Error("not forgotten")
	}
	b.Add(f)
	if again := b.Columns(); *again[1].PSI != *got[1].PSI {
		t.Error("counts differ after a reset")
	}
}
