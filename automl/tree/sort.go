package tree

import (
	"math"
	"math/bits"
)

// orderKey turns a number into a key that sorts as the number does. Both zeros are one.
func orderKey(v float64) uint64 {
	u := math.Float64bits(v + 0)
	return u ^ (uint64(int64(u)>>63) | 1<<63)
}

// fromOrderKey is the number of a key.
func fromOrderKey(k uint64) float64 {
	if k>>63 != 0 {
		return math.Float64frombits(k ^ 1<<63)
	}
	return math.Float64frombits(^k)
}

// below is 1 when a < b, else 0, without a branch.
func below(a, b uint64) uint64 {
	_, borrow := bits.Sub64(a, b, 0)
	return borrow
}

// radixSort sorts keys by bytes of 11 bits, least first, skipping those in which all keys
// agree. It uses tmp, of the same length, and returns the one of the two that holds the
// result.
func radixSort(keys, tmp []uint64) []uint64 {
	const width, size = 11, 1 << 11
	var differ uint64
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	for shift := 0; shift < 64; shift += width {
		if differ>>shift&(size-1) == 0 {
			continue
		}
		var at [size]int
		for _, k := range keys {
			at[k>>shift&(size-1)]++
		}
		sum := 0
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, k := range keys {
			d := k >> shift & (size - 1)
			tmp[at[d]] = k
			at[d]++
		}
		keys, tmp = tmp, keys
	}
	return keys
}
