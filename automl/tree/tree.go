package tree

// Node is a node of a tree over bins.
type Node struct {
	Feature     int32 // -1 for a leaf
	Left, Right int32 // of a leaf, Left is the number of its values
	Bin         uint8 // of a number: bins up to this one go left
	MissingLeft bool
	Set         *binSet // of a category: bins in the set go left
	Cover       float64 // weight of the training rows that passed
}

// Tree is a decision tree over the bins of a matrix. Node 0 is the root.
type Tree struct {
	Nodes  []Node
	Width  int // values of a leaf
	Values []float32
}

// binSet is a set of bins.
type binSet [4]uint64

func (s *binSet) add(b uint8)      { s[b>>6] |= 1 << (b & 63) }
func (s *binSet) has(b uint8) bool { return s[b>>6]>>(b&63)&1 != 0 }

// goesLeft reports whether a bin goes left.
func (n *Node) goesLeft(b uint8) bool {
	switch {
	case b == MissingBin:
		return n.MissingLeft
	case n.Set != nil:
		return n.Set.has(b)
	}
	return b <= n.Bin
}

// allLeft is where a split's side of each bin is copied from.
var allLeft = func() (ones [256]uint8) {
	for b := range ones {
		ones[b] = 1
	}
	return ones
}()

// sides writes for each bin whether it goes left.
func (n *Node) sides(left *[256]uint8) {
	clear(left[:])
	if n.Set == nil {
		copy(left[:int(n.Bin)+1], allLeft[:])
	} else {
		for b := range left {
			left[b] = uint8(n.Set[b>>6] >> (b & 63) & 1)
		}
	}
	left[MissingBin] = 0
	if n.MissingLeft {
		left[MissingBin] = 1
	}
}

// Next is the node that a row goes to from node i, which is no leaf.
func (t *Tree) Next(m *Matrix, i, row int32) int32 {
	n := &t.Nodes[i]
	if n.goesLeft(m.Bins[n.Feature].Codes[row]) {
		return n.Left
	}
	return n.Right
}

// Leaf is the values of the leaf that a row ends in.
func (t *Tree) Leaf(m *Matrix, row int32) []float32 {
	return t.Values[t.leafFrom(0, m, row)*t.Width:][:t.Width]
}

// leafFrom is the number of the values of the leaf that a row ends in that is at a node.
func (t *Tree) leafFrom(node int32, m *Matrix, row int32) int {
	n := &t.Nodes[node]
	for n.Feature >= 0 {
		if n.goesLeft(m.Bins[n.Feature].Codes[row]) {
			n = &t.Nodes[n.Left]
		} else {
			n = &t.Nodes[n.Right]
		}
	}
	return int(n.Left)
}
