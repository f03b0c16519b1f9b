//go:build !purego

package num

import "golang.org/x/sys/cpu"

// vectors reports whether the processor has the instructions that expFours uses.
var vectors = cpu.X86.HasAVX2

// expVectors puts Exp of each of the first numbers in their places, four at a time with the
// same operations, and returns how many they are.
func expVectors(x []float64) int {
	n := len(x) &^ 3
	if n == 0 || !vectors {
		return 0
	}
	expFours(&x[0], n)
	return n
}

// expFours puts Exp of each of n numbers, a multiple of four above 0, in their places.
//
//go:noescape
func expFours(x *float64, n int)

// expm1Vectors puts Expm1 of each of the first numbers in their places, four at a time with the
// same operations, and returns how many they are.
func expm1Vectors(x []float64) int {
	n := len(x) &^ 3
	if n == 0 || !vectors {
		return 0
	}
	expm1Fours(&x[0], n)
	return n
}

// expm1Fours puts Expm1 of each of n numbers, a multiple of four above 0, in their places.
//
//go:noescape
func expm1Fours(x *float64, n int)
