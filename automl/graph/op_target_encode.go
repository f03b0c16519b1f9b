package graph

import "fmt"

// TargetEncode looks a category's code up in a table of numbers, such as the mean of the
// target for each level.
type TargetEncode struct {
	Table   []float64 // one row of Width numbers per level
	Unseen  []float64 // Width numbers for a level that training never saw
	Missing []float64 // Width numbers for a missing category
}

// ID is "target_encode".
func (*TargetEncode) ID() string { return "target_encode" }

// Shape has one column per number of a level.
func (o *TargetEncode) Shape(in []Shape) (Shape, error) {
	w := len(o.Unseen)
	if w == 0 || len(o.Missing) != w || len(o.Table)%w != 0 {
		return Shape{}, fmt.Errorf("a table of %d numbers for %d columns", len(o.Table), w)
	}
	return Shape{Width: w}, oneNumeric(in, 1)
}

// Fields declares the state.
func (o *TargetEncode) Fields(f *Fields) {
	f.Floats("table", &o.Table)
	f.Floats("unseen", &o.Unseen)
	f.Floats("missing", &o.Missing)
}

// Eval looks every row up.
func (o *TargetEncode) Eval(_ *Scratch, in []Block, out Block) {
	w := len(o.Unseen)
	levels := float64(len(o.Table) / w)
	for i, v := range in[0].Nums[0] {
		row := o.Unseen
		switch {
		case v != v:
			row = o.Missing
		case v >= 0 && v < levels:
			row = o.Table[int(v)*w : int(v)*w+w]
		}
		for k, y := range out.Nums {
			y[i] = row[k]
		}
	}
}
