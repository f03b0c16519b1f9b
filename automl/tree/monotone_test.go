package tree

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/num"
)

// TestMonotoneTrees holds trees to rise along a column of sign 1 and to fall along one of
// sign -1 wherever a row stands, and their leaves to hold enough rows.
func TestMonotoneTrees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSample(num.RNG(rapid.Uint64().Draw(rt, "data")), rapid.IntRange(1, 300).Draw(rt, "rows"), 4, 1)
		m, o := s.pack(t), drawOptions(rt)
		o.Monotone = make([]int8, len(m.Bins))
		for f := range 4 {
			o.Monotone[f] = int8(rapid.IntRange(-1, 1).Draw(rt, "sign"))
		}
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		tree, err := NewGrower(m, 1).Grow(t.Context(), s.d.Rows, q, o)
		if err != nil {
			rt.Fatal(err)
		}
		checkLowered(rt, s, m, tree)
		for f, sign := range o.Monotone {
			for r := range min(m.Space, 20) {
				checkAlong(rt, m, tree, f, int32(r), sign)
			}
		}
	})
}

// checkAlong walks a row's bin of a feature from the lowest to the highest.
func checkAlong(t *rapid.T, m *Matrix, tree *Tree, feature int, row int32, sign int8) {
	if sign == 0 {
		return
	}
	moved := *m
	moved.Bins = append([]*Bins(nil), m.Bins...)
	at := *m.Bins[feature]
	at.Codes = append([]uint8(nil), at.Codes...)
	moved.Bins[feature] = &at
	before := math.Inf(-int(sign))
	for bin := range at.Count {
		at.Codes[row] = uint8(bin)
		v := float64(tree.Leaf(&moved, row)[0])
		if float64(sign)*(v-before) < 0 {
			t.Fatalf("feature %d of sign %d: %v follows %v", feature, sign, v, before)
		}
		before = v
	}
}

// TestMonotoneGains holds a tree along a column that the data rises with to be the same
// whether it must rise or may do both, and the other sign to leave no cut.
func TestMonotoneGains(t *testing.T) {
	d := &sample{d: newSample(num.RNG(1), 200, 1, 0).d}
	d.g, d.h = make([]float64, 200), make([]float64, 200)
	for i, v := range d.d.Features[0].Nums {
		d.g[i], d.h[i] = -v, 1
	}
	for _, growth := range []Growth{LeafWise, Symmetric} {
		var leaves [3]int
		for sign := int8(-1); sign <= 1; sign++ {
			m := d.pack(t)
			q := NewGradients(m.Space, nil)
			q.Set(d.d.Rows, d.g, d.h)
			o := Options{Growth: growth, Leaves: 8, Depth: 3, MinLeaf: 3, Features: 1, NodeShare: 1, Monotone: []int8{sign}}
			if sign == 0 {
				o.Monotone = nil
			}
			tree, err := NewGrower(m, 1).Grow(t.Context(), d.d.Rows, q, o)
			if err != nil {
				t.Fatal(err)
			}
			leaves[sign+1] = len(tree.Values)
		}
		if leaves[0] != 1 || leaves[1] != leaves[2] || leaves[2] < 4 {
			t.Errorf("%s: %v leaves for signs -1, 0 and 1", growth, leaves)
		}
	}
}
