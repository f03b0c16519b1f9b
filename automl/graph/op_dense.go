package graph

import (
	"fmt"
	"math"
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
func (o *Dense) Eval(_ *Scratch, in []Block, out Block) {
	xs := in[0].Nums
	width := len(xs)
	for k, y := range out.Nums {
		w := o.Weights[k*width : (k+1)*width]
		for i := range y {
			y[i] = o.Bias[k]
		}
		j := 0
		for ; j+4 <= width; j += 4 {
			c := fourColumns{x: [4][]float64(xs[j:]), w: [4]float64{float64(w[j]), float64(w[j+1]), float64(w[j+2]), float64(w[j+3])}}
			c.plain(y, c.vectors(y))
		}
		for ; j < width; j++ {
			w0, x := float64(w[j]), xs[j]
			for i := range y {
				y[i] += float64(w0 * x[i])
			}
		}
		o.Func.apply(y)
	}
}

// fourColumns are four inputs of a layer and their weights.
type fourColumns struct {
	x [4][]float64
	w [4]float64
}

// plain adds the weighted inputs to y, from the given row on.
func (c *fourColumns) plain(y []float64, from int) {
	y = y[from:]
	x0, x1, x2, x3 := c.x[0][from:][:len(y)], c.x[1][from:][:len(y)], c.x[2][from:][:len(y)], c.x[3][from:][:len(y)]
	w0, w1, w2, w3 := c.w[0], c.w[1], c.w[2], c.w[3]
	for i := range y {
		y[i] += (float64(w0*x0[i]) + float64(w1*x1[i])) + (float64(w2*x2[i]) + float64(w3*x3[i]))
	}
}

func (a Activation) apply(y []float64) {
	switch a {
	case Identity:
	case SELU:
		for i, x := range y {
			if x > 0 {
				y[i] = SELUScale * x
			} else {
				y[i] = SELUScale * SELUAlpha * math.Expm1(x)
			}
		}
	case Mish:
		for i, x := range y {
			// Why 20: beyond it tanh(log(1+exp(x))) is 1 to the last bit.
			if x < 20 {
				u := math.Exp(x)
				n := u * (u + 2)
				y[i] = x * (n / (n + 2))
			}
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
