package graph

import (
	"fmt"
	"math"
)

// TextVectors adds up, for a text, a vector for each of its words and pairs of words,
// weighted as TextTerms weighs them: y_k = Bias[k] + sum over terms t of x_t *
// Vectors[t*K+k], for K = len(Bias) columns.
type TextVectors struct {
	TextTerms
	Bias    []float64
	Vectors []float32 // K numbers for each term
}

// ID is "text_vectors".
func (*TextVectors) ID() string { return "text_vectors" }

// Shape has one column per bias.
func (o *TextVectors) Shape(in []Shape) (Shape, error) {
	if _, err := o.TextTerms.Shape(in); err != nil {
		return Shape{}, err
	}
	if len(o.Bias) == 0 || len(o.Vectors) != len(o.Terms)*len(o.Bias) {
		return Shape{}, fmt.Errorf("%d numbers for %d terms and %d columns", len(o.Vectors), len(o.Terms), len(o.Bias))
	}
	for _, v := range o.Vectors {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return Shape{}, fmt.Errorf("a vector holds %v", v)
		}
	}
	return Shape{Width: len(o.Bias)}, nil
}

// Fields declares the state.
func (o *TextVectors) Fields(f *Fields) {
	o.TextTerms.Fields(f)
	f.Floats("bias", &o.Bias)
	f.Float32s("vectors", &o.Vectors)
}

// Eval adds the terms of every text up in their order.
func (o *TextVectors) Eval(s *Scratch, in []Block, out Block) {
	width := len(o.Bias)
	sum := s.Floats(width)
	for i, text := range in[0].Strs[0] {
		copy(sum, o.Bias)
		terms, values := o.Entries(s, text)
		for j, t := range terms {
			x := values[j]
			for k, v := range o.Vectors[int(t)*width : int(t)*width+width] {
				sum[k] += float64(x * float64(v))
			}
		}
		for k, y := range out.Nums {
			y[i] = sum[k]
		}
	}
}
