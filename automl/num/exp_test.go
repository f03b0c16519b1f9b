package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestExp holds both against the standard library, on a grid and near 0.
func TestExp(t *testing.T) {
	near := func(name string, x, got, want float64) {
		if math.Abs(got-want) > 4e-16*math.Abs(want) {
			t.Fatalf("%s(%v) = %v, want %v", name, x, got, want)
		}
	}
	both := func(x float64) {
		near("Exp", x, Exp(x), math.Exp(x))
		near("Expm1", x, Expm1(x), math.Expm1(x))
	}
	both(0)
	for x := -700.0; x <= 700; x += 0.0173 {
		both(x)
	}
	for x := 1.0; x > 1e-300; x *= 0.83 {
		both(x)
		both(-x)
	}
	if !(Exp(-1e300) > 0) || math.IsInf(Exp(1e300), 0) || !math.IsNaN(Exp(math.NaN())) {
		t.Errorf("Exp is %v, %v and %v at the ends and of no number", Exp(-1e300), Exp(1e300), Exp(math.NaN()))
	}
	if Expm1(math.Inf(-1)) != -1 || math.IsInf(Expm1(1e300), 0) || !math.IsNaN(Expm1(math.NaN())) {
		t.Errorf("Expm1 is %v, %v and %v at the ends and of no number", Expm1(math.Inf(-1)), Expm1(1e300), Expm1(math.NaN()))
	}
}

// TestExps has the numbers that are done several at a time the same to the bit.
func TestExps(t *testing.T) {
	for _, f := range []struct {
		name string
		one  func(float64) float64
		many func([]float64)
	}{{"Exp", Exp, Exps}, {"Expm1", Expm1, Expm1s}} {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-750, 750), rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(-1))), 0, 40).Draw(t, "x")
			got := append([]float64(nil), x...)
			f.many(got)
			for i, v := range x {
				if want := f.one(v); math.Float64bits(got[i]) != math.Float64bits(want) && !(math.IsNaN(v) && math.IsNaN(got[i])) {
					t.Fatalf("number %d of %d: %ss gives %v of %v, %s %v", i, len(x), f.name, got[i], v, f.name, want)
				}
			}
		})
	}
}
