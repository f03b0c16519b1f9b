package graph

// Renumber is out with its input columns renamed: column c becomes to[c], which must be there
// for every column that out depends on. What does not change is shared with out.
func Renumber(out *Node, to map[int]int) *Node {
	return Swap(out, func(n *Node) Op {
		if in, ok := n.Op.(*Input); ok && to[in.Column] != in.Column {
			return &Input{Column: to[in.Column], Text: in.Text}
		}
		return n.Op
	})
}
