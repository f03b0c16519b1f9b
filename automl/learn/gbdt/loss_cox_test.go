package gbdt

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestCoxValues compares with statsmodels 0.15.0: PHReg(time, x, status=event,
// ties="breslow"), its loglike and, along x, its score.
func TestCoxValues(t *testing.T) {
	time := []float64{5, 3, 3, 8, 1, 3, 9, 2}
	event := []bool{true, true, false, true, true, true, false, true}
	x := []float64{0.3, -0.2, 1.1, 0.4, -1.5, 0.8, 0.1, 2}
	c := NewCox(time, event)
	g, h, scores := make([]float64, 8), make([]float64, 8), make([]float64, 8)
	for slope, want := range map[float64]float64{0: 9.400630098419315, 1: 10.85539654209482, -0.7: 9.435262991524269} {
		for i, v := range x {
			scores[i] = slope * v
		}
		if got := c.Derive(scores, g, h); math.Abs(got-want) > 1e-7 {
			t.Errorf("slope %v: %v, want %v", slope, got, want)
		}
		if slope == 1 {
			along := 0.0
			for i, v := range x {
				along += v * g[i]
			}
			if want := 2.321501657794972; math.Abs(along-want) > 1e-7 {
				t.Errorf("the derivative is %v, want %v", along, want)
			}
		}
	}
}

// TestCoxDerivatives compares the derivatives with differences.
func TestCoxDerivatives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		time, scores, event := make([]float64, n), make([]float64, n), make([]bool, n)
		for i := range time {
			time[i] = float64(rapid.IntRange(1, 5).Draw(t, "time"))
			scores[i] = rapid.Float64Range(-2, 2).Draw(t, "score")
			event[i] = rapid.Bool().Draw(t, "event")
		}
		c := NewCox(time, event)
		g, h, up, down, rest := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		c.Derive(scores, g, h)
		for i := range scores {
			const step = 1e-3
			scores[i] += step
			above := c.Derive(scores, up, rest)
			scores[i] -= 2 * step
			below := c.Derive(scores, down, rest)
			scores[i] += step
			if slope := (above - below) / (2 * step); math.Abs(slope-g[i]) > 1e-5 {
				t.Fatalf("row %d: the slope is %v, the differences' %v", i, g[i], slope)
			}
			if curve := (up[i] - down[i]) / (2 * step); math.Abs(curve-h[i]) > 1e-5 {
				t.Fatalf("row %d: the curvature is %v, the differences' %v", i, h[i], curve)
			}
		}
	})
}
