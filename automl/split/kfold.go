package split

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

// kfold deals rows into folds, once or more.
func kfold(s Spec) ([]Fold, string, error) {
	var out []Fold
	folds, words := 0, ""
	for r := range s.Repeats {
		rng := num.RNG(s.Seed, "split", "kfold", r)
		order, single := s.strata(rng)
		if len(order) < 2 {
			return nil, "", lonely(single)
		}
		folds = min(s.Folds, len(order))
		out = append(out, s.assemble(s.deal(rng, order, folds), folds)...)
		words = singles(single)
	}
	how := fmt.Sprintf("%d folds", folds)
	if s.Repeats > 1 {
		how += fmt.Sprintf(", dealt %d times", s.Repeats)
	}
	return out, how + ", " + s.stratum() + words, nil
}

// strata lists the places in s.Rows so that similar rows are neighbours, in random order
// among equals: by class, or by the target. Rows that are alone in their class are left out
// and counted.
func (s Spec) strata(rng *rand.Rand) (order []int32, single int) {
	counts := make([]int, s.Classes)
	if s.Classes > 0 {
		for _, r := range s.Rows {
			counts[int(s.Y[r])]++
		}
	}
	for _, at := range num.Perm(rng, len(s.Rows)) {
		if s.Classes > 0 && counts[int(s.Y[s.Rows[at]])] == 1 {
			single++
			continue
		}
		order = append(order, at)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(s.Y[s.Rows[a]], s.Y[s.Rows[b]]) })
	return order, single
}

// deal gives each place in order the number of a fold; the others get -1. Each run of as
// many neighbours as there are folds holds every fold once. So the sizes of folds differ by
// at most one, overall and within each class. For a number to predict the folds take turns
// in an order drawn anew for each run, so that none always gets the smallest.
func (s Spec) deal(rng *rand.Rand, order []int32, folds int) []int {
	of := make([]int, len(s.Rows))
	for i := range of {
		of[i] = -1
	}
	turn := num.Perm(rng, folds)
	for i, at := range order {
		if i%folds == 0 && s.Classes == 0 {
			rng.Shuffle(folds, func(a, b int) { turn[a], turn[b] = turn[b], turn[a] })
		}
		of[at] = int(turn[i%folds])
	}
	return of
}

func singles(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + plural(n, "row that is the only one of its class is", "rows that are the only one of their class are") + " trained on and never scored"
}

func lonely(single int) error {
	return automl.Errorf("split", automl.BadData, "No class has two rows to spare: %s the only one of its class, so nothing can be learnt from one row and scored on another.", plural(single, "row is", "rows are each")).
		WithHint("Choose another target, or predict it as a number.")
}
