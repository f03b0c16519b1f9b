package mlp

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"winnow/automl/graph"
)

// The tile of one call to gonum: three blocks of gonum's own are worked on by the calling
// goroutine, four or more would be spread over others.
const (
	tileRows = 64
	tileCols = 128
)

// mul computes c = alpha*a*b, or c = alpha*aᵀ*b when trans is blas.Trans, for row-major
// matrices. Each number of c is added up in the order of the shared dimension, whatever
// the tile it falls in.
func mul(trans blas.Transpose, alpha float32, a, b, c blas32.General) {
	for i := 0; i < c.Rows; i += tileRows {
		m := min(tileRows, c.Rows-i)
		sub := blas32.General{Rows: a.Rows, Cols: m, Stride: a.Stride}
		if trans == blas.Trans {
			sub.Data = a.Data[i:]
		} else {
			sub.Rows, sub.Cols, sub.Data = m, a.Cols, a.Data[i*a.Stride:]
		}
		for j := 0; j < c.Cols; j += tileCols {
			n := min(tileCols, c.Cols-j)
			right := blas32.General{Rows: b.Rows, Cols: n, Stride: b.Stride, Data: b.Data[j:]}
			dest := blas32.General{Rows: m, Cols: n, Stride: c.Stride, Data: c.Data[i*c.Stride+j:]}
			blas32.Gemm(trans, blas.NoTrans, alpha, sub, right, 0, dest)
		}
	}
}

func matrix(rows, cols int, data []float32) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: max(1, cols), Data: data[:rows*cols]}
}

// exp32 is exp(x) to about 1e-7 relative, for x held within ±80: exp(x) = 2^n * exp(r)
// with n the nearest whole number to x/log(2), and exp(r) by its series to r^6.
func exp32(x float32) float32 {
	x = min(max(x, -80), 80)
	const (
		log2e  = 1.44269504
		ln2    = 0.693145752 // the leading bits of log(2), exact in 15 bits
		ln2low = 1.42860677e-6
	)
	n := float32(math.Floor(float64(float32(x*log2e) + 0.5)))
	r := float32(x-float32(n*ln2)) - float32(n*ln2low)
	p := float32(float32(1.0/720)*r) + 1.0/120
	p = float32(p*r) + 1.0/24
	p = float32(p*r) + 1.0/6
	p = float32(p*r) + 0.5
	p = float32(p*r) + 1
	p = float32(p*r) + 1
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// activate replaces the sums z by the activation and fills slope with its derivative.
// Slope may be nil when it is not wanted.
func activate(f graph.Activation, z, slope []float32) {
	const scale, alpha = float32(graph.SELUScale), float32(graph.SELUScale * graph.SELUAlpha)
	if slope == nil {
		slope = z // overwritten by the value, which is stored after the slope
	}
	switch f {
	case graph.SELU:
		for i, x := range z {
			if x > 0 {
				slope[i] = scale
				z[i] = scale * x
				continue
			}
			e := float32(alpha * exp32(x))
			slope[i] = e
			z[i] = e - alpha
		}
	case graph.Mish:
		for i, x := range z {
			u := exp32(min(x, 20))
			n := float32(u * (u + 2))
			t := n / (n + 2)
			slope[i] = t + float32(float32(x*(1-float32(t*t)))*u)/(1+u)
			z[i] = x * t
		}
	case graph.SiLU:
		for i, x := range z {
			s := 1 / (1 + exp32(-x))
			slope[i] = s + float32(float32(x*s)*(1-s))
			z[i] = x * s
		}
	case graph.ReLU:
		for i, x := range z {
			if x > 0 {
				slope[i] = 1
				z[i] = x
			} else {
				slope[i] = 0
				z[i] = 0
			}
		}
	case graph.Identity:
	}
}
