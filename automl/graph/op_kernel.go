package graph

import (
	"fmt"
	"math"

	"winnow/automl/num"
)

// KernelFunc names how alike two points at a distance r are: 1 at distance 0, falling to 0.
type KernelFunc string

// The kernels (Rasmussen and Williams 2006, eq. 4.9 and 4.17).
const (
	RBF    KernelFunc = "rbf"    // exp(-r²/2): smooth
	Matern KernelFunc = "matern" // (1+s+s²/3) exp(-s) with s = sqrt(5) r: twice differentiable
)

// farAway is the distance, times the root of 5, from which points are as unlike as can be told.
const farAway = 700

// At is the kernel at a squared distance: next to 0 at an infinite one and NaN at NaN.
func (f KernelFunc) At(squared float64) float64 {
	d := [1]float64{squared}
	f.Ats(d[:])
	return d[0]
}

// Ats puts the kernel at each squared distance in its place.
func (f KernelFunc) Ats(squared []float64) {
	if f == RBF {
		for i := range squared {
			squared[i] *= -0.5
		}
		num.Exps(squared)
		return
	}
	var powers [kernelRows]float64
	for len(squared) > 0 {
		n := min(len(squared), kernelRows)
		part, e := squared[:n], powers[:n]
		for i, v := range part {
			s := min(math.Sqrt(5*v), farAway)
			part[i], e[i] = s, -s
		}
		num.Exps(e)
		for i, s := range part {
			part[i] = (1 + s + float64(s*s)/3) * e[i]
		}
		squared = squared[n:]
	}
}

// Kernel is y_k = Bias[k] + sum over points i of Coef[i*K+k] * Func(r_i), for K = len(Bias)
// outputs, where r_i is the Euclidean distance of point i from the input after each of its
// columns is divided by its length: the mean of a Gaussian process, or a kernel machine.
// Missing inputs make missing outputs.
type Kernel struct {
	Func    KernelFunc
	Lengths []float64 // of each column, above 0
	Points  []float64 // one row per point, divided by the lengths
	Coef    []float64 // one row of len(Bias) numbers per point
	Bias    []float64
}

// ID is "kernel".
func (*Kernel) ID() string { return "kernel" }

// Shape has one column per bias.
func (o *Kernel) Shape(in []Shape) (Shape, error) {
	if o.Func != RBF && o.Func != Matern {
		return Shape{}, fmt.Errorf("unknown kernel %q", o.Func)
	}
	d, k := len(o.Lengths), len(o.Bias)
	if d == 0 || k == 0 || len(o.Coef) == 0 || len(o.Coef)%k != 0 || len(o.Points) != len(o.Coef)/k*d {
		return Shape{}, fmt.Errorf("%d numbers and %d coefficients for points of %d columns and %d outputs", len(o.Points), len(o.Coef), d, k)
	}
	for j, v := range o.Lengths {
		if !(v > 0) {
			return Shape{}, fmt.Errorf("the length of column %d is not above 0", j)
		}
	}
	return Shape{Width: k}, oneNumeric(in, d)
}

// Fields declares the state.
func (o *Kernel) Fields(f *Fields) {
	f.String("func", (*string)(&o.Func))
	f.Floats("lengths", &o.Lengths)
	f.Floats("points", &o.Points)
	f.Floats("coef", &o.Coef)
	f.Floats("bias", &o.Bias)
}

// kernelRows is the number of rows that are compared with a point at a time: so few that
// their columns stay in the first cache.
const kernelRows = 64

// Coarse is a number so large that v+Coarse-Coarse is v without its last digits, where v is a
// coefficient or less. What is left of the products of coefficients and likenesses adds up
// without any rounding, in whatever order, and so do the digits that were taken off but for
// the last of theirs. Coefficients of close points are large and of either sign: in a plain
// sum, where they cancel each other, its rounding is what remains (Rump, Ogita and Oishi 2008,
// section 3).
func (o *Kernel) Coarse() float64 {
	most := 0.0
	for _, c := range o.Coef {
		most = max(most, math.Abs(c))
	}
	_, size := math.Frexp(2 * most)
	_, terms := math.Frexp(float64(len(o.Coef)/len(o.Bias) + 4))
	return math.Ldexp(1.5, size+terms)
}

// Eval compares every row with every point, always in the same order. The terms are added up
// as Coarse says.
func (o *Kernel) Eval(s *Scratch, in []Block, out Block) {
	xs, d, coarse := in[0].Nums, len(o.Lengths), o.Coarse()
	z, dist, fine := s.Floats(d*kernelRows), s.Floats(kernelRows), s.Floats(len(o.Bias)*kernelRows)
	for from := 0; from < out.N; from += kernelRows {
		n := min(kernelRows, out.N-from)
		clear(fine)
		for _, y := range out.Nums {
			clear(y[from : from+n])
		}
		for j, x := range xs {
			to := z[j*kernelRows:][:n]
			for i, v := range x[from : from+n] {
				to[i] = v / o.Lengths[j]
			}
		}
		for p := range len(o.Points) / d {
			squaredDistances(dist[:n], z, o.Points[p*d:(p+1)*d])
			o.Func.Ats(dist[:n])
			for k, y := range out.Nums {
				addTerms(y[from:from+n], fine[k*kernelRows:k*kernelRows+n], dist[:n], o.Coef[p*len(o.Bias)+k], coarse)
			}
		}
		for k, y := range out.Nums {
			for i := range n {
				y[from+i] = y[from+i] + fine[k*kernelRows+i] + o.Bias[k]
			}
		}
	}
}

// addTerms adds the products of a coefficient and likenesses to y, but for the digits that coarse
// takes off, and those to rest.
func addTerms(y, rest, like []float64, c, coarse float64) {
	done := addTermVectors(y, rest, like, c, coarse)
	y, rest = y[done:], rest[done:]
	for i, v := range like[done:] {
		term := float64(c * v)
		whole := float64(term+coarse) - coarse
		y[i] += whole
		rest[i] += term - whole
	}
}

// squaredDistances sets dist to those of len(dist) rows from a point. Z holds the rows' columns,
// kernelRows apart, and dist has room for as many.
func squaredDistances(dist, z, point []float64) {
	if distancesTogether(dist, z, point) {
		return
	}
	clear(dist)
	j := 0
	for ; j+4 <= len(point); j += 4 {
		p0, p1, p2, p3 := point[j], point[j+1], point[j+2], point[j+3]
		z0, z1, z2, z3 := z[j*kernelRows:], z[(j+1)*kernelRows:], z[(j+2)*kernelRows:], z[(j+3)*kernelRows:]
		z0, z1, z2, z3 = z0[:len(dist)], z1[:len(dist)], z2[:len(dist)], z3[:len(dist)]
		for i := range dist {
			d0, d1, d2, d3 := z0[i]-p0, z1[i]-p1, z2[i]-p2, z3[i]-p3
			dist[i] += (float64(d0*d0) + float64(d1*d1)) + (float64(d2*d2) + float64(d3*d3))
		}
	}
	for ; j < len(point); j++ {
		p := point[j]
		for i, v := range z[j*kernelRows:][:len(dist)] {
			d := v - p
			dist[i] += float64(d * d)
		}
	}
}
