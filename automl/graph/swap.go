package graph

// Swap is out with its operators replaced by what op gives for them; where that is the same
// operator the node is shared with out.
func Swap(out *Node, op func(*Node) Op) *Node {
	done := map[*Node]*Node{}
	var visit func(n *Node) *Node
	visit = func(n *Node) *Node {
		if made, ok := done[n]; ok {
			return made
		}
		ins, changed := make([]*Node, len(n.In)), false
		for i, in := range n.In {
			ins[i] = visit(in)
			changed = changed || ins[i] != in
		}
		made := n
		if o := op(n); changed || o != n.Op {
			made = &Node{Op: o, In: ins, shape: n.shape}
		}
		done[n] = made
		return made
	}
	return visit(out)
}
