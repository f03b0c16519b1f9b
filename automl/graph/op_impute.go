package graph

import "fmt"

// Impute puts Fill[k] in place of each missing number of column k.
type Impute struct {
	Fill []float64 // one per column
}

// ID is "impute".
func (*Impute) ID() string { return "impute" }

// Shape is that of the input.
func (o *Impute) Shape(in []Shape) (Shape, error) {
	for k, v := range o.Fill {
		if v != v {
			return Shape{}, fmt.Errorf("the filling of column %d is itself missing", k)
		}
	}
	return Shape{Width: len(o.Fill)}, oneNumeric(in, len(o.Fill))
}

// Fields declares the state.
func (o *Impute) Fields(f *Fields) { f.Floats("fill", &o.Fill) }

// Eval fills every column.
func (o *Impute) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		fill, y := o.Fill[k], out.Nums[k]
		for i, v := range x {
			if v != v {
				v = fill
			}
			y[i] = v
		}
	}
}
