package mlp

import (
	"math"
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

func TestExp32(t *testing.T) {
	for x := -79.5; x < 80; x += 0.013 {
		got, want := float64(exp32(float32(x))), math.Exp(float64(float32(x)))
		if math.Abs(got-want) > 1e-6*want {
			t.Fatalf("exp32(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float32{-1e30, 1e30, float32(math.Inf(-1)), float32(math.Inf(1))} {
		if v := exp32(x); v-v != 0 || v < 0 {
			t.Errorf("exp32(%v) = %v", x, v)
		}
	}
}

// TestGradient compares the gradient of every parameter with a difference quotient.
func TestGradient(t *testing.T) {
	for _, c := range []struct {
		act  graph.Activation
		task automl.Task
		outs int
	}{
		{graph.SELU, automl.Binary, 1}, {graph.Mish, automl.Regression, 1},
		{graph.SiLU, automl.Multiclass, 3}, {graph.Mish, automl.Multiclass, 4},
	} {
		rng := num.RNG(5, c.act, c.task)
		n := newNet(c.act, []int{3, 5, 4, c.outs})
		for i := range n.theta {
			n.theta[i] = float32(rng.NormFloat64())
		}
		const rows = 6
		x, y := make([]float32, rows*3), make([]float32, rows)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		for i := range y {
			y[i] = float32(rng.IntN(max(2, c.outs)))
		}
		tr := &trainer{data: &data{task: c.task, outs: c.outs}}
		p := newPass(n, rows)
		loss := func() float64 {
			out := p.forward(x, rows, false, 0, nil)
			sum := 0.0
			for i := range rows {
				sum += tr.loss(out[i*c.outs:(i+1)*c.outs], y[i]) / rows
			}
			if c.task == automl.Regression {
				sum /= 2 // the gradient is that of half the squared error
			}
			return sum
		}
		out := p.forward(x, rows, true, 0, nil)
		for i := range rows {
			tr.gradient(out[i*c.outs:(i+1)*c.outs], p.delta[i*c.outs:(i+1)*c.outs], y[i], 1.0/rows)
		}
		p.backward()
		for i, g := range p.grad.theta {
			const h = 4e-3
			old := n.theta[i]
			n.theta[i] = old + h
			up := loss()
			n.theta[i] = old - h
			down := loss()
			n.theta[i] = old
			if want := (up - down) / (2 * h); math.Abs(float64(g)-want) > 2e-3*(1+math.Abs(want)) {
				t.Errorf("%s %s: gradient %d is %v, want %v", c.act, c.task, i, g, want)
			}
		}
	}
}

// TestDropout holds the share of dropped units and the mean of what is left.
func TestDropout(t *testing.T) {
	const n = 40_000
	z, slope := make([]float32, n), make([]float32, n)
	for i := range z {
		z[i], slope[i] = 1, 2
	}
	dropout(z, slope, 0.25, num.RNG(1))
	dropped := 0
	for i, v := range z {
		if slope[i] != 2*v {
			t.Fatalf("unit %d is %v, its slope %v", i, v, slope[i])
		}
		if v == 0 {
			dropped++
		} else if math.Abs(float64(v)-1/0.75) > 1e-6 {
			t.Fatalf("a unit that stays is %v, want %v", v, 1/0.75)
		}
	}
	// Four standard deviations of a share of 0.25.
	if share := float64(dropped) / n; math.Abs(share-0.25) > 4*math.Sqrt(0.25*0.75/n) {
		t.Errorf("%.4f of the units were dropped, want 0.25", share)
	}
}

func TestSchedules(t *testing.T) {
	// Ends of the four waves: 1+15t is 1, 2, 4, 8, 16.
	for _, at := range []float64{0, 1.0 / 15, 3.0 / 15, 7.0 / 15, 1} {
		if v := cosLog(at); math.Abs(v) > 1e-12 {
			t.Errorf("cosLog(%v) = %v, want 0", at, v)
		}
	}
	if v := cosLog((math.Sqrt2 - 1) / 15); math.Abs(v-1) > 1e-12 {
		t.Errorf("the top of the first wave is %v, want 1", v)
	}
	for at, want := range map[float64]float64{0: 1, 0.5: 1, 0.75: 0.5, 1: 0} {
		if v := flatCos(at); math.Abs(v-want) > 1e-12 {
			t.Errorf("flatCos(%v) = %v, want %v", at, v, want)
		}
	}
}

// TestEights holds what is worked out eight numbers at a time to the same loops one by one,
// bit for bit, for numbers of all sizes and some that are none.
func TestEights(t *testing.T) {
	rng := num.RNG(3, "eights")
	const n = 999
	numbers := func() []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(rng.NormFloat64() * math.Exp(4*rng.NormFloat64()))
		}
		copy(v[n/2:], []float32{0, float32(math.Copysign(0, -1)), 20, -20, 80, -80, 1e30, -1e30, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())})
		return v
	}
	same := func(name string, got, want []float32) {
		t.Helper()
		for i, w := range want {
			if math.Float32bits(got[i]) != math.Float32bits(w) && (got[i] == got[i] || w == w) {
				t.Fatalf("%s: number %d is %v, want %v", name, i, got[i], w)
			}
		}
	}
	for _, f := range []graph.Activation{graph.SELU, graph.Mish, graph.SiLU, graph.ReLU, graph.Identity} {
		z := numbers()
		want, wantSlope, got, gotSlope := slices.Clone(z), make([]float32, n), slices.Clone(z), make([]float32, n)
		activateChunk(f, want, wantSlope, make([]float32, n))
		activate(f, got, gotSlope)
		same(string(f), got, want)
		same(string(f)+"'s slope", gotSlope, wantSlope)
		got = slices.Clone(z)
		activate(f, got, nil)
		same(string(f)+" without slope", got, want)
	}
	a, b := numbers(), numbers()
	sum, product, out := slices.Clone(a), make([]float32, n), make([]float32, n)
	for i, v := range b {
		sum[i] += v
		product[i] = a[i] * v
	}
	times(out, a, b)
	same("times", out, product)
	out = slices.Clone(a)
	add(out, b)
	same("add", out, sum)

	d := lottery{limit: 20_000, factor: 1.44}
	for i := range d.bits {
		d.bits[i] = rng.Uint64()
	}
	z, slope := slices.Clone(a[:125]), slices.Clone(b[:125])
	wantZ, wantSlope := slices.Clone(z), slices.Clone(slope)
	d.plain(wantZ, wantSlope, 0)
	d.plain(z, slope, d.eights(z, slope))
	same("units", z, wantZ)
	same("slopes of units", slope, wantSlope)

	for _, length := range []int{1, 7, 8, 61, 400} {
		var s [8]float32
		for i := range length {
			s[i%8] += float32(a[i] * b[i])
		}
		want := ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
		same("dot", []float32{dot(a[:length], b[:length])}, []float32{want})
	}

	v := numbers()
	for i := range v {
		v[i] *= v[i]
	}
	step := func() shift {
		return shift{
			theta: slices.Clone(a), m: slices.Clone(b), v: slices.Clone(v), grad: product,
			size: 0.013, unbias: 1.7, keep: 0.999, beta1: beta1, rest1: 1 - beta1, beta2: beta2, rest2: 1 - beta2, tiny: tiny,
		}
	}
	one, many := step(), step()
	one.plain(0)
	many.plain(many.eights())
	same("parameters", many.theta, one.theta)
	same("first moments", many.m, one.m)
	same("second moments", many.v, one.v)
}
