package tree

import (
	"math"

	"winnow/automl/graph"
)

// Lower turns trees over the bins of a matrix into the graph's operator over values, which
// sends every row of the matrix to the same leaves. Leaves of one value are given to the
// output at the tree's place in output; output is nil when leaves hold a value for each. The
// trees are taken out of the list one by one: together with the operator they would be twice
// the model.
func Lower(m *Matrix, trees []*Tree, output []int32, base []float64, scale float64) *graph.Trees {
	o := room(trees)
	o.Width, o.Vector, o.Output, o.Base, o.Scale = len(m.Bins), output == nil, output, base, scale
	for k, t := range trees {
		first, firstValue := int32(len(o.Feature)), int32(len(o.Values)/t.Width)
		o.Roots = append(o.Roots, first)
		for i := range t.Nodes {
			lowerNode(o, m, &t.Nodes[i], first, firstValue)
		}
		o.Values = append(o.Values, t.Values...)
		trees[k] = nil
	}
	return o
}

// room is the operator with space for the trees. Why: what grows by appending takes up to twice
// as much.
func room(trees []*Tree) *graph.Trees {
	nodes, values := 0, 0
	for _, t := range trees {
		nodes, values = nodes+len(t.Nodes), values+len(t.Values)
	}
	return &graph.Trees{Roots: make([]int32, 0, len(trees)), Feature: make([]int32, 0, nodes), Left: make([]int32, 0, nodes),
		Right: make([]int32, 0, nodes), Threshold: make([]float64, 0, nodes), MissingLeft: make([]uint8, 0, nodes),
		Set: make([]int32, 0, nodes), Cover: make([]float32, 0, nodes), Values: make([]float32, 0, values)}
}

func lowerNode(o *graph.Trees, m *Matrix, n *Node, first, firstValue int32) {
	left, right, set, missingLeft := n.Left+first, n.Right+first, int32(-1), uint8(0)
	threshold := 0.0
	if n.MissingLeft {
		missingLeft = 1
	}
	switch {
	case n.Feature < 0:
		left, right = n.Left+firstValue, 0
	case n.Set != nil:
		set = int32(len(o.SetEnds))
		o.Sets = append(o.Sets, levelSet(m.Bins[n.Feature].Level, n)...)
		o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
	default:
		threshold = bound(m.Bins[n.Feature], n.Bin)
	}
	o.Feature = append(o.Feature, n.Feature)
	o.Left = append(o.Left, left)
	o.Right = append(o.Right, right)
	o.Threshold = append(o.Threshold, threshold)
	o.MissingLeft = append(o.MissingLeft, missingLeft)
	o.Set = append(o.Set, set)
	o.Cover = append(o.Cover, float32(n.Cover))
}

// bound is the largest value that goes left: any value when only what is missing goes right.
func bound(b *Bins, bin uint8) float64 {
	if int(bin) >= len(b.Upper) {
		return math.MaxFloat64
	}
	return b.Upper[bin]
}

// levelSet is the set of levels that go left; what stands beyond the levels goes where
// missing values go.
func levelSet(level []uint8, n *Node) []uint64 {
	words := make([]uint64, len(level)/64+1)
	for k := range len(words) * 64 {
		left := n.MissingLeft
		if k < len(level) {
			left = n.goesLeft(level[k])
		}
		if left {
			words[k>>6] |= 1 << (k & 63)
		}
	}
	return words
}
