//go:build !purego

package tree

import "golang.org/x/sys/cpu"

// wideVectors reports whether the processor has the instructions that partSixteens uses.
var wideVectors = cpu.X86.HasAVX512F

// readPast is how many bytes partSixteens may read behind the last code.
const readPast = 3

// partVectors moves rows as partPlain does, as many as go sixteen at a time; it returns how
// many they are and how many of them go left.
func partVectors(rows, spare []int32, codes []uint8, left *[256]uint8) (n, lefts int) {
	n = len(rows) &^ 15
	if n == 0 || !wideVectors || cap(codes) < len(codes)+readPast {
		return 0, 0
	}
	var sides [8]uint32
	for b, c := range left {
		sides[b>>5] |= uint32(c) << (b & 31)
	}
	return n, partSixteens(&rows[0], &spare[0], &codes[0], &sides, n)
}

// partSixteens moves n rows, a multiple of sixteen above 0, and returns how many go left: those
// for whose code the bit in sides is set.
//
//go:noescape
func partSixteens(rows, spare *int32, codes *uint8, sides *[8]uint32, n int) int
