package graph

import (
	"fmt"
	"math"
)

// YeoJohnson takes the skew out of each column by the power transform of Yeo and Johnson
// (2000, eq. 2.1) with exponent Lambda[k]; 1 leaves a column as it is. Missing stays
// missing.
type YeoJohnson struct {
	Lambda []float64 // one per column
}

// ID is "yeo_johnson".
func (*YeoJohnson) ID() string { return "yeo_johnson" }

// Shape is that of the input.
func (o *YeoJohnson) Shape(in []Shape) (Shape, error) {
	for k, l := range o.Lambda {
		if math.IsNaN(l) || math.IsInf(l, 0) {
			return Shape{}, fmt.Errorf("the exponent of column %d is no number", k)
		}
	}
	return Shape{Width: len(o.Lambda)}, oneNumeric(in, len(o.Lambda))
}

// Fields declares the state.
func (o *YeoJohnson) Fields(f *Fields) { f.Floats("lambda", &o.Lambda) }

// Eval transforms every column.
func (o *YeoJohnson) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		l, y := o.Lambda[k], out.Nums[k]
		if l == 1 {
			copy(y, x)
			continue
		}
		for i, v := range x {
			y[i] = YeoJohnsonAt(v, l)
		}
	}
}

// YeoJohnsonAt is the transform of one number with exponent l.
func YeoJohnsonAt(x, l float64) float64 {
	if x < 0 {
		return -YeoJohnsonAt(-x, 2-l)
	}
	u := math.Log1p(x)
	if math.Abs(l) < 1e-12 {
		return u
	}
	return math.Expm1(l*u) / l
}
