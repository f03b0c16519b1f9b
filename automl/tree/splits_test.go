package tree

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"winnow/automl"
)

// TestSplitsOfLightGBM holds one tree on the same bins and gradients to split as that of
// LightGBM 4.7.0, which testdata/splits.py grew.
func TestSplitsOfLightGBM(t *testing.T) {
	raw, err := os.ReadFile("testdata/splits.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]json.RawMessage
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	d, g, h := splitsData()
	m, err := Pack(t.Context(), d, 255, 1)
	if err != nil {
		t.Fatal(err)
	}
	even := make([]float64, len(h))
	for i := range even {
		even[i] = 1
	}
	for name, c := range map[string]struct {
		h []float64
		o Options
	}{
		"even":   {even, Options{MinLeaf: 20, MinHess: 1e-3}},
		"uneven": {h, Options{MinLeaf: 1, MinHess: 10, L2: 2}},
	} {
		c.o.Leaves, c.o.Features, c.o.NodeShare = 31, 1, 1
		q := NewGradients(m.Space, nil)
		q.Set(d.Rows, g, c.h)
		grower := NewGrower(m, 1)
		tree, err := grower.Grow(t.Context(), d.Rows, q, c.o)
		if err != nil {
			t.Fatal(err)
		}
		splits := 0
		compareSplits(t, name, tree, 0, want[name], &splits)
		if splits != 30 {
			t.Errorf("%s: %d splits, want 30", name, splits)
		}
	}
}

// compareSplits compares a node and those below it. Where a column and the number of rows on
// each side agree, so do the rows.
func compareSplits(t *testing.T, name string, tree *Tree, at int32, raw json.RawMessage, splits *int) {
	t.Helper()
	n := &tree.Nodes[at]
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		t.Fatal(err)
	}
	if parts == nil {
		if n.Feature >= 0 {
			t.Fatalf("%s: node %d is split by column %d, want a leaf", name, at, n.Feature)
		}
		return
	}
	var want [3]float64
	for i := range want {
		if err := json.Unmarshal(parts[i], &want[i]); err != nil {
			t.Fatal(err)
		}
	}
	if n.Feature < 0 {
		t.Fatalf("%s: node %d is a leaf, want column %v with %v and %v rows", name, at, want[0], want[1], want[2])
	}
	left, right := n.Left, n.Right
	if tree.Nodes[left].Cover == want[2] { // whether a value is missing may be asked either way round
		left, right = right, left
	}
	l, r := &tree.Nodes[left], &tree.Nodes[right]
	if got := [3]float64{float64(n.Feature), l.Cover, r.Cover}; got != want {
		t.Fatalf("%s: node %d has column and rows %v, want %v", name, at, got, want)
	}
	*splits++
	compareSplits(t, name, tree, left, parts[3], splits)
	compareSplits(t, name, tree, right, parts[4], splits)
}

// splitsData is the data that testdata/splits.py makes.
func splitsData() (d *automl.Dataset, g, h []float64) {
	const rows, cols = 4000, 8
	state := uint64(0)
	uniform := func() float64 {
		z := scramble(state, 0)
		state += 0x9e3779b97f4a7c15
		return float64(z>>11) * 0x1p-53
	}
	d = &automl.Dataset{Space: rows, Rows: allRows(rows)}
	for range cols {
		d.Features = append(d.Features, &automl.Feature{Nums: make([]float64, rows)})
	}
	for i := range rows {
		var x [cols]float64
		for j := range x {
			x[j] = math.Floor(uniform() * 150)
		}
		v := x[0] / 150
		if x[1] > 70 {
			v += x[2] / 100
		}
		v = v + uniform() + uniform() - 2
		if x[3] < 30 {
			x[3] = math.NaN()
			v += 0.5
		}
		for j, f := range d.Features {
			f.Nums[i] = x[j]
		}
		g, h = append(g, v), append(h, 0.1+uniform())
	}
	return d, g, h
}
