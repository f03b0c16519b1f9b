package source

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// glanceRoom is how many bytes glance needs to see: a sign, two times two words, a point.
const glanceRoom = 34

// glance reads the plain number or the empty cell at i if it is followed by delim, which it
// passes; next is 0 if anything is out of the ordinary and must be read with care.
func glance(b []byte, i int, delim byte) (v float64, next int) {
	if i < 0 || i >= len(b)-glanceRoom {
		return 0, 0
	}
	if b[i] == delim {
		return math.NaN(), i + 1
	}
	neg := 0
	if b[i] == '-' {
		neg = 1
	}
	i += neg
	m, n := digits(binary.LittleEndian.Uint64(b[i : i+8]))
	if n == 0 || n > 1 && b[i] == '0' {
		return 0, 0
	}
	if n == 8 {
		m, n = moreDigits(m, binary.LittleEndian.Uint64(b[i+8:i+16]))
	}
	i += n
	v = float64(m)
	if b[i] == '.' {
		part, places := digits(binary.LittleEndian.Uint64(b[i+1 : i+9]))
		if places == 8 {
			part, places = moreDigits(part, binary.LittleEndian.Uint64(b[i+9:i+17]))
		}
		n += places
		if places == 0 || n > 15 {
			return 0, 0
		}
		i += 1 + places
		v = float64(m*wholePowers[places]+part) / powers[places]
	}
	if n > 15 || b[i] != delim {
		return 0, 0
	}
	return math.Float64frombits(math.Float64bits(v) | uint64(neg)<<63), i + 1
}

// wholePowers are powers of ten.
var wholePowers = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16}

// digits reads the digits at the start of eight bytes, the first in the lowest byte, by
// adding up neighbours, then pairs, then fours. m is meaningless when there are none.
func digits(x uint64) (m uint64, n int) {
	x ^= 0x3030303030303030
	// The high bit of each byte that is no digit; bytes after the first such one may be
	// marked wrongly, which does not matter.
	k := bits.TrailingZeros64((x+0x7676767676767676|x)&0x8080808080808080) &^ 7
	x <<= (64 - k) & 63 // the digits that count, after zeros
	x = (x & 0x0f0f0f0f0f0f0f0f) * (10<<8 + 1) >> 8
	x = (x & 0x00ff00ff00ff00ff) * (100<<16 + 1) >> 16
	x = (x & 0x0000ffff0000ffff) * (10000<<32 + 1) >> 32
	return x, k / 8
}

// moreDigits reads the digits at the start of x as the continuation of a number of eight
// digits.
func moreDigits(m, x uint64) (uint64, int) {
	if byte(x)-'0' > 9 {
		return m, 8
	}
	more, n := digits(x)
	return m*wholePowers[n] + more, 8 + n
}
