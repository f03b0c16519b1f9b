package graph

import "fmt"

// Linear is y_k = Bias[k] + sum over j of Weights[k*width+j] * x_j, for K = len(Bias)
// outputs. Missing inputs make missing outputs.
type Linear struct {
	Weights []float64 // K rows of the input's width
	Bias    []float64
}

// ID is "linear".
func (*Linear) ID() string { return "linear" }

// Shape has one column per bias.
func (o *Linear) Shape(in []Shape) (Shape, error) {
	if len(o.Bias) == 0 || len(o.Weights)%len(o.Bias) != 0 {
		return Shape{}, fmt.Errorf("%d weights for %d outputs", len(o.Weights), len(o.Bias))
	}
	return Shape{Width: len(o.Bias)}, oneNumeric(in, len(o.Weights)/len(o.Bias))
}

// Fields declares the state.
func (o *Linear) Fields(f *Fields) {
	f.Floats("weights", &o.Weights)
	f.Floats("bias", &o.Bias)
}

// Eval adds one column after the other, skipping those of weight zero.
func (o *Linear) Eval(_ *Scratch, in []Block, out Block) {
	width := len(in[0].Nums)
	for k, y := range out.Nums {
		for i := range y {
			y[i] = o.Bias[k]
		}
		for j, x := range in[0].Nums {
			w := o.Weights[k*width+j]
			if w == 0 {
				continue
			}
			for i, v := range x {
				y[i] += float64(w * v)
			}
		}
	}
}
