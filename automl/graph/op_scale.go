package graph

import "fmt"

// Scale is (x - Center[k]) / Width[k] for each column k. Missing stays missing.
type Scale struct {
	Center, Width []float64 // one each per column; Width above 0
}

// ID is "scale".
func (*Scale) ID() string { return "scale" }

// Shape is that of the input.
func (o *Scale) Shape(in []Shape) (Shape, error) {
	if len(o.Center) != len(o.Width) {
		return Shape{}, fmt.Errorf("%d centers for %d widths", len(o.Center), len(o.Width))
	}
	for k, w := range o.Width {
		if !(w > 0) {
			return Shape{}, fmt.Errorf("the width of column %d is not above 0", k)
		}
	}
	return Shape{Width: len(o.Center)}, oneNumeric(in, len(o.Center))
}

// Fields declares the state.
func (o *Scale) Fields(f *Fields) {
	f.Floats("center", &o.Center)
	f.Floats("width", &o.Width)
}

// Eval scales every column.
func (o *Scale) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		c, w, y := o.Center[k], o.Width[k], out.Nums[k]
		for i, v := range x {
			y[i] = (v - c) / w
		}
	}
}
