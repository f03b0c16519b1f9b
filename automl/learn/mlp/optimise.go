package mlp

import "math"

// The step sizes of input factors and biases, relative to those of weights.
const (
	factorRate = 6
	biasRate   = 0.1
)

// cosLog is the step size at a point of time: four waves from 0 to 1 and back, each twice
// as long as the one before (Holzmüller et al. 2024, equation for coslog4).
func cosLog(time float64) float64 {
	return 0.5 * (1 - math.Cos(2*math.Pi*math.Log2(1+15*time)))
}

// flatCos stays at 1 for the first half and falls to 0 in the second.
func flatCos(time float64) float64 {
	return 0.5 * (1 + math.Cos(math.Pi*(max(1, 2*time)-1)))
}

// adam is the optimiser (Kingma and Ba 2015, algorithm 1) with weight decay apart from
// the gradient (Loshchilov and Hutter 2019, algorithm 2).
type adam struct {
	n      *net
	m, v   []float32
	decayM float64 // beta1 to the power of the steps so far
	decayV float64
}

const (
	beta1 = 0.9
	beta2 = 0.95
	tiny  = 1e-8
)

func newAdam(n *net) *adam {
	return &adam{
		n: n, decayM: 1, decayV: 1,
		m: make([]float32, len(n.theta)), v: make([]float32, len(n.theta)),
	}
}

// step moves all parameters against their gradient.
func (a *adam) step(grad []float32, rate, decay float64) {
	a.decayM *= beta1
	a.decayV *= beta2
	at := 0
	part := func(n int, factor, decay float64) {
		a.part(at, at+n, grad, rate*factor, decay)
		at += n
	}
	part(len(a.n.scale), factorRate, 0)
	for _, l := range a.n.layers {
		part(len(l.w), 1, decay)
		part(len(l.b), biasRate, 0)
	}
}

func (a *adam) part(from, to int, grad []float32, rate, decay float64) {
	s := shift{
		theta: a.n.theta[from:to], m: a.m[from:to], v: a.v[from:to], grad: grad[from:to],
		size:   float32(rate / (1 - a.decayM)),
		unbias: float32(1 / (1 - a.decayV)),
		keep:   float32(1 - rate*decay),
		beta1:  beta1, rest1: 1 - beta1, beta2: beta2, rest2: 1 - beta2, tiny: tiny,
	}
	s.plain(s.eights())
}

// shift is a step of some parameters.
type shift struct {
	theta, m, v, grad                []float32
	size, unbias, keep               float32
	beta1, rest1, beta2, rest2, tiny float32
}

// plain takes the step for the parameters from the given one.
func (s *shift) plain(from int) {
	theta, m, v := s.theta[from:], s.m[from:], s.v[from:]
	for i, d := range s.grad[from:] {
		m[i] = float32(s.beta1*m[i]) + float32(s.rest1*d)
		v[i] = float32(s.beta2*v[i]) + float32(float32(s.rest2*d)*d)
		root := float32(math.Sqrt(float64(float32(v[i]*s.unbias)))) + s.tiny
		theta[i] = float32(s.keep*theta[i]) - float32(s.size*m[i])/root
	}
}
