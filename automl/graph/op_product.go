package graph

import "fmt"

// Product multiplies pairs of columns: column k of the output is column Left[k] times
// column Right[k]. Missing inputs make missing outputs.
type Product struct {
	Left, Right []int32
}

// ID is "product".
func (*Product) ID() string { return "product" }

// Shape has one column per pair.
func (o *Product) Shape(in []Shape) (Shape, error) {
	if err := oneNumeric(in, -1); err != nil {
		return Shape{}, err
	}
	if len(o.Left) == 0 || len(o.Left) != len(o.Right) {
		return Shape{}, fmt.Errorf("%d left for %d right factors", len(o.Left), len(o.Right))
	}
	for k := range o.Left {
		for _, c := range [2]int32{o.Left[k], o.Right[k]} {
			if c < 0 || int(c) >= in[0].Width {
				return Shape{}, fmt.Errorf("pair %d takes column %d of %d", k, c, in[0].Width)
			}
		}
	}
	return Shape{Width: len(o.Left)}, nil
}

// Fields declares the state.
func (o *Product) Fields(f *Fields) {
	f.Int32s("left", &o.Left)
	f.Int32s("right", &o.Right)
}

// Eval multiplies.
func (o *Product) Eval(_ *Scratch, in []Block, out Block) {
	for k, y := range out.Nums {
		a, b := in[0].Nums[o.Left[k]], in[0].Nums[o.Right[k]]
		for i, v := range a {
			y[i] = v * b[i]
		}
	}
}
