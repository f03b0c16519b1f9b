package onnx

import (
	"math"

	"winnow/automl/graph"
)

// linear multiplies by the weights. Columns without any weight are left out first: the
// graph does not look at them, and what is missing there must not show.
func (b *builder) linear(o *graph.Linear, x string) string {
	outputs := len(o.Bias)
	width := len(o.Weights) / outputs
	var used []int64
	for j := range width {
		for k := range outputs {
			if o.Weights[k*width+j] != 0 {
				used = append(used, int64(j))
				break
			}
		}
	}
	if len(used) == 0 {
		return b.constantRows(&graph.Constant{Values: o.Bias})
	}
	if len(used) < width {
		x = b.pick(x, used)
	}
	w := make([]float64, len(used)*outputs)
	for i, j := range used {
		for k := range outputs {
			w[i*outputs+k] = o.Weights[k*width+int(j)]
		}
	}
	return b.add(b.op("MatMul", x, b.constant(doubles(w, int64(len(used)), int64(outputs)))), b.row(o.Bias))
}

func (b *builder) dense(o *graph.Dense, x string) string {
	outputs := len(o.Bias)
	width := len(o.Weights) / outputs
	w := make([]float32, len(o.Weights))
	for j := range width {
		for k := range outputs {
			w[j*outputs+k] = o.Weights[k*width+j]
		}
	}
	weights := b.cast(b.constant(singles(w, int64(width), int64(outputs))), typeDouble)
	return b.activate(o.Func, b.add(b.op("MatMul", x, weights), b.row(o.Bias)))
}

func (b *builder) activate(f graph.Activation, x string) string {
	zero, one := b.num(0), b.num(1)
	switch f {
	case graph.SELU:
		up := b.mul(b.num(graph.SELUScale), x)
		down := b.mul(b.num(graph.SELUScale*graph.SELUAlpha), b.sub(b.op("Exp", x), one))
		return b.where(b.op("Greater", x, zero), up, down)
	case graph.Mish:
		limit := b.num(20)
		low := b.op("Less", x, limit)
		u := b.op("Exp", b.where(low, x, limit))
		n := b.mul(u, b.add(u, b.num(2)))
		return b.where(low, b.mul(x, b.div(n, b.add(n, b.num(2)))), x)
	case graph.SiLU:
		return b.div(x, b.add(one, b.op("Exp", b.op("Neg", x))))
	case graph.ReLU:
		return b.where(b.op("Less", x, zero), zero, x)
	}
	return x
}

func (b *builder) sum(o *graph.Sum, in []string) string {
	total := ""
	for j, x := range in {
		part := b.mul(b.num(o.Weights[j]), x)
		if j == 0 {
			total = part
			continue
		}
		total = b.add(total, part)
	}
	return total
}

// leastProbability is the gap that the graph's logarithms keep from 0 and 1.
const leastProbability = 0x1p-52

func (b *builder) link(o *graph.Link, x string) string {
	if o.Slope != 1 {
		x = b.mul(b.num(o.Slope), x)
	}
	one := b.num(1)
	switch o.Func {
	case graph.Logistic:
		return b.div(one, b.add(one, b.op("Exp", b.op("Neg", x))))
	case graph.Exp:
		return b.op("Exp", x)
	case graph.Softmax:
		e := b.op("Exp", b.sub(x, b.maxAcross(x)))
		return b.div(e, b.sumAlong(e, 1, true))
	}
	low, high := b.num(leastProbability), b.num(1-leastProbability)
	x = b.where(b.op("Less", x, low), low, x)
	x = b.where(b.op("Greater", x, high), high, x)
	if o.Func == graph.Log {
		return b.op("Log", x)
	}
	return b.sub(b.op("Log", x), b.op("Log", b.sub(one, x)))
}

// sort puts the numbers of each row in ascending order, missing ones first.
func (b *builder) sort(width int, x string) string {
	least := b.num(-math.MaxFloat64)
	x = b.where(b.op("IsNaN", x), least, x)
	up := b.opsWith("TopK", "", []attribute{intAttr("axis", 1), intAttr("largest", 0), intAttr("sorted", 1)}, 2, x, b.ints(int64(width)))[0]
	return b.where(b.op("Equal", up, least), b.num(math.NaN()), up)
}

func (b *builder) squash(o *graph.Squash, x string) string {
	limit, least := b.num(o.Limit), b.num(-o.Limit)
	q := b.div(x, limit)
	y := b.div(x, b.op("Sqrt", b.add(b.num(1), b.mul(q, q))))
	y = b.where(b.op("Greater", q, b.num(1e8)), limit, y)
	return b.where(b.op("Less", q, b.num(-1e8)), least, y)
}

// yeoJohnson is the power transform: of x from 0 up with the exponent l, of -x below with
// 2-l and the sign turned.
func (b *builder) yeoJohnson(o *graph.YeoJohnson, x string) string {
	n := len(o.Lambda)
	up, down, same := make([]float64, n), make([]float64, n), make([]float64, n)
	for k, l := range o.Lambda {
		up[k], down[k] = l, 2-l
		if l == 1 {
			same[k] = 1
		}
	}
	below := b.op("Less", x, b.num(0))
	exponent := b.where(below, b.row(down), b.row(up))
	u := b.log1p(b.op("Abs", x))
	flat := b.op("Less", b.op("Abs", exponent), b.num(1e-12))
	y := b.where(flat, u, b.div(b.expm1(b.mul(exponent, u)), exponent))
	y = b.where(below, b.op("Neg", y), y)
	return b.where(b.op("Equal", b.row(same), b.num(1)), x, y)
}

// log1p is log(1+x) without loss for small x: log(w) x/(w-1) for w = 1+x (Kahan).
func (b *builder) log1p(x string) string {
	one := b.num(1)
	w := b.add(one, x)
	v := b.div(b.mul(b.op("Log", w), x), b.sub(w, one))
	return b.where(b.op("Equal", w, one), x, v)
}

// expm1 is exp(x)-1 without loss for small x: (w-1) x/log(w) for w = exp(x) (Kahan).
func (b *builder) expm1(x string) string {
	one := b.num(1)
	w := b.op("Exp", x)
	plain := b.sub(w, one)
	fine := b.div(b.mul(plain, x), b.op("Log", w))
	fine = b.where(b.op("Equal", w, one), x, fine)
	return b.where(b.op("Less", b.op("Abs", x), one), fine, plain)
}
