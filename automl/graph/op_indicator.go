package graph

// Indicator is 1 where the input is missing and 0 where it is not, for each column.
type Indicator struct{}

// ID is "indicator".
func (*Indicator) ID() string { return "indicator" }

// Shape is that of the input.
func (*Indicator) Shape(in []Shape) (Shape, error) {
	if err := oneNumeric(in, -1); err != nil {
		return Shape{}, err
	}
	return in[0], nil
}

// Fields declares no state.
func (*Indicator) Fields(*Fields) {}

// Eval marks every column.
func (*Indicator) Eval(_ *Scratch, in []Block, out Block) {
	for k, x := range in[0].Nums {
		y := out.Nums[k]
		for i, v := range x {
			y[i] = 0
			if v != v {
				y[i] = 1
			}
		}
	}
}
