package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestExp(t *testing.T) {
	for x := -700.0; x <= 700; x += 0.0173 {
		if got, want := Exp(x), math.Exp(x); math.Abs(got-want) > 1e-8*want {
			t.Fatalf("Exp(%v) = %v, want %v", x, got, want)
		}
	}
	if !(Exp(-1e300) > 0) || math.IsInf(Exp(1e300), 0) || !math.IsNaN(Exp(math.NaN())) {
		t.Errorf("Exp is %v, %v and %v at the ends and of no number", Exp(-1e300), Exp(1e300), Exp(math.NaN()))
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

func TestExpm1(t *testing.T) {
	near := func(x float64) {
		if got, want := Expm1(x), math.Expm1(x); math.Abs(got-want) > 4e-16*math.Abs(want) {
			t.Fatalf("Expm1(%v) = %v, want %v", x, got, want)
		}
	}
	for x := -700.0; x <= 700; x += 0.0173 {
		near(x)
	}
	for x := 1.0; x > 1e-300; x *= 0.83 {
		near(x)
		near(-x)
	}
	if got := Expm1(0); got != 0 {
		t.Errorf("Expm1(0) = %v", got)
	}
	if Expm1(math.Inf(-1)) != -1 || math.IsInf(Expm1(1e300), 0) || !math.IsNaN(Expm1(math.NaN())) {
		t.Errorf("Expm1 is %v, %v and %v at the ends and of no number", Expm1(math.Inf(-1)), Expm1(1e300), Expm1(math.NaN()))
	}
}
