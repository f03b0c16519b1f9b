package num

import "math"

// Parts of powers. Ln2 stands in two parts, so that what is left of a number is exact.
const (
	mostExp  = 700
	perLn2   = 1 / math.Ln2
	whole    = 3 << 51 // its lowest bit counts ones
	ln2      = 6.93147180369123816490e-01
	ln2Rest  = 1.90821492927058770002e-10
	exponent = 1023 // of 1, in a number's bits
)

// Exp is e to the x within 4e-16 of itself for |x| up to 700, clamped beyond. It is the same to the
// bit on every processor.
func Exp(x float64) float64 {
	power, p := powers(x)
	return float64(power*p) + power
}

// Expm1 is e to the x, less 1, as exactly, and the same on every processor too.
func Expm1(x float64) float64 {
	power, p := powers(x)
	return float64(power*p) + (power - 1)
}

// powers has e to the x as a power of two, times p and 1: x is the power's logarithm and what is
// left, of which p is a polynomial on [-ln2/2, ln2/2].
func powers(x float64) (power, p float64) {
	if x > mostExp {
		x = mostExp
	}
	if x < -mostExp {
		x = -mostExp
	}
	k := float64(x*perLn2) + whole
	power = math.Float64frombits((math.Float64bits(k) + exponent) << 52)
	k -= whole
	r := x - float64(k*ln2)
	r -= float64(k * ln2Rest)
	// Why in fours: they do not wait for one another.
	r2 := r * r
	r4 := r2 * r2
	a := (1.0/2 + float64(r*(1.0/6))) + float64(r2*(1.0/24+float64(r*(1.0/120))))
	b := (1.0/720 + float64(r*(1.0/5040))) + float64(r2*(1.0/40320+float64(r*(1.0/362880))))
	c := (1.0/3628800 + float64(r*(1.0/39916800))) + float64(r2*(1.0/479001600+float64(r*(1.0/6227020800))))
	return power, r + float64(r2*(a+float64(r4*(b+float64(r4*c)))))
}

// Exps puts Exp of each number in its place.
func Exps(x []float64) {
	x = x[expVectors(x, 0):]
	for i, v := range x {
		x[i] = Exp(v)
	}
}

// Expm1s puts Expm1 of each number in its place.
func Expm1s(x []float64) {
	x = x[expVectors(x, 1):]
	for i, v := range x {
		x[i] = Expm1(v)
	}
}
