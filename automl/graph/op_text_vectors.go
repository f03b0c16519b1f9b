package graph

import (
	"fmt"
	"math"
	"sync"
)

// TextVectors adds up, for a text, a vector for each of its words and pairs of words,
// weighted as TextTerms weighs them: y_k = Bias[k] + sum over terms t of x_t *
// Vectors[t*K+k], for K = len(Bias) columns.
type TextVectors struct {
	TextTerms
	Bias    []float64
	Vectors []float32 // K numbers for each term

	check sync.Once // of Vectors
	fault error     // what check found
}

// ID is "text_vectors".
func (*TextVectors) ID() string { return "text_vectors" }

// Shape has one column per bias. It checks the vectors once.
func (o *TextVectors) Shape(in []Shape) (Shape, error) {
	if _, err := o.TextTerms.Shape(in); err != nil {
		return Shape{}, err
	}
	if len(o.Bias) == 0 || len(o.Vectors) != len(o.Terms)*len(o.Bias) {
		return Shape{}, fmt.Errorf("%d numbers for %d terms and %d columns", len(o.Vectors), len(o.Terms), len(o.Bias))
	}
	o.check.Do(func() {
		for _, v := range o.Vectors {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				o.fault = fmt.Errorf("a vector holds %v", v)
				return
			}
		}
	})
	return Shape{Width: len(o.Bias)}, o.fault
}

// Fields declares the state.
func (o *TextVectors) Fields(f *Fields) {
	o.TextTerms.Fields(f)
	f.Floats("bias", &o.Bias)
	f.Float32s("vectors", &o.Vectors)
}

// Eval adds the terms of every text up in their order.
func (o *TextVectors) Eval(s *Scratch, in []Block, out Block) {
	sum := s.Floats(len(o.Bias))
	for i, text := range in[0].Strs[0] {
		terms, values := o.Entries(s, text)
		o.add(sum, terms, values, out, i)
	}
}

// spread is Eval of rows that are read already.
func (o *TextVectors) spread(s *Scratch, rows *thinRows, out Block) {
	sum := s.Floats(len(o.Bias))
	for i := range out.N {
		from, to := rows.start[i], rows.start[i+1]
		o.add(sum, rows.column[from:to], rows.value[from:to], out, i)
	}
}

// Sum is the outputs for a text of such terms, ascending, and their numbers, as Entries gives them.
func (o *TextVectors) Sum(y []float64, terms []int32, values []float64) {
	copy(y, o.Bias)
	for j, t := range terms {
		x := values[j]
		for k, v := range o.Vectors[int(t)*len(y):][:len(y)] {
			y[k] += float64(x * float64(v))
		}
	}
}

// add is Sum for row i of a block; sum is for its use.
func (o *TextVectors) add(sum []float64, terms []int32, values []float64, out Block, i int) {
	o.Sum(sum, terms, values)
	for k, y := range out.Nums {
		y[i] = sum[k]
	}
}
