package num

import (
	"math"
	"testing"
)

func TestSpell(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -2.5: "−2.5", 0.12345: "0.123", 12.345: "12.3", 999.6: "1,000", 1234.5: "1,234", -1234567: "−1,234,567",
		0.00001234: "1.23e−05", 1e15: "1e+15", math.Inf(1): "–",
	} {
		if got := Spell(v); got != want {
			t.Errorf("%v is spelt %q, want %q", v, got, want)
		}
	}
	if got := Spell(math.NaN()); got != "–" {
		t.Errorf("NaN is spelt %q", got)
	}
}
