// Package split sets rows apart for scoring, so that every score comes from rows that the
// scored thing never saw. One file for each way of doing so.
package split

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
)

// Spec says which rows are to be split and how. Y, Group and Time are indexed by row of the
// table, as Rows are its values.
type Spec struct {
	Kind        automl.SplitKind
	Folds       int     // 0: by rows
	Most        int     // folds at most where Folds is 0, five or fewer; 0: by rows
	Repeats     int     // 0: by rows
	MostRepeats int     // dealings at most where Repeats is 0 and Kind does not ask for several; 0: by rows
	Holdout     float64 // share held back, above 0 and below 1; 0: 0.2, or by rows where that is too many
	Seed        uint64
	Rows        []int32   // rows to split, each once; nil means all of Y
	Y           []float64 // class index, or the number to predict
	Classes     int       // number of classes; 0 for regression
	Group       []int32   // rows with the same value stay together; below 0: alone; nil: no groups
	Time        []float64 // moment of each row; NaN where missing; nil: no time
}

// Fold is one division of rows: Train to learn from, Valid to score on, both in rising
// order and without a row in common.
type Fold struct{ Train, Valid []int32 }

// Why: below small rows one division into folds leaves the score to luck; above many rows
// folds only repeat what fewer already say.
const (
	tiny     = 500
	small    = 1000
	middling = 20_000
	large    = 100_000
	maxHeld  = 50_000
)

// Make divides the rows and says in words how.
//
// With SplitAuto the way follows from what is given: groups stay together, else time goes
// forward, else rows are dealt into folds, stratified by class or by the size of the target:
// five folds three times below 500 rows, twice below 1,000, once up to 20,000; three folds
// up to 100,000; beyond, one part of a tenth of the rows, at most 50,000, is held back. Most
// and MostRepeats may make it fewer.
// Groups are honoured by every kind but SplitForward; a holdout of rows with a time is the
// latest part of them.
//
// There are never more folds than rows, groups or moments allow. A class with a single row
// is only trained on. Equal specs give equal folds.
func Make(s Spec) ([]Fold, string, error) {
	if s.Rows == nil {
		s.Rows = make([]int32, len(s.Y))
		for i := range s.Rows {
			s.Rows[i] = int32(i)
		}
	}
	s.Rows = slices.Clone(s.Rows)
	slices.Sort(s.Rows)
	if err := s.check(); err != nil {
		return nil, "", err
	}
	s = s.settle()
	switch {
	case s.Kind == automl.SplitForward:
		return forward(s)
	case s.Kind == automl.SplitHoldout && s.Group != nil:
		return groupHoldout(s)
	case s.Kind == automl.SplitHoldout && s.Time != nil:
		return forwardHoldout(s)
	case s.Kind == automl.SplitHoldout:
		return holdout(s)
	case s.Group != nil:
		return group(s)
	}
	return kfold(s)
}

func (s Spec) check() error {
	n := len(s.Rows)
	switch {
	case n < 2:
		return automl.Errorf("split", automl.BadData, "There are %d rows with a target; at least 2 are needed, one to learn from and one to score on.", n).
			WithHint("Choose another target or a file with more rows.")
	case s.Folds < 0 || s.Folds == 1:
		return automl.Errorf("split", automl.BadUsage, "The number of folds must be at least 2, not %d.", s.Folds)
	case s.Repeats < 0:
		return automl.Errorf("split", automl.BadUsage, "The number of repeats must be at least 1, not %d.", s.Repeats)
	case s.Holdout < 0 || s.Holdout >= 1 || math.IsNaN(s.Holdout):
		return automl.Errorf("split", automl.BadUsage, "The share of rows held back must be above 0 and below 1, not %g.", s.Holdout)
	case s.Kind == automl.SplitGroup && s.Group == nil:
		return automl.Errorf("split", automl.BadUsage, "A split by groups needs a column that names the groups.").
			WithHint("Name the group column, or choose another split.")
	case s.Kind == automl.SplitForward && s.Time == nil:
		return automl.Errorf("split", automl.BadUsage, "A split forward in time needs a date column.").
			WithHint("Name the time column, or choose another split.")
	}
	switch s.Kind {
	case automl.SplitAuto, automl.SplitKFold, automl.SplitHoldout, automl.SplitGroup, automl.SplitForward, automl.SplitRepeat:
		return nil
	}
	return automl.Errorf("split", automl.BadUsage, "There is no split called %q.", s.Kind)
}

// settle fills in what the spec leaves open.
func (s Spec) settle() Spec {
	n := len(s.Rows)
	if s.Kind == automl.SplitAuto {
		switch {
		case n > large && s.Folds == 0:
			s.Kind = automl.SplitHoldout
			if s.Holdout == 0 {
				s.Holdout = min(0.1, maxHeld/float64(n))
			}
		case s.Group != nil:
			s.Kind = automl.SplitGroup
		case s.Time != nil:
			s.Kind = automl.SplitForward
		case s.Repeats > 1 || s.Folds == 0 && s.Repeats == 0 && s.usualRepeats() > 1:
			s.Kind = automl.SplitRepeat
		default:
			s.Kind = automl.SplitKFold
		}
	}
	if s.Holdout == 0 {
		s.Holdout = 0.2
	}
	if s.Folds == 0 {
		s.Folds = s.usualFolds()
	}
	switch {
	case s.Repeats > 0:
	case s.Kind == automl.SplitRepeat:
		s.Repeats = max(2, s.usualRepeats())
	default:
		s.Repeats = 1
	}
	return s
}

// usualRepeats is how often so many rows are dealt, no more than told.
func (s Spec) usualRepeats() int {
	repeats := 1
	switch n := len(s.Rows); {
	case n < tiny:
		repeats = 3
	case n < small:
		repeats = 2
	}
	if s.MostRepeats > 0 {
		repeats = min(repeats, s.MostRepeats)
	}
	return repeats
}

// usualFolds is five, fewer for many rows or when told so, and no more than the rarer of two
// classes has rows, so that each fold can be scored.
func (s Spec) usualFolds() int {
	folds := 5
	switch {
	case s.Most > 0 && len(s.Rows) >= small:
		folds = max(2, min(folds, s.Most))
	case len(s.Rows) > middling:
		folds = 3
	}
	if s.Classes == 2 && s.Group == nil && s.Kind != automl.SplitForward {
		var count [2]int
		for _, r := range s.Rows {
			count[int(s.Y[r])]++
		}
		if rare := min(count[0], count[1]); rare > 0 {
			folds = max(2, min(folds, rare))
		}
	}
	return folds
}

// assemble turns the fold number of each of s.Rows into folds. Rows numbered -1 are trained
// on in every fold; those below that are left out.
func (s Spec) assemble(of []int, folds int) []Fold {
	out := make([]Fold, folds)
	for i, r := range s.Rows {
		if of[i] < -1 {
			continue
		}
		for f := range out {
			if of[i] == f {
				out[f].Valid = append(out[f].Valid, r)
			} else {
				out[f].Train = append(out[f].Train, r)
			}
		}
	}
	return out
}

// stratum says in words by what the rows are stratified.
func (s Spec) stratum() string {
	if s.Classes > 0 {
		return "stratified by class"
	}
	return "stratified by the size of the target"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands spells a count with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

func percent(share float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", 100*share), ".0") + " %"
}
