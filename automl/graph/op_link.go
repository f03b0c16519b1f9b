package graph

import (
	"fmt"
	"math"
)

// LinkFunc names the function that turns a learner's scores into predictions.
type LinkFunc string

// The link functions.
const (
	Logistic LinkFunc = "logistic" // 1/(1+exp(-x)) of each column
	Softmax  LinkFunc = "softmax"  // exp(x_k) / sum of exp(x_j) across the columns
	Exp      LinkFunc = "exp"      // exp(x) of each column
	Logit    LinkFunc = "logit"    // log(x/(1-x)) of each column, for probabilities
	Log      LinkFunc = "log"      // log(x) of each column, for probabilities
)

// leastProbability is the gap between a probability and 0 or 1 that logarithms keep.
const leastProbability = 0x1p-52

// Link turns scores into probabilities or positive numbers, or probabilities back into
// scores. What comes in is multiplied by Slope first; temperature scaling is a Slope of 1/T
// (Guo et al. 2017, eq. 9), and 1 means none.
type Link struct {
	Func  LinkFunc
	Slope float64
}

// ID is "link".
func (*Link) ID() string { return "link" }

// Shape is that of the input.
func (o *Link) Shape(in []Shape) (Shape, error) {
	switch o.Func {
	case Logistic, Softmax, Exp, Logit, Log:
	default:
		return Shape{}, fmt.Errorf("unknown function %q", o.Func)
	}
	if err := oneNumeric(in, -1); err != nil {
		return Shape{}, err
	}
	return in[0], nil
}

// Fields declares the state.
func (o *Link) Fields(f *Fields) {
	f.String("func", (*string)(&o.Func))
	f.Float("slope", &o.Slope)
}

// Eval applies the function.
func (o *Link) Eval(_ *Scratch, in []Block, out Block) {
	if o.Func == Softmax {
		o.softmax(in[0], out)
		return
	}
	for k, x := range in[0].Nums {
		y := out.Nums[k]
		for i, v := range x {
			y[i] = o.of(o.Slope * v)
		}
	}
}

// of is the function of one number.
func (o *Link) of(v float64) float64 {
	switch o.Func {
	case Logistic:
		return 1 / (1 + math.Exp(-v))
	case Exp:
		return math.Exp(v)
	}
	v = min(max(v, leastProbability), 1-leastProbability)
	if o.Func == Log {
		return math.Log(v)
	}
	return math.Log(v) - math.Log1p(-v)
}

func (o *Link) softmax(in, out Block) {
	for i := range out.N {
		top := math.Inf(-1)
		for _, x := range in.Nums {
			top = max(top, o.Slope*x[i])
		}
		sum := 0.0
		for k, x := range in.Nums {
			e := math.Exp(o.Slope*x[i] - top)
			out.Nums[k][i] = e
			sum += e
		}
		for k := range out.Nums {
			out.Nums[k][i] /= sum
		}
	}
}
