package graph

import "fmt"

// Constant answers the same values for every row: the baseline's prediction. Its one
// input says how many rows there are and is otherwise not looked at.
type Constant struct {
	Values []float64
}

// ID is "constant".
func (*Constant) ID() string { return "constant" }

// Shape has one column per value.
func (o *Constant) Shape(in []Shape) (Shape, error) {
	if len(in) > 1 {
		return Shape{}, fmt.Errorf("takes at most one input, not %d", len(in))
	}
	return Shape{Width: len(o.Values)}, nil
}

// Fields declares the state.
func (o *Constant) Fields(f *Fields) { f.Floats("values", &o.Values) }

// Eval fills the columns.
func (o *Constant) Eval(_ *Scratch, _ []Block, out Block) {
	for k, v := range o.Values {
		for i := range out.Nums[k] {
			out.Nums[k][i] = v
		}
	}
}
