package num

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestBrierParts holds the parts to add up, and those of probabilities that are equal within
// their groups to do so without a rest.
func TestBrierParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "rows")
		p, hit, w := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range p {
			p[i] = (float64(rapid.IntRange(0, 9).Draw(t, "group")) + 0.5) / 10
			hit[i] = float64(rapid.IntRange(0, 1).Draw(t, "hit"))
			w[i] = rapid.Float64Range(0.1, 3).Draw(t, "weight")
		}
		b := BrierOf(p, hit, w, 10)
		if math.Abs(b.Within) > 1e-12 || b.Reliability < 0 || b.Resolution < 0 || b.Uncertainty > 0.25+1e-12 {
			t.Fatalf("parts %+v", b)
		}
	})
}

// TestBrierByHand: two groups, .2 of which one in four comes true and .8 of which three do.
func TestBrierByHand(t *testing.T) {
	p := []float64{0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8}
	hit := []float64{0, 0, 0, 1, 1, 1, 1, 0}
	b := BrierOf(p, hit, nil, 10)
	for what, v := range map[string][2]float64{
		"score": {b.Score, 0.19}, "reliability": {b.Reliability, 0.0025}, "resolution": {b.Resolution, 0.0625},
		"uncertainty": {b.Uncertainty, 0.25}, "error": {b.Error, 0.05},
	} {
		if math.Abs(v[0]-v[1]) > 1e-12 {
			t.Errorf("%s %v, want %v", what, v[0], v[1])
		}
	}
	if z := BrierOf(nil, nil, nil, 10); z != (Brier{}) {
		t.Errorf("of nothing: %+v", z)
	}
}

func TestGroupOf(t *testing.T) {
	for p, want := range map[float64]int{0: 0, 0.1: 0, 0.11: 1, 0.3: 2, 0.31: 3, 0.9: 8, 0.95: 9, 1: 9, 1.5: 9, -1: 0} {
		if got := GroupOf(p, 10); got != want {
			t.Errorf("%v is in group %d, want %d", p, got, want)
		}
	}
}
