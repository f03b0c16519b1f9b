package kernel

import (
	"testing"

	"winnow/automl"
	"winnow/automl/num"
)

// BenchmarkFit fits as many rows as a task bears.
func BenchmarkFit(b *testing.B) {
	eight, _ := made(automl.Regression, maxLabelRows, 20)
	eight.Task, eight.Classes = automl.Multiclass, 8
	for i, v := range eight.Y {
		eight.Y[i] = min(float64(int(3*v)), 7)
	}
	rng := num.RNG(6, "noise")
	two, _ := made(automl.Binary, maxClassRows, 20)
	three, _ := made(automl.Multiclass, maxClassRows, 20)
	for i := range two.Y {
		if rng.IntN(8) == 0 {
			two.Y[i], three.Y[i] = 1-two.Y[i], float64(rng.IntN(3))
		}
	}
	numbers, _ := made(automl.Regression, maxRows, 20)
	for _, c := range []struct {
		name string
		d    *automl.Dataset
	}{{"two", two}, {"three", three}, {"eight", eight}, {"numbers", numbers}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := New().Fit(b.Context(), c.d, automl.Env{Seed: 1, Workers: 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
