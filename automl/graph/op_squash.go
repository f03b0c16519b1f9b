package graph

import (
	"fmt"
	"math"
)

// Squash bends each number smoothly into the range from -Limit to Limit: x/sqrt(1 +
// (x/Limit)²), which leaves small numbers nearly as they are (Holzmüller et al. 2024,
// "smooth clipping"). Missing stays missing.
type Squash struct {
	Limit float64 // above 0
}

// ID is "squash".
func (*Squash) ID() string { return "squash" }

// Shape is that of the input.
func (o *Squash) Shape(in []Shape) (Shape, error) {
	if !(o.Limit > 0) {
		return Shape{}, fmt.Errorf("limit %g is not above 0", o.Limit)
	}
	if err := oneNumeric(in, -1); err != nil {
		return Shape{}, err
	}
	return in[0], nil
}

// Fields declares the state.
func (o *Squash) Fields(f *Fields) { f.Float("limit", &o.Limit) }

// Eval bends every column.
func (o *Squash) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		y := out.Nums[k]
		for i, v := range x {
			y[i] = o.At(v)
		}
	}
}

// At is the squashed value of x.
func (o *Squash) At(x float64) float64 {
	q := x / o.Limit
	// Why 1e8: beyond it 1+q² is q² to the last bit, and soon q² is no number.
	if q > 1e8 {
		return o.Limit
	}
	if q < -1e8 {
		return -o.Limit
	}
	return x / math.Sqrt(1+float64(q*q))
}
