package graph

import (
	"math"
	"testing"
)

func TestProduct(t *testing.T) {
	op := &Product{Left: []int32{0, 1}, Right: []int32{1, 1}}
	got := evalOne(t, op, []float64{2, math.NaN()}, []float64{-3, 4})
	if got[0][0] != -6 || got[1][0] != 9 || !math.IsNaN(got[0][1]) || got[1][1] != 16 {
		t.Errorf("the products are %v", got)
	}
	for _, op := range []*Product{
		{}, {Left: []int32{0}}, {Left: []int32{0}, Right: []int32{2}}, {Left: []int32{-1}, Right: []int32{0}},
		{Left: []int32{0, 1}, Right: []int32{0}},
	} {
		if _, err := op.Shape([]Shape{{Width: 2}}); err == nil {
			t.Errorf("%+v fits two columns", op)
		}
	}
}
