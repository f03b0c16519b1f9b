//go:build !amd64 || purego

package graph

// leavesOfMany leaves all rows to leaves.
func (*walker) leavesOfMany(int32, []float64, []int32) int { return 0 }

// descend takes walks of one row in several trees to their leaves.
func (w *walker) descend(at *[rowLanes]int32, x []float64) {
	nodes := w.nodes
	for {
		var moved int32
		for k := 0; k < rowLanes; k += 2 {
			a, b := at[k], at[k+1]
			na, nb := &nodes[a], &nodes[b]
			a1 := na.left + above(x[na.column], na.threshold)
			b1 := nb.left + above(x[nb.column], nb.threshold)
			at[k], at[k+1] = a1, b1
			moved |= (a1 ^ a) | (b1 ^ b)
		}
		if moved == 0 {
			return
		}
	}
}
