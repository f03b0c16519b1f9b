package gbdt

import (
	"testing"

	"winnow/automl"
	"winnow/automl/tree"
)

// TestSuited holds what is left open to be chosen by the data, and nothing else.
func TestSuited(t *testing.T) {
	leaves := func(l *Learner) { l.Leaves, l.RowShare = 7, 0.6 }
	for _, c := range []struct {
		task    automl.Task
		rows    int
		change  func(*Learner)
		growth  tree.Growth
		leaves  int
		node    float64
		rowPart float64
	}{
		{automl.Binary, 5000, nil, tree.Symmetric, 31, 1, 0.8},
		{automl.Regression, 150, nil, tree.Symmetric, 31, 0.5, 0.8},
		{automl.Regression, 50_000, nil, tree.LeafWise, 64, 1, 1},
		{automl.Multiclass, 5000, nil, tree.DepthWise, 31, 1, 0.8},
		{automl.Binary, 50_000, leaves, tree.LeafWise, 7, 1, 0.6},
		{automl.Binary, 150, leaves, tree.LeafWise, 7, 1, 0.6},
	} {
		l := newLearner()
		if c.change != nil {
			c.change(l)
		}
		s := l.suited(c.task, c.rows, 20)
		if s.Growth != c.growth || s.Leaves != c.leaves || s.NodeShare != c.node || s.RowShare != c.rowPart {
			t.Errorf("%s, %d rows: %s, %d leaves, shares %v and %v, want %+v", c.task, c.rows, s.Growth, s.Leaves, s.NodeShare, s.RowShare, c)
		}
	}
}
