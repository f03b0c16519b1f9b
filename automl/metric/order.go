package metric

import (
	"math"
	"slices"
)

// ranked is a row with the key of its score: keys order as scores do.
type ranked struct {
	key uint64
	row int32
}

// keyOf maps a number to bits that order as unsigned integers the way the numbers do;
// both zeros share a key.
func keyOf(v float64) uint64 {
	b := math.Float64bits(v + 0)
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}

// descending orders rows by falling score, equal scores by row.
func descending(n int, score func(i int) float64) []ranked {
	r := make([]ranked, n)
	for i := range r {
		r[i] = ranked{^keyOf(score(i)), int32(i)}
	}
	if n < 2048 {
		slices.SortFunc(r, func(a, b ranked) int {
			switch {
			case a.key < b.key:
				return -1
			case a.key > b.key:
				return 1
			}
			return int(a.row - b.row)
		})
		return r
	}
	return radix(r)
}

// radix sorts by key, eleven bits at a time, keeping the order of equals. Digits in which
// all keys agree cost one look.
func radix(r []ranked) []ranked {
	const bits = 11
	const size = 1 << bits
	const passes = (64 + bits - 1) / bits
	var count [passes][size]int32
	for _, e := range r {
		for p := range passes {
			count[p][e.key>>(p*bits)&(size-1)]++
		}
	}
	other := make([]ranked, len(r))
	for p := range passes {
		shift := p * bits
		c := &count[p]
		if int(c[r[0].key>>shift&(size-1)]) == len(r) {
			continue
		}
		var at int32
		for d := range c {
			at, c[d] = at+c[d], at
		}
		for _, e := range r {
			d := e.key >> shift & (size - 1)
			other[c[d]] = e
			c[d]++
		}
		r, other = other, r
	}
	return r
}
