package kernel

import (
	"slices"
	"testing"

	"winnow/automl"
	"winnow/automl/graph"
)

// TestClassesShareMemory holds what is found for each of three classes, which share their
// matrices, to what is found for that class alone.
func TestClassesShareMemory(t *testing.T) {
	d, _ := made(automl.Multiclass, 70, 3)
	p, err := newPoints(t.Context(), d, maxRows, 1)
	if err != nil {
		t.Fatal(err)
	}
	h := newHyper(graph.Matern, p, []float64{1, 0, 0, 0.7})
	got, err := newLogits(p, 2).findOthers(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	for o := range p.k {
		alone := *p
		alone.k, alone.y, alone.prior = 1, p.y[o*p.n:(o+1)*p.n], p.prior[o:o+1]
		want, err := newLogits(&alone, 1).findOthers(t.Context(), h)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got[o*p.n:(o+1)*p.n], want) {
			t.Errorf("class %d has other values beside the others than alone", o)
		}
	}
}

// TestCostFollowsPoints holds the forecast to the rows that are kept.
func TestCostFollowsPoints(t *testing.T) {
	for classes := range 5 {
		few, many := New(), New()
		few.Points, many.Points = 1000, 5000
		a, b := cost(6000, 10, classes, few.Params()), cost(6000, 10, classes, many.Params())
		usual, all := cost(6000, 10, classes, New().Params()), cost(1000, 10, classes, many.Params())
		if !(a.Bytes < usual.Bytes && usual.Bytes < b.Bytes) || !(a.Work < usual.Work && usual.Work < b.Work) {
			t.Errorf("%d classes: 1000, the usual number of and 5000 points cost %+v, %+v, %+v", classes, a, usual, b)
		}
		if a != all {
			t.Errorf("%d classes: 1000 of 6000 rows cost %+v, 1000 of 1000 %+v", classes, a, all)
		}
	}
}
