package graph

import (
	"math"
	"slices"
	"testing"

	"winnow/automl/num"
)

// evalOne evaluates an operator on columns of numbers.
func evalOne(t *testing.T, op Op, cols ...[]float64) [][]float64 {
	t.Helper()
	frame := &Frame{Rows: len(cols[0])}
	var refs []Ref
	for j, c := range cols {
		frame.Cols = append(frame.Cols, FrameColumn{Nums: c})
		refs = append(refs, Ref{Node: Apply(&Input{Column: j})})
	}
	plan, err := NewPlan(Apply(op, Pick(refs)), frame)
	if err != nil {
		t.Fatal(err)
	}
	flat := make([]float64, frame.Rows*plan.Width())
	plan.Range(0, frame.Rows, flat)
	if n := testing.AllocsPerRun(10, func() { plan.Range(0, frame.Rows, flat) }); n > 0 {
		t.Errorf("%s allocates %v times in each evaluation", op.ID(), n)
	}
	out := make([][]float64, plan.Width())
	for i, v := range flat {
		out[i%plan.Width()] = append(out[i%plan.Width()], v)
	}
	return out
}

func TestDense(t *testing.T) {
	op := &Dense{Func: Identity, Weights: []float32{1, 2, 3, 4, 5, 0, 0, 0, 0, -1}, Bias: []float64{0.5, 1}}
	got := evalOne(t, op, []float64{1, 0}, []float64{1, 0}, []float64{1, 1}, []float64{1, 0}, []float64{1, math.NaN()})
	if got[0][0] != 15.5 || got[1][0] != 0 {
		t.Errorf("the first row is %v and %v, want 15.5 and 0", got[0][0], got[1][0])
	}
	if !math.IsNaN(got[0][1]) || !math.IsNaN(got[1][1]) {
		t.Errorf("a missing input makes %v and %v, want NaN", got[0][1], got[1][1])
	}
}

func TestDenseActivations(t *testing.T) {
	// NumPy 2.4.6: x = np.array([-2, 0, .5, 30]);
	// selu: 1.0507009873554805*np.where(x > 0, x, 1.6732632423543772*np.expm1(x));
	// mish: x*np.tanh(np.log1p(np.exp(x))); silu: x/(1+np.exp(-x)).
	for _, c := range []struct {
		f    Activation
		want []float64
	}{
		{SELU, []float64{-1.520166468595695, 0, 0.5253504936777402, 31.521029620664415}},
		{Mish, []float64{-0.2525014826957089, 0, 0.3752452113048951, 30}},
		{SiLU, []float64{-0.2384058440442351, 0, 0.3112296656009273, 29.999999999997197}},
		{ReLU, []float64{0, 0, 0.5, 30}},
		{Identity, []float64{-2, 0, 0.5, 30}},
	} {
		got := evalOne(t, &Dense{Func: c.f, Weights: []float32{1}, Bias: []float64{0}}, []float64{-2, 0, 0.5, 30})
		for i, want := range c.want {
			if math.Abs(got[0][i]-want) > 1e-12 {
				t.Errorf("%s: value %d is %v, want %v", c.f, i, got[0][i], want)
			}
		}
	}
}

func TestDenseShape(t *testing.T) {
	in := []Shape{{Width: 2}}
	for _, op := range []*Dense{
		{Func: "step", Weights: []float32{1, 2}, Bias: []float64{0}},
		{Func: ReLU, Weights: []float32{1, 2, 3}, Bias: []float64{0}},
		{Func: ReLU, Weights: []float32{1, 2, 3}, Bias: []float64{0, 0}},
		{Func: ReLU},
	} {
		if _, err := op.Shape(in); err == nil {
			t.Errorf("%+v fits two columns", op)
		}
	}
}

func TestSquash(t *testing.T) {
	got := evalOne(t, &Squash{Limit: 3}, []float64{0, 3, -3, 1e-9, 1e200, math.Inf(-1), math.NaN(), 3e8 * 1.01})
	want := []float64{0, 3 / math.Sqrt2, -3 / math.Sqrt2, 1e-9, 3, -3, math.NaN(), 3}
	for i, w := range want {
		if g := got[0][i]; math.Abs(g-w) > 1e-15 && !(math.IsNaN(g) && math.IsNaN(w)) {
			t.Errorf("value %d is %v, want %v", i, g, w)
		}
	}
	if _, err := (&Squash{}).Shape([]Shape{{Width: 1}}); err == nil {
		t.Error("a limit of 0 is taken")
	}
}

