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
	o := &graph.Trees{Width: len(m.Bins), Vector: output == nil, Output: output, Base: base, Scale: scale}
	nodes, values := 0, 0
	for _, t := range trees {
		nodes, values = nodes+len(t.Nodes), values+len(t.Values)
	}
	o.Reserve(nodes, values)
	o.Roots = make([]int32, 0, len(trees))
	var queue []int32
	for k, t := range trees {
		queue = lower(o, m, t, append(queue[:0], 0))
		trees[k] = nil
	}
	return o
}

// lower appends a tree, level by level; the queue has its root. It returns the queue to use again.
func lower(o *graph.Trees, m *Matrix, t *Tree, queue []int32) []int32 {
	first := len(o.Feature)
	o.Roots = append(o.Roots, int32(first))
	for k := 0; k < len(queue); k++ {
		n := &t.Nodes[queue[k]]
		if n.Feature < 0 {
			o.AddLeaf(t.Values[int(n.Left)*t.Width:][:t.Width], float32(n.Cover))
			continue
		}
		var set []uint64
		threshold := 0.0
		if n.Set != nil {
			set = levelSet(m.Bins[n.Feature].Level, n)
		} else {
			threshold = bound(m.Bins[n.Feature], n.Bin)
		}
		o.AddFork(n.Feature, int32(first+len(queue)), threshold, set, n.MissingLeft)
		queue = append(queue, n.Left, n.Right)
	}
	o.SumCovers(first)
	return queue
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
