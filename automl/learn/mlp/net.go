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
	w       []float32 // one row of out for each input
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
		for o := range l.out {
			for i := range l.in {
				l.w[i*l.out+o] = float32(rng.NormFloat64())
			}
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
		times(first[r*width:(r+1)*width], p.n.scale, x[r*width:(r+1)*width])
	}
	for k, l := range p.n.layers {
		z := p.acts[k+1][:rows*l.out]
		p.sums(l, p.acts[k], z)
		for r := range rows {
			add(z[r*l.out:(r+1)*l.out], l.b)
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
	d := lottery{limit: int32(drop * 65536), factor: float32(1 / (1 - drop))}
	for len(z) > 0 {
		n := min(4*len(d.bits), len(z))
		for i := range (n + 3) / 4 {
			d.bits[i] = rng.Uint64()
		}
		d.plain(z[:n], slope[:n], d.eights(z[:n], slope[:n]))
		z, slope = z[n:], slope[n:]
	}
}

// lottery decides on some units, each by 16 bits.
type lottery struct {
	bits   [32]uint64
	limit  int32 // bits below it drop the unit
	factor float32
}

// plain decides on the units from the given one.
func (d *lottery) plain(z, slope []float32, from int) {
	factor := [2]float32{d.factor, 0}
	slope = slope[:len(z)]
	for i := from; i < len(z); i++ {
		bits := d.bits[i/4] >> (16 * (i % 4))
		// The sign of the difference: 1 when the unit is dropped, without a branch.
		f := factor[uint32(int32(bits&0xffff)-d.limit)>>31]
		z[i] *= f
		slope[i] *= f
	}
}

// sums computes z = alpha*x*W.
func (p *pass) sums(l layer, x, z []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.in, x), matrix(l.in, l.out, l.w), matrix(p.rows, l.out, z))
}

// backward turns the gradient at the outputs, in delta, into that of all parameters.
func (p *pass) backward() {
	rows := p.rows
	for k := len(p.n.layers) - 1; k >= 0; k-- {
		l, g := p.n.layers[k], p.grad.layers[k]
		delta := p.delta[:rows*l.out]
		if k < len(p.slopes) {
			times(delta, delta, p.slopes[k][:len(delta)])
		}
		p.weights(l, g, p.acts[k], delta)
		clear(g.b)
		for r := range rows {
			add(g.b, delta[r*l.out:(r+1)*l.out])
		}
		if k == 0 {
			p.inputFactors(l, g)
			return
		}
		p.inputs(l, delta)
		p.delta, p.next = p.next, p.delta
	}
}

// weights computes the gradient of a layer's weights, alpha*xᵀ*delta.
func (p *pass) weights(l, g layer, x, delta []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.in, x).flip(), matrix(p.rows, l.out, delta), matrix(l.in, l.out, g.w))
}

// inputs computes the gradient of a layer's inputs, alpha*delta*Wᵀ, into p.next.
func (p *pass) inputs(l layer, delta []float32) {
	p.mill.mul(l.alpha, matrix(p.rows, l.out, delta), matrix(l.in, l.out, l.w).flip(), matrix(p.rows, l.in, p.next))
}

// inputFactors computes the gradient of the inputs' factors out of that of the first
// layer's weights: since weight and factor only appear as a product, the gradient of
// factor j is the sum over units of w_jk * g_jk, over the factor.
func (p *pass) inputFactors(l, g layer) {
	for j, s := range p.n.scale {
		if s == 0 {
			p.grad.scale[j] = 0
			continue
		}
		p.grad.scale[j] = dot(l.w[j*l.out:(j+1)*l.out], g.w[j*l.out:(j+1)*l.out]) / s
	}
}
