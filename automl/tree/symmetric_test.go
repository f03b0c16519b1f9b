package tree

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"winnow/automl/num"
)

// TestSymmetricLevels holds all nodes of a level of a symmetric tree to ask one question,
// unless they skip it, and the second level's question to be the best of all for its two
// leaves together.
func TestSymmetricLevels(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSample(num.RNG(rapid.Uint64().Draw(rt, "data")), rapid.IntRange(20, 200).Draw(rt, "rows"), 3, 0)
		o := Options{Growth: Symmetric, Depth: 2, MinLeaf: 2, L2: 1, Features: 1, NodeShare: 1}
		m := s.pack(t)
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		grower := NewGrower(m, 1)
		if rapid.Bool().Draw(rt, "little memory") {
			grower.mostSets = 1
		}
		tree, err := grower.Grow(t.Context(), s.d.Rows, q, o)
		if err != nil {
			rt.Fatal(err)
		}
		root := &tree.Nodes[0]
		if root.Feature < 0 {
			return
		}
		var got float64
		var asked *Node
		for _, child := range []int32{root.Left, root.Right} {
			n := &tree.Nodes[child]
			if n.Feature < 0 {
				continue
			}
			if asked != nil && (asked.Feature != n.Feature || asked.Bin != n.Bin || asked.MissingLeft != n.MissingLeft) {
				rt.Fatalf("two questions in a level: %+v and %+v", *asked, *n)
			}
			asked = n
		}
		left := func(r int) bool { return root.goesLeft(m.Bins[root.Feature].Codes[r]) }
		if asked != nil {
			got = levelGain(s, left, func(r int) bool { return asked.goesLeft(m.Bins[asked.Feature].Codes[r]) })
		}
		best := 0.0
		for _, b := range m.Bins {
			for bin := range b.Count {
				for _, missing := range []bool{false, true} {
					n := Node{Bin: uint8(bin), MissingLeft: missing}
					best = max(best, levelGain(s, left, func(r int) bool { return n.goesLeft(b.Codes[r]) }))
				}
			}
		}
		if math.Abs(got-best) > 1e-6*(1+best) {
			rt.Fatalf("the cut gains %v, the best %v", got, best)
		}
	})
}

// levelGain is what a question gains the two sides of a first one, of which neither is split
// where fewer than 2 rows would be on a side.
func levelGain(s *sample, first, second func(r int) bool) float64 {
	var g, h [2][2]float64
	for r := range s.g {
		i, j := 0, 0
		if first(r) {
			i = 1
		}
		if second(r) {
			j = 1
		}
		g[i][j] += s.g[r]
		h[i][j]++
	}
	gain := 0.0
	score := func(g, h float64) float64 { return g * g / (h + 1) }
	for i := range g {
		if h[i][0] >= 2 && h[i][1] >= 2 {
			gain += score(g[i][0], h[i][0]) + score(g[i][1], h[i][1]) - score(g[i][0]+g[i][1], h[i][0]+h[i][1])
		}
	}
	return gain
}
