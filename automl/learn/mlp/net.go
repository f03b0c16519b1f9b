package mlp

import (
	"math"
	"math/rand/v2"

	"winnow/automl/graph"
)

// net is a network: a factor for each input, hidden layers, and a linear layer on top. A
// layer's sums are alpha*W*x + b with alpha = 1/sqrt(inputs) and weights of order 1 (the
// neural tangent parametrisation, Jacot et al. 2018, section 3), so that one step size
// suits all layers.
//
// All parameters lie in one vector, which is what the optimiser sees.
type net struct {
	act    graph.Activation
	widths []int // inputs, hidden units of each layer, outputs
	theta  []float32
	scale  []float32 // into theta, as are the layers
	layers []layer
}

type layer struct {
	in, out int
	alpha   float32
	w       []float32 // one row of in for each unit
	b       []float32
}

// newNet lays out a network; its parameters are all 0.
func newNet(act graph.Activation, widths []int) *net {
	size := widths[0]
	for i := 1; i < len(widths); i++ {
		size += (widths[i-1] + 1) * widths[i]
	}
	n := &net{act: act, widths: widths, theta: make([]float32, size)}
	rest := n.theta
	take := func(k int) []float32 {
		out := rest[:k:k]
		rest = rest[k:]
		return out
	}
	n.scale = take(widths[0])
	for i := 1; i < len(widths); i++ {
		in, out := widths[i-1], widths[i]
		alpha := float32(1 / math.Sqrt(float64(in)))
		n.layers = append(n.layers, layer{in: in, out: out, alpha: alpha, w: take(in * out), b: take(out)})
	}
	return n
}

// init draws normal weights and biases; the top layer starts at weights 0 and the given
// biases, so that an untrained network predicts the baseline.
func (n *net) init(rng *rand.Rand, bias []float64) {
	for i := range n.scale {
		n.scale[i] = 1
	}
	top := len(n.layers) - 1
	for k, l := range n.layers {
		if k == top {
			for i, v := range bias {
				l.b[i] = float32(v)
			}
			return
		}
		for i := range l.w {
			l.w[i] = float32(rng.NormFloat64())
		}
		for i := range l.b {
			l.b[i] = float32(rng.NormFloat64())
		}
	}
}

// pass holds the buffers of one batch on its way up and down the network.
type pass struct {
	n      *net
	rows   int
	acts   [][]float32 // of each layer's input, from the scaled inputs; the last is the output
	slopes [][]float32 // of each hidden layer
	delta  []float32
	next   []float32
	mill   *mill
	grad   *net // same layout, holding the gradient
}

func newPass(n *net, rows int) *pass {
	p := &pass{n: n, grad: newNet(n.act, n.widths), mill: new(mill)}
	widest := 0
	for i, w := range n.widths {
		p.acts = append(p.acts, make([]float32, rows*w))
		if i > 0 && i < len(n.widths)-1 {
			p.slopes = append(p.slopes, make([]float32, rows*w))
		}
		widest = max(widest, w)
	}
	p.delta = make([]float32, rows*widest)
	p.next = make([]float32, rows*widest)
	return p
}

// forward computes the outputs of rows rows of x, and all that backward needs when train
// is set. Drop is the probability of dropping a hidden unit.
func (p *pass) forward(x []float32, rows int, train bool, drop float64, rng *rand.Rand) []float32 {
	p.rows = rows
	width := p.n.widths[0]
	first := p.acts[0]
	for r := range rows {
		in, out := x[r*width:(r+1)*width], first[r*width:(r+1)*width]
		for j, s := range p.n.scale {
			out[j] = s * in[j]
		}
	}
	for k, l := range p.n.layers {
		z := p.acts[k+1][:rows*l.out]
		p.sums(l, p.acts[k], z)
		for r := range rows {
			row := z[r*l.out : (r+1)*l.out]
			for i, b := range l.b {
				row[i] += b
			}
		}
		if k == len(p.n.layers)-1 {
			return z
		}
		if !train {
			activate(p.n.act, z, nil)
			continue
		}
		slope := p.slopes[k][:len(z)]
		activate(p.n.act, z, slope)
		if drop > 0 {
			dropout(z, slope, drop, rng)
		}
	}
	return nil
}

// dropout drops units with the given probability, in steps of 1/65536, and scales the
// others up.
func dropout(z, slope []float32, drop float64, rng *rand.Rand) {
	limit := int32(drop * 65536)
	factor := [2]float32{float32(1 / (1 - drop)), 0}
	var bits uint64
	for i := range z {
		if i%4 == 0 {
			bits = rng.Uint64()
		}
		// The sign of the difference: 1 when the unit is dropped, without a branch.
		f := factor[uint32(int32(bits&0xffff)-limit)>>31]
		z[i] *= f
		slope[i] *= f
		bits >>= 16
	}
}

// sums computes z = alpha*x*Wᵀ.
func (p *pass) sums(l layer, x, z []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.in, x), matrix(l.out, l.in, l.w).flip(), matrix(p.rows, l.out, z))
}

// backward turns the gradient at the outputs, in delta, into that of all parameters.
func (p *pass) backward() {
	rows := p.rows
	for k := len(p.n.layers) - 1; k >= 0; k-- {
		l, g := p.n.layers[k], p.grad.layers[k]
		delta := p.delta[:rows*l.out]
		if k < len(p.slopes) {
			for i, s := range p.slopes[k][:len(delta)] {
				delta[i] *= s
			}
		}
		p.weights(l, g, p.acts[k], delta)
		clear(g.b)
		for r := range rows {
			row := delta[r*l.out : (r+1)*l.out]
			for i, v := range row {
				g.b[i] += v
			}
		}
		if k == 0 {
			p.inputFactors(l, g)
			return
		}
		p.inputs(l, delta)
		p.delta, p.next = p.next, p.delta
	}
}

// weights computes the gradient of a layer's weights, alpha*deltaᵀ*x.
func (p *pass) weights(l, g layer, x, delta []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.out, delta).flip(), matrix(p.rows, l.in, x), matrix(l.out, l.in, g.w))
}

// inputs computes the gradient of a layer's inputs, alpha*delta*W, into p.next.
func (p *pass) inputs(l layer, delta []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.out, delta), matrix(l.out, l.in, l.w), matrix(p.rows, l.in, p.next))
}

// inputFactors computes the gradient of the inputs' factors out of that of the first
// layer's weights: since weight and factor only appear as a product, the gradient of
// factor j is the sum over units of w_kj * g_kj, over the factor.
func (p *pass) inputFactors(l, g layer) {
	sums := p.grad.scale
	clear(sums)
	for k := range l.out {
		w, gw := l.w[k*l.in:(k+1)*l.in], g.w[k*l.in:(k+1)*l.in]
		for j, v := range w {
			sums[j] += float32(v * gw[j])
		}
	}
	for j, s := range p.n.scale {
		if s == 0 {
			sums[j] = 0
			continue
		}
		sums[j] /= s
	}
}
