package gbdt

import (
	"winnow/automl"
	"winnow/automl/tree"
)

// AutoGrowth lets the data decide how trees grow.
const AutoGrowth tree.Growth = "auto"

// The knobs that suit the data were chosen on real data beside CatBoost's defaults;
// bench/gbdt/defaults.py compares the two.
const (
	// manyRows is the number of rows from which each tree learns from all of them, and from
	// which a number is learnt by large trees.
	manyRows = 10_000
	// largeLeaves is the number of leaves of a large tree.
	largeLeaves = 64
	// fewRowsPerColumn is the number of rows for each column below which questions are
	// chosen from half of the columns. Why: luck then makes one of many columns seem best.
	fewRowsPerColumn = 20
)

// suited is the learner with the knobs that are left to the data set: those of growth by
// leaves where a person gave its leaves, or random bounds, which symmetric trees bear badly.
func (l *Learner) suited(task automl.Task, rows, columns int) *Learner {
	s := *l
	many := rows >= manyRows
	large := false
	if s.Growth == AutoGrowth {
		switch {
		case s.Leaves > 0 || s.Extra:
			s.Growth = tree.LeafWise
		case task == automl.Regression && many:
			s.Growth, large = tree.LeafWise, true
		case task == automl.Multiclass:
			s.Growth = tree.DepthWise
		default:
			s.Growth = tree.Symmetric
		}
	}
	leaves, minLeaf, features, nodeShare, rowShare := 31, 5, 1.0, 1.0, 0.8
	switch {
	case large:
		leaves, rowShare = largeLeaves, 1
	case s.Growth == tree.LeafWise:
		minLeaf, features = 20, 0.8
	case many:
		rowShare = 1
	case rows < fewRowsPerColumn*columns:
		nodeShare = 0.5
	}
	set(&s.Leaves, leaves)
	set(&s.MinLeaf, minLeaf)
	set(&s.Features, features)
	set(&s.NodeShare, nodeShare)
	set(&s.RowShare, rowShare)
	return &s
}

// set sets what is left open.
func set[T int | float64](knob *T, to T) {
	if *knob == 0 {
		*knob = to
	}
}
