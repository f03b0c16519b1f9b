package graph

import (
	"math"
	"slices"
	"testing"

	"winnow/automl/num"
)

// TestKernel works two points by hand.
func TestKernel(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, f := range []KernelFunc{RBF, Matern} {
		// The points are (1, 0) and (3, 8) before they are divided by the lengths.
		op := &Kernel{Func: f, Lengths: []float64{1, 4}, Points: []float64{1, 0, 3, 2},
			Coef: []float64{2, 1, -1, 0}, Bias: []float64{0.5, 0}}
		got := evalOne(t, op, []float64{1, 3, inf, 0, 1e200}, []float64{0, 0, 0, nan, -1e300})
		far := func(r float64) float64 {
			if f == RBF {
				return math.Exp(-r * r / 2)
			}
			s := math.Sqrt(5) * r
			return (1 + s + s*s/3) * math.Exp(-s)
		}
		for i, want := range []float64{0.5 + 2 - far(math.Sqrt(8)), 0.5 + 2*far(2) - far(2), 0.5, nan, 0.5} {
			if g := got[0][i]; math.Abs(g-want) > 1e-15 || math.IsNaN(g) != math.IsNaN(want) {
				t.Errorf("%s: row %d is %v, want %v", f, i, g, want)
			}
		}
		if g := got[1][1]; math.Abs(g-far(2)) > 1e-15 {
			t.Errorf("%s: the second output is %v, want %v", f, g, far(2))
		}
	}
}

// TestKernelColumns holds every number of columns to the plain sum of squares.
func TestKernelColumns(t *testing.T) {
	for d := 1; d < 11; d++ {
		op := &Kernel{Func: RBF, Coef: []float64{1}, Bias: []float64{0}}
		cols, sum := make([][]float64, d), 0.0
		for j := range cols {
			op.Lengths, op.Points = append(op.Lengths, 2), append(op.Points, float64(j)/8)
			cols[j] = make([]float64, 100)
			cols[j][70] = 1
			sum += (0.5 - float64(j)/8) * (0.5 - float64(j)/8)
		}
		if got, want := evalOne(t, op, cols...)[0][70], math.Exp(-sum/2); math.Abs(got-want) > 1e-15 {
			t.Errorf("%d columns: %v, want %v", d, got, want)
		}
	}
}

func TestKernelShape(t *testing.T) {
	one, two := []float64{1}, []float64{1, 1}
	for _, op := range []*Kernel{
		{},
		{Func: "step", Lengths: two, Points: two, Coef: one, Bias: one},
		{Func: RBF, Lengths: two, Points: one, Coef: one, Bias: one},
		{Func: RBF, Lengths: two, Points: two, Coef: two, Bias: one},
		{Func: RBF, Lengths: two, Points: two, Coef: one, Bias: two},
		{Func: RBF, Lengths: two, Points: two, Coef: one},
		{Func: RBF, Lengths: two, Bias: one},
		{Func: RBF, Lengths: one, Points: one, Coef: one, Bias: one},
		{Func: RBF, Lengths: []float64{1, 0}, Points: two, Coef: one, Bias: one},
		{Func: RBF, Lengths: []float64{1, math.NaN()}, Points: two, Coef: one, Bias: one},
	} {
		if _, err := op.Shape([]Shape{{Width: 2}}); err == nil {
			t.Errorf("%+v fits two columns", op)
		}
	}
}

// TestKernelVectors holds rows that are compared with a point several at a time to those one by
// one, bit for bit.
func TestKernelVectors(t *testing.T) {
	rng := num.RNG(1, "kernel")
	draw := func(n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		return v
	}
	for _, columns := range []int{1, 3, 4, 6, 9} {
		for rows := 1; rows < 39; rows++ {
			z, point, got := draw(kernelRows*columns), draw(columns), make([]float64, rows, kernelRows)
			squaredDistances(got, z, point)
			y, rest := draw(rows), draw(rows)
			wantY, wantRest := slices.Clone(y), slices.Clone(rest)
			const c, coarse = -1.7, 0x1.8p20
			addTerms(y, rest, got, c, coarse)
			for i := range rows {
				one, dist := make([]float64, kernelRows*columns), make([]float64, 1)
				for j := range columns {
					one[j*kernelRows] = z[j*kernelRows+i]
				}
				if squaredDistances(dist, one, point); got[i] != dist[0] {
					t.Errorf("row %d of %d with %d columns is %v away, alone %v", i, rows, columns, got[i], dist[0])
				}
				addTerms(wantY[i:i+1], wantRest[i:i+1], dist, c, coarse)
			}
			if !slices.Equal(y, wantY) || !slices.Equal(rest, wantRest) {
				t.Errorf("%d rows add up to %v and %v, want %v and %v", rows, y, rest, wantY, wantRest)
			}
		}
	}
}
