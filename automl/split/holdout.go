package split

import (
	"fmt"
	"math"

	"winnow/automl/num"
)

// holdout holds one part back: every n-th row in the order of the strata, from a random
// start. A class with two rows or more is on both sides.
func holdout(s Spec) ([]Fold, string, error) {
	rng := num.RNG(s.Seed, "split", "holdout")
	order, single := s.strata(rng)
	if len(order) < 2 {
		return nil, "", lonely(single)
	}
	want := min(max(int(math.Round(s.Holdout*float64(len(s.Rows)))), 1), len(order)-1)
	of := make([]int, len(s.Rows))
	for i := range of {
		of[i] = -1
	}
	stride, start := float64(len(order))/float64(want), rng.Float64()
	for i := range want {
		of[order[min(int((float64(i)+start)*stride), len(order)-1)]] = 0
	}
	s.mend(order, of)
	folds := s.assemble(of, 1)
	held := len(folds[0].Valid)
	return folds, fmt.Sprintf("%s of %s rows held back, %s%s", percent(float64(held)/float64(len(s.Rows))), thousands(len(s.Rows)), s.stratum(), singles(single)), nil
}

// mend puts one row of a class across where all its rows are on one side. Order is sorted
// by class and holds no class with a single row.
func (s Spec) mend(order []int32, of []int) {
	if s.Classes == 0 {
		return
	}
	for from := 0; from < len(order); {
		to, held := from, 0
		for ; to < len(order) && s.Y[s.Rows[order[to]]] == s.Y[s.Rows[order[from]]]; to++ {
			held += of[order[to]] + 1
		}
		switch held {
		case 0:
			of[order[from]] = 0
		case to - from:
			of[order[from]] = -1
		}
		from = to
	}
}
