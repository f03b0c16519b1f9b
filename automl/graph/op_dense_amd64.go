//go:build !purego

package graph

import "golang.org/x/sys/cpu"

// wideVectors reports whether the processor has the instructions that addFours uses.
var wideVectors = cpu.X86.HasAVX2

// vectors adds the weighted inputs to y for as many rows as go four at a time, and says how
// many. It does the same operations as plain, so that the result is the same to the bit.
func (c *fourColumns) vectors(y []float64) int {
	n := len(y) &^ 3
	if n == 0 || !wideVectors {
		return 0
	}
	addFours(&y[0], &c.x[0][:n][0], &c.x[1][:n][0], &c.x[2][:n][0], &c.x[3][:n][0], &c.w, n)
	return n
}

// addFours adds for n rows, a multiple of four above 0.
//
//go:noescape
func addFours(y, x0, x1, x2, x3 *float64, w *[4]float64, n int)
