package graph

import "testing"

func TestRenumberKeepsTheAnswers(t *testing.T) {
	a, b := Apply(&Input{Column: 1}), Apply(&Input{Column: 4})
	out := Apply(&Sum{Weights: []float64{1, 2}}, a, Apply(&Sum{Weights: []float64{1, 1}}, a, b))
	got := Renumber(out, map[int]int{1: 1, 4: 0})
	if cols := Inputs(got); len(cols) != 2 || cols[0] != 0 || cols[1] != 1 {
		t.Fatalf("its inputs are %v", cols)
	}
	if got.In[0] != a {
		t.Error("a column that keeps its number was made anew")
	}
	answer := func(n *Node, cols ...[]float64) float64 {
		f := &Frame{Rows: 1}
		for _, c := range cols {
			f.Cols = append(f.Cols, FrameColumn{Nums: c})
		}
		p, err := NewPlan(n, f)
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, 1)
		p.Range(0, 1, y)
		return y[0]
	}
	x, z := []float64{3}, []float64{5}
	if v, w := answer(out, nil, x, nil, nil, z), answer(got, z, x); v != w {
		t.Errorf("it answers %v, not %v", w, v)
	}
}
