package graph

import (
	"fmt"
	"math"

	"winnow/automl/num"
)

// Activation names the function that a dense layer applies to its sums.
type Activation string

// The activation functions.
const (
	Identity Activation = "identity" // x
	SELU     Activation = "selu"     // scaled exponential linear unit (Klambauer et al. 2017, eq. 2)
	Mish     Activation = "mish"     // x tanh(log(1+exp(x))) (Misra 2019, eq. 1)
	SiLU     Activation = "silu"     // x / (1+exp(-x))
	ReLU     Activation = "relu"     // the larger of x and 0
)

// The constants of SELU, for which activations keep mean 0 and variance 1.
const (
	SELUScale = 1.0507009873554805
	SELUAlpha = 1.6732632423543772
)

// Dense is a layer of a neural network: y_k = Func(Bias[k] + sum over j of
// Weights[k*width+j] * x_j), for len(Bias) outputs. Missing inputs make missing outputs.
type Dense struct {
	Func    Activation
	Weights []float32 // one row of the input's width for each output
	Bias    []float64
}

// ID is "dense".
func (*Dense) ID() string { return "dense" }

// Shape has one column per bias.
func (o *Dense) Shape(in []Shape) (Shape, error) {
	switch o.Func {
	case Identity, SELU, Mish, SiLU, ReLU:
	default:
		return Shape{}, fmt.Errorf("unknown activation %q", o.Func)
	}
	if len(o.Bias) == 0 || len(o.Weights)%len(o.Bias) != 0 {
		return Shape{}, fmt.Errorf("%d weights for %d outputs", len(o.Weights), len(o.Bias))
	}
	return Shape{Width: len(o.Bias)}, oneNumeric(in, len(o.Weights)/len(o.Bias))
}

// Fields declares the state.
func (o *Dense) Fields(f *Fields) {
	f.String("func", (*string)(&o.Func))
	f.Float32s("weights", &o.Weights)
	f.Floats("bias", &o.Bias)
}

// Eval adds the inputs up in groups of four, always the same, so that a row's result does
// not depend on the rows around it.
func (o *Dense) Eval(s *Scratch, in []Block, out Block) {
	xs := in[0].Nums
	done := o.together(s, xs, out)
	powers := s.Floats(out.N)
	for k, y := range out.Nums {
		if !done {
			o.add(k, xs, y)
		}
		o.Func.apply(y, powers)
	}
}

// add makes the sums of an output.
func (o *Dense) add(output int, xs [][]float64, y []float64) {
	for i := range y {
		y[i] = o.Bias[output]
	}
	width := len(xs)
	w := o.Weights[output*width : (output+1)*width]
	j := 0
	for ; j+4 <= width; j += 4 {
		x0, x1, x2, x3 := xs[j][:len(y)], xs[j+1][:len(y)], xs[j+2][:len(y)], xs[j+3][:len(y)]
		w0, w1, w2, w3 := float64(w[j]), float64(w[j+1]), float64(w[j+2]), float64(w[j+3])
		for i := range y {
			y[i] += (float64(w0*x0[i]) + float64(w1*x1[i])) + (float64(w2*x2[i]) + float64(w3*x3[i]))
		}
	}
	for ; j < width; j++ {
		w0, x := float64(w[j]), xs[j][:len(y)]
		for i := range y {
			y[i] += float64(w0 * x[i])
		}
	}
}

// apply puts the function of each number in its place; e is as long as y.
func (a Activation) apply(y, e []float64) {
	switch a {
	case Identity:
	case SELU:
		for i, x := range y {
			e[i] = min(x, 0)
		}
		num.Expm1s(e)
		for i, x := range y {
			y[i] = float64(SELUScale*max(x, 0)) + float64(SELUScale*SELUAlpha*e[i])
		}
	case Mish:
		// Why 20: beyond it tanh(log(1+exp(x))) is 1 to the last bit.
		for i, x := range y {
			e[i] = min(x, 20)
		}
		num.Expm1s(e)
		for i, x := range y {
			u := e[i] + 1
			n := float64(u * (u + 2))
			y[i] = x * (n / (n + 2))
		}
	case SiLU:
		for i, x := range y {
			y[i] = x / (1 + math.Exp(-x))
		}
	case ReLU:
		for i, x := range y {
			if x < 0 {
				y[i] = 0
			}
		}
	}
}
