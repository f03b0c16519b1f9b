package graph

// Bytes is the memory that the arrays of out and of all it depends on take. In a file they are in
// short and packed.
func Bytes(out *Node) int64 {
	var n int64
	Walk(out, func(node *Node) {
		arrays := Arrays{}
		attrs, err := SaveFields(node.Op, "", arrays)
		if err != nil {
			return
		}
		for _, raw := range attrs {
			n += int64(len(raw))
		}
		for _, a := range arrays {
			switch a := a.(type) {
			case []float64:
				n += 8 * int64(len(a))
			case []uint64:
				n += 8 * int64(len(a))
			case []float32:
				n += 4 * int64(len(a))
			case []int32:
				n += 4 * int64(len(a))
			case []uint32:
				n += 4 * int64(len(a))
			case []uint8:
				n += int64(len(a))
			}
		}
	})
	return n
}
