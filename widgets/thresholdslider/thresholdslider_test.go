package thresholdslider

import (
	"math"
	"testing"

	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"winnow/automl/num"
)

// TestCountsAgainstLoop holds the counts to a plain loop over the rows.
func TestCountsAgainstLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		p, y := make([]float64, n), make([]float64, n)
		for i := range n {
			p[i] = float64(rapid.IntRange(0, 10).Draw(t, "p")) / 10
			y[i] = float64(rapid.IntRange(0, 1).Draw(t, "y"))
			if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
				p[i] = math.NaN()
			}
		}
		at := float64(rapid.IntRange(0, 21).Draw(t, "threshold")) / 20
		var want Decision
		want.Threshold = at
		for i := range n {
			switch {
			case math.IsNaN(p[i]):
			case p[i] >= at && y[i] == 1:
				want.TruePositives++
			case p[i] >= at:
				want.FalsePositives++
			case y[i] == 1:
				want.FalseNegatives++
			default:
				want.TrueNegatives++
			}
		}
		want.Flagged, want.Actual = want.TruePositives+want.FalsePositives, want.TruePositives+want.FalseNegatives
		c := NewCounts(p, y)
		if got := c.At(at); got != want {
			t.Fatalf("At(%v) = %+v, want %+v", at, got, want)
		}
		best := c.Best(Decision.F1)
		for _, q := range c.probs {
			if f := c.At(q).F1(); f > c.At(best).F1() {
				t.Fatalf("F1 is %v at %v but %v at the best threshold %v", f, q, c.At(best).F1(), best)
			}
		}
	})
}

// TestPresetsAgainstLoop holds the presets to a plain loop over the thresholds.
func TestPresetsAgainstLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		p, y := make([]float64, n), make([]float64, n)
		for i := range n {
			p[i] = float64(rapid.IntRange(0, 10).Draw(t, "p")) / 10
			y[i] = float64(rapid.IntRange(0, 1).Draw(t, "y"))
		}
		c := NewCounts(p, y)
		share := float64(rapid.IntRange(0, 10).Draw(t, "share")) / 10
		at := c.AtLeast(share)
		if d := c.At(at); d.Actual > 0 && d.Recall() < share-1e-12 {
			t.Fatalf("from %v only %v are found, want %v", at, d.Recall(), share)
		}
		most := rapid.IntRange(0, n).Draw(t, "most")
		from := c.AtMost(most)
		if d := c.At(from); d.Flagged > most {
			t.Fatalf("from %v %d are flagged, want at most %d", from, d.Flagged, most)
		}
		for _, q := range p {
			if d := c.At(q); q > at && d.Actual > 0 && share > 0 && d.Recall() >= share {
				t.Fatalf("from %v too %v are found, more than from %v", q, share, at)
			}
			if d := c.At(q); q < from && d.Flagged <= most {
				t.Fatalf("from %v too at most %d are flagged, less than from %v", q, most, from)
			}
		}
	})
}

func TestSlider(t *testing.T) {
	test.NewTempApp(t)
	s := New("Flag from")
	w := test.NewTempWindow(t, s)
	defer w.SetContent(nil)
	var changed, settled []float64
	s.OnChanged = func(v float64) { changed = append(changed, v) }
	s.OnSettled = func(v float64) { settled = append(settled, v) }
	s.SetThreshold(0.25)
	if len(changed) != 0 {
		t.Error("a threshold set by the app called back")
	}
	s.entry.OnSubmitted("95%")
	if s.Threshold() != 0.95 || len(changed) != 1 || len(settled) != 1 {
		t.Errorf("threshold %v after typing, %v changes, %v settled", s.Threshold(), changed, settled)
	}
	for _, bad := range []string{"", "x", "1.5", "-1", "200%", "NaN"} {
		if s.entry.Validator(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// BenchmarkMove is one move of the slider over a million rows; 30 a second leave 33 ms.
func BenchmarkMove(b *testing.B) {
	test.NewTempApp(b)
	rng := num.RNG(1)
	p, y := make([]float64, 1_000_000), make([]float64, 1_000_000)
	for i := range p {
		p[i], y[i] = rng.Float64(), float64(rng.IntN(2))
	}
	s := New("Flag from")
	w := test.NewTempWindow(b, s)
	defer w.SetContent(nil)
	c := NewCounts(p, y)
	v := 0.0
	for b.Loop() {
		v = math.Mod(v+0.137, 1)
		s.SetThreshold(v)
		c.At(v)
	}
}
