package run

import (
	"testing"

	"winnow/automl"
	"winnow/automl/split"
)

// TestFinalSec checks that what the first fold had to find out is not reckoned for the fit on all
// rows, which is told.
func TestFinalSec(t *testing.T) {
	run := func(found automl.Settings, cut bool, seconds ...float64) float64 {
		// Of 150 rows 100 are trained on.
		r := &Run{setup: &setup{rows: make([]int32, 150)}}
		tr := &trial{found: found, cut: cut}
		for _, s := range seconds {
			r.folds = append(r.folds, split.Fold{Train: make([]int32, 100)})
			tr.folds = append(tr.folds, foldResult{fitSec: s})
		}
		return r.finalSec(tr)
	}
	found := automl.Settings{{Name: "rounds", Value: "10"}}
	for _, c := range []struct {
		got, want float64
		what      string
	}{
		{run(nil, false, 8, 2, 3), 12, "nothing was found: the longest fold"},
		{run(found, false, 8, 2, 3), 4.5, "the longest of the later folds"},
		{run(found, true, 8, 2, 1), 12, "folds that were cut short say little"},
		{run(found, false, 8), 12, "one fold: there is no other"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v s, want %v", c.what, c.got, c.want)
		}
	}
}
