//go:build !amd64 || purego

package graph

// vectors leaves all rows to plain.
func (c *fourColumns) vectors([]float64) int { return 0 }
