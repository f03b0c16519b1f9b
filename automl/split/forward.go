package split

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
)

// forward cuts the rows in order of time into one more block than there are folds; each
// fold trains on all blocks before the one it scores.
func forward(s Spec) ([]Fold, string, error) {
	order, left, err := s.byTime()
	if err != nil {
		return nil, "", err
	}
	var cuts []int
	for f := range s.Folds {
		cuts = append(cuts, s.boundary(order, (f+1)*len(order)/(s.Folds+1)))
	}
	cuts = slices.Compact(slices.DeleteFunc(cuts, func(c int) bool { return c <= 0 || c >= len(order) }))
	if len(cuts) == 0 {
		cuts = []int{s.boundary(order, 1)}
	}
	var folds []Fold
	for f, from := range cuts {
		to := len(order)
		if f+1 < len(cuts) {
			to = cuts[f+1]
		}
		if s.learnable(order[:from]) {
			folds = append(folds, Fold{Train: s.take(order[:from]), Valid: s.take(order[from:to])})
		}
	}
	if len(folds) == 0 {
		return nil, "", oneClass()
	}
	words := fmt.Sprintf("%s forward in time: trained on the past, scored on what came next", plural(len(folds), "step", "steps"))
	if s.Group != nil {
		words += "; groups are not kept apart"
	}
	return folds, words + undated(left), nil
}

// forwardHoldout holds back the latest part.
func forwardHoldout(s Spec) ([]Fold, string, error) {
	order, left, err := s.byTime()
	if err != nil {
		return nil, "", err
	}
	at := s.boundary(order, int(math.Round((1-s.Holdout)*float64(len(order)))))
	if at >= len(order) {
		// The last moment alone is more than the share: go back to where it begins.
		last := s.Time[s.Rows[order[len(order)-1]]]
		at = slices.IndexFunc(order, func(i int32) bool { return s.Time[s.Rows[i]] == last })
	}
	if !s.learnable(order[:at]) {
		return nil, "", oneClass()
	}
	fold := Fold{Train: s.take(order[:at]), Valid: s.take(order[at:])}
	share := float64(len(fold.Valid)) / float64(len(s.Rows))
	return []Fold{fold}, fmt.Sprintf("the latest %s of %s rows held back%s", percent(share), thousands(len(s.Rows)), undated(left)), nil
}

// learnable reports whether the places hold two classes, where there are classes.
func (s Spec) learnable(places []int32) bool {
	for _, at := range places {
		if s.Classes == 0 || s.Y[s.Rows[at]] != s.Y[s.Rows[places[0]]] {
			return true
		}
	}
	return false
}

func oneClass() error {
	return automl.Errorf("split", automl.BadData, "Up to the time from which rows are to be scored all rows are of one class, so there is nothing to learn from the past.").
		WithHint("Choose another time column, or none.")
}

// byTime lists the places in s.Rows by rising time, and counts the rows without one.
func (s Spec) byTime() (order []int32, left int, err error) {
	for i, r := range s.Rows {
		if math.IsNaN(s.Time[r]) {
			left++
		} else {
			order = append(order, int32(i))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(s.Time[s.Rows[a]], s.Time[s.Rows[b]]) })
	if len(order) == 0 || s.Time[s.Rows[order[0]]] == s.Time[s.Rows[order[len(order)-1]]] {
		return nil, 0, automl.Errorf("split", automl.BadData, "The time column does not hold two different moments, so there is no past to learn from and no future to score on.").
			WithHint("Choose another time column, or none.")
	}
	return order, left, nil
}

// boundary is the first place from at on, and from 1 on, where the time differs from the
// place before: rows of one moment are never parted.
func (s Spec) boundary(order []int32, at int) int {
	at = max(at, 1)
	for at < len(order) && s.Time[s.Rows[order[at]]] == s.Time[s.Rows[order[at-1]]] {
		at++
	}
	return at
}

// take is the rows at the given places, in rising order.
func (s Spec) take(places []int32) []int32 {
	out := make([]int32, len(places))
	for i, at := range places {
		out[i] = s.Rows[at]
	}
	slices.Sort(out)
	return out
}

func undated(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + plural(n, "row without a date is", "rows without a date are") + " left out of the scoring"
}
