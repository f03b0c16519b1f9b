package graph

import "fmt"

// Sum is the weighted sum of its inputs, which have equal widths: an ensemble.
type Sum struct {
	Weights []float64 // one per input
}

// ID is "sum".
func (*Sum) ID() string { return "sum" }

// Shape is that of each input.
func (o *Sum) Shape(in []Shape) (Shape, error) {
	if len(in) == 0 || len(in) != len(o.Weights) {
		return Shape{}, fmt.Errorf("%d inputs for %d weights", len(in), len(o.Weights))
	}
	for _, s := range in {
		if s.Text || s.Width != in[0].Width {
			return Shape{}, fmt.Errorf("inputs of different forms")
		}
	}
	return in[0], nil
}

// Fields declares the state.
func (o *Sum) Fields(f *Fields) { f.Floats("weights", &o.Weights) }

// Eval adds up.
func (o *Sum) Eval(_ *Scratch, in []Block, out Block) {
	for k, y := range out.Nums {
		for i := range y {
			y[i] = 0
		}
		for j, b := range in {
			w := o.Weights[j]
			for i, v := range b.Nums[k] {
				y[i] += float64(w * v)
			}
		}
	}
}
