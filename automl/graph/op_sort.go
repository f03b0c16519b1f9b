package graph

import "slices"

// Sort puts the numbers of each row in ascending order across the columns, missing ones
// first. Quantiles that were learnt side by side then never cross (Chernozhukov et al. 2010).
type Sort struct{}

// ID is "sort".
func (*Sort) ID() string { return "sort" }

// Shape is that of the input.
func (*Sort) Shape(in []Shape) (Shape, error) {
	if err := oneNumeric(in, -1); err != nil {
		return Shape{}, err
	}
	return in[0], nil
}

// Fields declares no state.
func (*Sort) Fields(*Fields) {}

// Eval sorts every row.
func (*Sort) Eval(_ *Scratch, in []Block, out Block) {
	row := make([]float64, len(in[0].Nums))
	for i := range out.N {
		for k, x := range in[0].Nums {
			row[k] = x[i]
		}
		slices.Sort(row)
		for k, y := range out.Nums {
			y[i] = row[k]
		}
	}
}
