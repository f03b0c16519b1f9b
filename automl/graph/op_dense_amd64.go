//go:build !purego

package graph

import "golang.org/x/sys/cpu"

// wideVectors reports whether the processor has the instructions that addMany and addFew use.
var wideVectors = cpu.X86.HasAVX2

// Numbers of rows that are added up at once.
const (
	manyRows = 16
	fewRows  = 4
)

// together makes the sums of as many rows as go four at a time, and says how many. It brings the
// inputs of a few rows together, so that they stay in the first cache while all outputs read
// them, and does the same operations as add in the same order: the result is the same to the bit.
func (o *Dense) together(s *Scratch, xs [][]float64, out Block) int {
	if !wideVectors || out.N < fewRows {
		return 0
	}
	near := s.Floats(len(xs) * manyRows)
	i := 0
	for ; i+manyRows <= out.N; i += manyRows {
		for j, x := range xs {
			*(*[manyRows]float64)(near[j*manyRows:]) = [manyRows]float64(x[i:])
		}
		for k, y := range out.Nums {
			addMany((*[manyRows]float64)(y[i:]), &near[0], &o.Weights[k*len(xs)], o.Bias[k], len(xs))
		}
	}
	for ; i+fewRows <= out.N; i += fewRows {
		for j, x := range xs {
			*(*[fewRows]float64)(near[j*fewRows:]) = [fewRows]float64(x[i:])
		}
		for k, y := range out.Nums {
			addFew((*[fewRows]float64)(y[i:]), &near[0], &o.Weights[k*len(xs)], o.Bias[k], len(xs))
		}
	}
	return i
}

// addMany sets y to the bias and the weighted inputs x, sixteen of each column after another.
//
//go:noescape
func addMany(y *[manyRows]float64, x *float64, w *float32, bias float64, width int)

// addFew does the same for four rows.
//
//go:noescape
func addFew(y *[fewRows]float64, x *float64, w *float32, bias float64, width int)
