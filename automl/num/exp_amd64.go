//go:build !purego

package num

import "golang.org/x/sys/cpu"

// vectors reports whether the processor has the instructions that expFours uses.
var vectors = cpu.X86.HasAVX2

// expVectors puts Exp less a number of each of the first ones in their places, four at a time with
// the same operations, and returns how many they are.
func expVectors(x []float64, less float64) int {
	n := len(x) &^ 3
	if n == 0 || !vectors {
		return 0
	}
	expFours(&x[0], less, n)
	return n
}

// expFours does so for n numbers, a multiple of four above 0.
//
//go:noescape
func expFours(x *float64, less float64, n int)
