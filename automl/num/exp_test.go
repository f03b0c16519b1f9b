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
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-750, 750), rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(-1))), 0, 40).Draw(t, "x")
		got := append([]float64(nil), x...)
		Exps(got)
		for i, v := range x {
			if want := Exp(v); math.Float64bits(got[i]) != math.Float64bits(want) && !(math.IsNaN(v) && math.IsNaN(got[i])) {
				t.Fatalf("number %d of %d: Exps gives %v of %v, Exp %v", i, len(x), got[i], v, want)
			}
		}
	})
}
