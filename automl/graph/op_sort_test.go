package graph

import (
	"math"
	"testing"
)

func TestSort(t *testing.T) {
	got := evalOne(t, &Sort{}, []float64{3, 1, 2}, []float64{1, 1, math.NaN()}, []float64{2, -5, 0})
	for k, want := range [][]float64{{1, -5, math.NaN()}, {2, 1, 0}, {3, 1, 2}} {
		for i, w := range want {
			if g := got[k][i]; g != w && !(math.IsNaN(g) && math.IsNaN(w)) {
				t.Errorf("column %d row %d is %v, want %v", k, i, g, w)
			}
		}
	}
}
