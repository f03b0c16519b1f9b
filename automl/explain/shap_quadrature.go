package explain

import (
	"math"
	"sync"
)

// quadrature is a Gauss-Legendre rule on the range from 0 to 1: the integral of a
// polynomial of degree up to 2n-1 is the sum of Weight times its value at Point, exactly.
type quadrature struct {
	point, weight []float64
}

var rules sync.Map // of *quadrature by number of points

// gauss is the rule with n points.
func gauss(n int) *quadrature {
	if q, ok := rules.Load(n); ok {
		return q.(*quadrature)
	}
	q, _ := rules.LoadOrStore(n, newGauss(n))
	return q.(*quadrature)
}

// newGauss finds the zeros of the Legendre polynomial of degree n by Newton's steps from
// the usual first guess (Press et al. 2007, section 4.6.1).
func newGauss(n int) *quadrature {
	q := &quadrature{point: make([]float64, n), weight: make([]float64, n)}
	for i := range (n + 1) / 2 {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		slope := 0.0
		for range 100 {
			var value float64
			value, slope = legendre(n, x)
			step := value / slope
			x -= step
			if math.Abs(step) < 1e-16 {
				break
			}
		}
		_, slope = legendre(n, x)
		w := 1 / ((1 - x*x) * slope * slope)
		q.point[i], q.weight[i] = (1-x)/2, w
		q.point[n-1-i], q.weight[n-1-i] = (1+x)/2, w
	}
	return q
}

// legendre is the Legendre polynomial of degree n at x, and its slope there.
func legendre(n int, x float64) (value, slope float64) {
	before, value := 0.0, 1.0
	for j := range n {
		k := float64(j)
		before, value = value, ((2*k+1)*x*value-k*before)/(k+1)
	}
	return value, float64(n) * (x*value - before) / (x*x - 1)
}
