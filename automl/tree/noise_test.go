package tree

import (
	"math"
	"testing"

	"winnow/automl/num"
)

// TestBell holds the luck in gains to have mean 0 and deviation 1.
func TestBell(t *testing.T) {
	sum, squares := 0.0, 0.0
	for i := range 10_000 {
		v := bell(uint64(i/100), int32(i%100))
		sum += v / 10_000
		squares += v * v / 10_000
	}
	if math.Abs(sum) > 0.03 || math.Abs(squares-1) > 0.05 {
		t.Errorf("mean %v and mean square %v", sum, squares)
	}
}

// TestNoise holds luck to change the choice among columns that gain alike, and little luck
// not to change that of one that gains far more.
func TestNoise(t *testing.T) {
	s := newSample(num.RNG(1), 400, 8, 0)
	m := s.pack(t)
	asked := func(noise float64, seed uint64) int32 {
		q := NewGradients(m.Space, nil)
		q.Set(s.d.Rows, s.g, s.h)
		tree, err := NewGrower(m, 1).Grow(t.Context(), s.d.Rows, q, Options{Leaves: 2, MinLeaf: 5, Features: 1, NodeShare: 1, Noise: noise, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return tree.Nodes[0].Feature
	}
	different := map[int32]bool{}
	for seed := range uint64(20) {
		if f := asked(0.1, seed); f != 0 {
			t.Errorf("column %d is asked about, want 0", f)
		}
		different[asked(1000, seed)] = true
	}
	if len(different) < 4 {
		t.Errorf("with much luck columns %v are asked about", different)
	}
}
