package num

import "math"

// Sums of long lists go in four lanes, which do not wait for one another, and are the same to the bit
// on every processor, as those of gonum's floats are not: number i belongs to lane i%4 but for the
// last len%4, which come after.

// Sum is the sum of x.
func Sum(x []float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = a+x[0], b+x[1], c+x[2], d+x[3]
	}
	sum := (a + b) + (c + d)
	for _, v := range x {
		sum += v
	}
	return sum
}

// SumAbs is the sum of the sizes of x.
func SumAbs(x []float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = a+math.Abs(x[0]), b+math.Abs(x[1]), c+math.Abs(x[2]), d+math.Abs(x[3])
	}
	sum := (a + b) + (c + d)
	for _, v := range x {
		sum += math.Abs(v)
	}
	return sum
}

// SumSquares is the sum of the squares of x.
func SumSquares(x []float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d = a+float64(x[0]*x[0]), b+float64(x[1]*x[1]), c+float64(x[2]*x[2]), d+float64(x[3]*x[3])
	}
	sum := (a + b) + (c + d)
	for _, v := range x {
		sum += float64(v * v)
	}
	return sum
}
