//go:build !amd64 || purego

package graph

// together leaves the rows to add.
func (*Dense) together(*Scratch, [][]float64, Block) bool { return false }
