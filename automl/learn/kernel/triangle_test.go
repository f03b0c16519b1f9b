package kernel

import (
	"errors"
	"math"
	"slices"
	"testing"

	"winnow/automl/num"
)

// positive is a positive definite matrix.
func positive(n int) *triangle {
	rng := num.RNG(1, "positive")
	t := newTriangle(n)
	for i := range n {
		for j := range i {
			t.row(i)[j] = rng.NormFloat64()
		}
		t.row(i)[i] = 3 * float64(n)
	}
	return t
}

// TestFactor holds factor, inverse and solution, with several blocks, slices and workers, to
// their products.
func TestFactor(t *testing.T) {
	const n = 2*slice + block + 5
	a := positive(n)
	l, inv := &triangle{n: n, a: slices.Clone(a.a)}, newTriangle(n)
	if err := l.factor(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if err := l.invert(t.Context(), 3, inv); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		for j := range i + 1 {
			sum, inverse := 0.0, 0.0
			for k := range j + 1 {
				sum += l.row(i)[k] * l.row(j)[k]
			}
			for k := j; k <= i; k++ {
				inverse += inv.column(k)[i-k] * l.row(k)[j]
			}
			if math.Abs(sum-a.row(i)[j]) > 1e-10 {
				t.Fatalf("L L' is %v at %d, %d, want %v", sum, i, j, a.row(i)[j])
			}
			if want := map[bool]float64{true: 1}[i == j]; math.Abs(inverse-want) > 1e-12 {
				t.Fatalf("the inverse times L is %v at %d, %d", inverse, i, j)
			}
		}
	}
	x, y := make([]float64, n), make([]float64, n)
	x[7] = 1
	if err := a.times(t.Context(), 3, x, y); err != nil {
		t.Fatal(err)
	}
	diagonal, err := l.inverseDiagonal(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	l.solve(y)
	l.solve(x)
	if math.Abs(diagonal[7]-x[7]) > 1e-12 {
		t.Errorf("the diagonal of the inverse has %v, want %v", diagonal[7], x[7])
	}
	for i, v := range y {
		if want := map[bool]float64{true: 1}[i == 7]; math.Abs(v-want) > 1e-12 {
			t.Fatalf("the solution is %v at %d, want %v", v, i, want)
		}
	}
	if err := (&triangle{n: 2, a: []float64{1, 2, 1}}).factor(t.Context(), 1); !errors.Is(err, errSingular) {
		t.Errorf("an indefinite matrix gives %v", err)
	}
}

// TestTimes holds the product to one that is made entry by entry, for any number of workers.
func TestTimes(t *testing.T) {
	const n = 45
	a, x, first := positive(n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = float64(i) - 20.5
	}
	for workers := range 4 {
		got := make([]float64, n)
		if err := a.times(t.Context(), workers+1, x, got); err != nil {
			t.Fatal(err)
		}
		if workers == 0 {
			copy(first, got)
		}
		if !slices.Equal(got, first) {
			t.Errorf("%d workers give another product than one", workers+1)
		}
		for i, v := range got {
			want := 0.0
			for j := range n {
				want += a.row(max(i, j))[min(i, j)] * x[j]
			}
			if math.Abs(v-want) > 1e-9 {
				t.Fatalf("entry %d is %v, want %v", i, v, want)
			}
		}
	}
}
