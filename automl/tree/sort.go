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

// topShift is the bit from which keys of numbers are sorted first: sign, exponent and 21
// bits, three bytes of 11 bits, by which nearly all numbers of a column differ.
const topShift = 64 - 3*11

// longRun is the length of a run of keys with equal top bits from which sorting it by
// insertion would take long.
const longRun = 24

// sortKeys sorts keys. It uses tmp, of the same length, and returns the one of the two that
// holds the result.
func sortKeys(keys, tmp []uint64) []uint64 {
	sorted := radixSort(keys, tmp, topShift)
	for i := 0; i < len(sorted); {
		j, same := i+1, true
		for j < len(sorted) && sorted[j]>>topShift == sorted[i]>>topShift {
			same = same && sorted[j] == sorted[i]
			j++
		}
		switch {
		case same:
		case j-i > longRun:
			return radixSort(keys, tmp, 0)
		default:
			insertionSort(sorted[i:j])
		}
		i = j
	}
	return sorted
}

func insertionSort(keys []uint64) {
	for i, k := range keys {
		j := i
		for ; j > 0 && keys[j-1] > k; j-- {
			keys[j] = keys[j-1]
		}
		keys[j] = k
	}
}

// radixSort sorts keys by their bits from low on, in bytes of 11 bits, least first, skipping
// those in which all keys agree. It uses tmp, of the same length, and returns the one of the
// two that holds the result.
func radixSort(keys, tmp []uint64, low int) []uint64 {
	const width, size = 11, 1 << 11
	var differ uint64
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	tmp = tmp[:len(keys)]
	for shift := low; shift < 64; shift += width {
		if differ>>shift&(size-1) == 0 {
			continue
		}
		var at [size]uint32
		for _, k := range keys {
			at[k>>(shift&63)&(size-1)]++
		}
		sum := uint32(0)
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, k := range keys {
			d := &at[k>>(shift&63)&(size-1)]
			tmp[*d] = k
			*d++
		}
		keys, tmp = tmp, keys
	}
	return keys
}
