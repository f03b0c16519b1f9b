package graph

// Renumber is out with its input columns renamed: column c becomes to[c], which must be there
// for every column that out depends on. What does not change is shared with out.
func Renumber(out *Node, to map[int]int) *Node {
	done := map[*Node]*Node{}
	var visit func(n *Node) *Node
	visit = func(n *Node) *Node {
		if made, ok := done[n]; ok {
			return made
		}
		made := n
		if in, ok := n.Op.(*Input); ok {
			if to[in.Column] != in.Column {
				made = Apply(&Input{Column: to[in.Column], Text: in.Text})
			}
		} else {
			ins, changed := make([]*Node, len(n.In)), false
			for i, in := range n.In {
				ins[i] = visit(in)
				changed = changed || ins[i] != in
			}
			if changed {
				made = Apply(n.Op, ins...)
			}
		}
		done[n] = made
		return made
	}
	return visit(out)
}