func TestClamp(t *testing.T) {
	op := &Clamp{Low: []float64{0, -1}, High: []float64{1, -1}}
	got := evalOne(t, op, []float64{-5, 0.5, math.Inf(1), math.NaN()}, []float64{-5, 0.5, math.Inf(1), math.NaN()})
	for k, want := range [][]float64{{0, 0.5, 1}, {-1, -1, -1}} {
		for i, w := range want {
			if got[k][i] != w {
				t.Errorf("column %d row %d is %v, want %v", k, i, got[k][i], w)
			}
		}
		if !math.IsNaN(got[k][3]) {
			t.Errorf("column %d: missing became %v", k, got[k][3])
		}
	}
	if _, err := (&Clamp{Low: []float64{1}, High: []float64{0}}).Shape([]Shape{{Width: 1}}); err == nil {
		t.Error("an empty range is taken")
	}
}

// TestDenseVectors holds rows that are added up several at a time to those one by one, bit
// for bit.
func TestDenseVectors(t *testing.T) {
	rng := num.RNG(1, "dense")
	for _, width := range []int{1, 3, 4, 5, 7, 8, 61} {
		for rows := range 39 {
			op := &Dense{Func: Identity, Weights: make([]float32, 3*width), Bias: []float64{-1, 0, 0.3}}
			for i := range op.Weights {
				op.Weights[i] = float32(rng.NormFloat64())
			}
			xs := make([][]float64, width)
			for j := range xs {
				for range rows {
					xs[j] = append(xs[j], rng.NormFloat64())
				}
			}
			got := make([][]float64, 3)
			for k := range got {
				got[k] = make([]float64, rows)
			}
			op.Eval(&Scratch{}, []Block{{N: rows, Nums: xs}}, Block{N: rows, Nums: got})
			for k := range got {
				want := make([]float64, rows)
				if op.add(k, xs, want); !slices.Equal(got[k], want) {
					t.Errorf("%d rows of %d columns make %v, want %v", rows, width, got[k], want)
				}
			}
		}
	}
}

// TestDenseRows holds that a row's result does not depend on the rows around it.
func TestDenseRows(t *testing.T) {
	rng := num.RNG(2, "dense")
	op := &Dense{Func: SELU, Weights: make([]float32, 2*6), Bias: []float64{0.1, -0.2}}
	for i := range op.Weights {
		op.Weights[i] = float32(rng.NormFloat64())
	}
	cols := make([][]float64, 6)
	for j := range cols {
		for range 45 {
			cols[j] = append(cols[j], rng.NormFloat64())
		}
	}
	all := evalOne(t, op, cols...)
	for i := range 45 {
		var one [][]float64
		for _, c := range cols {
			one = append(one, c[i:i+1])
		}
		for k, y := range evalOne(t, op, one...) {
			if y[0] != all[k][i] {
				t.Errorf("row %d alone makes %v, among others %v", i, y[0], all[k][i])
			}
		}
	}
}

// BenchmarkDense is the evaluation of a network of 61 columns and two layers of 64 units.
func BenchmarkDense(b *testing.B) {
	const rows, width, units = 4096, 61, 64
	rng := num.RNG(1, "dense")
	frame := &Frame{Rows: rows}
	var refs []Ref
	for j := range width {
		x := make([]float64, rows)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		frame.Cols = append(frame.Cols, FrameColumn{Nums: x})
		refs = append(refs, Ref{Node: Apply(&Input{Column: j})})
	}
	layer := func(in *Node, f Activation, out int) *Node {
		op := &Dense{Func: f, Weights: make([]float32, in.Shape().Width*out), Bias: make([]float64, out)}
		for i := range op.Weights {
			op.Weights[i] = float32(0.1 * rng.NormFloat64())
		}
		return Apply(op, in)
	}
	plan, err := NewPlan(layer(layer(layer(Pick(refs), SELU, units), SELU, units), Identity, 1), frame)
	if err != nil {
		b.Fatal(err)
	}
	out := make([]float64, rows)
	for b.Loop() {
		plan.Range(0, rows, out)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows*b.N), "ns/row")
}
