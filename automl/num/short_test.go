package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestShort holds rounded numbers to their bits, and to the nearest of that.
func TestShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float32Range(-1e30, 1e30).Filter(func(v float32) bool { return math.Abs(float64(v)) > 1e-30 }).Draw(t, "v")
		bits := rapid.IntRange(1, 24).Draw(t, "bits")
		got := Short(v, bits)
		m, _ := math.Frexp(float64(got))
		if math.Abs(float64(got)-float64(v)) > math.Ldexp(math.Abs(float64(v)), -bits) || math.Mod(math.Ldexp(m, bits), 1) != 0 || Short(got, bits) != got || Short(-v, bits) != -got {
			t.Errorf("Short(%v, %d) = %v", v, bits, got)
		}
	})
}

func TestShortKeeps(t *testing.T) {
	for _, v := range []float64{0, math.Inf(1), math.Inf(-1), 1, -0.5, math.NaN()} {
		if got := Short(float32(v), 9); math.Float32bits(got) != math.Float32bits(float32(v)) {
			t.Errorf("Short(%v, 9) = %v", v, got)
		}
	}
}
