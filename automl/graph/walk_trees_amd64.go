//go:build !purego

package graph

// manyLanes is the number of rows that walk in step, as many as rowLanes.
const manyLanes = 8

// leavesOfMany finds the nodes in which as many rows end as go eight at a time, in a tree that does
// not look at sets itself, and says how many they are.
func (w *walker) leavesOfMany(root int32, rows []float64, leaf []int32) int {
	n := len(leaf) &^ (manyLanes - 1)
	if n > 0 {
		walkEights(&w.nodes[0], &rows[0], root, n, &leaf[0])
	}
	return n
}

// walkEights does so for n rows, a multiple of eight above 0. walk_trees_amd64.s knows the form of a
// node; where columns begin has been checked, as Trees.Shape has each node.
//
//go:noescape
func walkEights(nodes *walkNode, rows *float64, root int32, n int, leaf *int32)

// descend takes walks of one row in several trees to their leaves.
func (w *walker) descend(at *[rowLanes]int32, x []float64) { descendEight(&w.nodes[0], &x[0], at) }

// descendEight takes the walks from where they are, on the terms of walkEights.
//
//go:noescape
func descendEight(nodes *walkNode, row *float64, at *[rowLanes]int32)
