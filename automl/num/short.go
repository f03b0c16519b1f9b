package num

import "math"

// Short is v rounded to so many significant bits, 1 to 24: to the nearest number that has no more.
// Why: a file packs such numbers into less.
func Short(v float32, bits int) float32 {
	away := 24 - bits
	return math.Float32frombits((math.Float32bits(v) + 1<<away>>1) &^ (1<<away - 1))
}
