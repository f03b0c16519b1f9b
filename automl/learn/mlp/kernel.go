package mlp

import (
	"math"

	"winnow/automl/graph"
)

// The numbers of exp32.
const (
	expMost   = 80
	expLog2e  = 1.44269504
	expLn2    = 0.693145752 // the leading bits of log(2), exact in 15 bits
	expLn2Low = 1.42860677e-6
	// Added to a small number it leaves that number, rounded, in the lowest bits.
	expMagic = 3 << 22
)

// exp32 is exp(x) to about 1e-7 relative, for x held within ±80: exp(x) = 2^n * exp(r)
// with n the nearest whole number to x/log(2), and exp(r) by its series to r^6.
func exp32(x float32) float32 {
	if x > expMost {
		x = expMost
	}
	if x < -expMost {
		x = -expMost
	}
	t := float32(x*expLog2e) + expMagic
	n := t - expMagic
	r := float32(x-float32(n*expLn2)) - float32(n*expLn2Low)
	p := float32(float32(1.0/720)*r) + 1.0/120
	p = float32(p*r) + 1.0/24
	p = float32(p*r) + 1.0/6
	p = float32(p*r) + 0.5
	p = float32(p*r) + 1
	p = float32(p*r) + 1
	return p * math.Float32frombits((math.Float32bits(t)+127)<<23)
}

// chunk is how many numbers activate works on at a time.
const chunk = 128

// mishMost is where mish is no more than its input: the exponential is all that counts.
const mishMost = 20

// activate replaces the sums z by the activation and fills slope with its derivative,
// unless slope is nil.
func activate(f graph.Activation, z, slope []float32) {
	var waste, exps [chunk]float32
	for len(z) > 0 {
		n := min(chunk, len(z))
		part := waste[:n]
		if slope != nil {
			part, slope = slope[:n], slope[n:]
		}
		done := activateEights(f, z[:n], part)
		activateChunk(f, z[done:n], part[done:], exps[done:n])
		z = z[n:]
	}
}

func activateChunk(f graph.Activation, z, slope, exps []float32) {
	slope, exps = slope[:len(z)], exps[:len(z)]
	switch f {
	case graph.SELU:
		seluChunk(z, slope, exps)
	case graph.Mish:
		for i, x := range z {
			if x > mishMost {
				x = mishMost
			}
			exps[i] = exp32(x)
		}
		// With u = exp(x) and n = u(u+2): tanh(log(1+u)) = n/(n+2).
		for i, x := range z {
			u := exps[i]
			n := float32(u * (u + 2))
			q := 1 / (n + 2)
			t := float32(n * q)
			slope[i] = t + float32(float32(4*x)*float32(float32(float32(u*(1+u))*q)*q))
			z[i] = x * t
		}
	case graph.SiLU:
		for i, x := range z {
			exps[i] = exp32(-x)
		}
		for i, x := range z {
			s := 1 / (1 + exps[i])
			slope[i] = s + float32(float32(x*s)*(1-s))
			z[i] = x * s
		}
	case graph.ReLU:
		for i, x := range z {
			if x > 0 {
				slope[i] = 1
			} else {
				slope[i], z[i] = 0, 0
			}
		}
	case graph.Identity:
	}
}

// seluAlpha is what a unit falls to.
const seluAlpha = graph.SELUScale * graph.SELUAlpha

// seluChunk takes both branches and picks by the sign bit: which side a sum falls on
// cannot be foreseen, and a branch guessed wrong costs more than the exponential.
func seluChunk(z, slope, exps []float32) {
	const scale, alpha = float32(graph.SELUScale), float32(seluAlpha)
	slope, exps = slope[:len(z)], exps[:len(z)]
	for i, x := range z {
		b := math.Float32bits(x)
		exps[i] = exp32(math.Float32frombits(b & uint32(int32(b)>>31)))
	}
	for i, x := range z {
		b := math.Float32bits(x)
		negative := uint32(int32(b) >> 31)
		e := float32(alpha * exps[i])
		slope[i] = math.Float32frombits(math.Float32bits(scale)&^negative | math.Float32bits(e)&negative)
		z[i] = float32(scale*math.Float32frombits(b&^negative)) + (e - alpha)
	}
}

// add adds each number of b to that of a.
func add(a, b []float32) {
	done := addEights(a, b)
	a = a[done:]
	for i, v := range b[done:] {
		a[i] += v
	}
}

// times sets out to the products of the numbers of a and b.
func times(out, a, b []float32) {
	done := timesEights(out, a, b)
	out, b = out[done:], b[done:]
	for i, v := range a[done:] {
		out[i] = v * b[i]
	}
}

// dot adds up the products of a and b in eight sums, and these in pairs.
func dot(a, b []float32) float32 {
	var s [8]float32
	done := dotEights(&s, a, b)
	b = b[done:]
	for i, v := range a[done:] {
		s[i&7] += float32(v * b[i])
	}
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
