//go:build !purego

package tree

import (
	"math/bits"

	"golang.org/x/sys/cpu"
)

// wideVectors reports whether the processor has the instructions that partSixteens uses;
// vectors tells so for partEights.
var wideVectors = cpu.X86.HasAVX512F

// readPast is how many bytes they may read behind the last code.
const readPast = 3

// partVectors moves rows as partPlain does, as many as go sixteen or eight at a time; it
// returns how many they are and how many of them go left.
func partVectors(rows, spare []int32, codes []uint8, left *[256]uint8) (n, lefts int) {
	n = len(rows) &^ 15
	if n == 0 || !vectors || cap(codes) < len(codes)+readPast {
		return 0, 0
	}
	var sides [8]uint32
	for b, c := range left {
		sides[b>>5] |= uint32(c) << (b & 31)
	}
	if wideVectors {
		return n, partSixteens(&rows[0], &spare[0], &codes[0], &sides, n)
	}
	return n, partEights(&rows[0], &spare[0], &codes[0], &sides, &firsts, n)
}

// firsts has for each set of eight places, a bit each, those places in order, a byte each.
var firsts = func() (order [256]uint64) {
	for set := range order {
		for left, at := uint(set), 0; left != 0; left, at = left&(left-1), at+8 {
			order[set] |= uint64(bits.TrailingZeros(left)) << at
		}
	}
	return order
}()

// partSixteens moves n rows, a multiple of sixteen above 0, and returns how many go left: those
// for whose code the bit in sides is set.
//
//go:noescape
func partSixteens(rows, spare *int32, codes *uint8, sides *[8]uint32, n int) int

// partEights does so with a multiple of eight.
//
//go:noescape
func partEights(rows, spare *int32, codes *uint8, sides *[8]uint32, order *[256]uint64, n int) int
