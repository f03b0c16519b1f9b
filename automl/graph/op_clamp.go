package graph

import "fmt"

// Clamp holds each column within a range: what lies below Low[k] becomes Low[k], what
// lies above High[k] becomes High[k]. Missing stays missing.
type Clamp struct {
	Low, High []float64 // one each per column
}

// ID is "clamp".
func (*Clamp) ID() string { return "clamp" }

// Shape is that of the input.
func (o *Clamp) Shape(in []Shape) (Shape, error) {
	if len(o.Low) != len(o.High) {
		return Shape{}, fmt.Errorf("%d lower for %d upper bounds", len(o.Low), len(o.High))
	}
	for k, low := range o.Low {
		if !(low <= o.High[k]) {
			return Shape{}, fmt.Errorf("the range of column %d is empty", k)
		}
	}
	return Shape{Width: len(o.Low)}, oneNumeric(in, len(o.Low))
}

// Fields declares the state.
func (o *Clamp) Fields(f *Fields) {
	f.Floats("low", &o.Low)
	f.Floats("high", &o.High)
}

// Eval clamps every column.
func (o *Clamp) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		low, high, y := o.Low[k], o.High[k], out.Nums[k]
		for i, v := range x {
			if v < low {
				v = low
			}
			if v > high {
				v = high
			}
			y[i] = v
		}
	}
}
