package fair

import (
	"math"

	"winnow/automl"
)

// gaps are the measures that a constraint wants to be alike, and how their difference is
// called.
func gaps(r *Rows, constraint string) (ids []string, words string) {
	if r.Regression {
		return []string{"mae"}, "Difference of mean absolute errors"
	}
	switch constraint {
	case automl.EqualizedOdds:
		return []string{"true_positive_rate", "false_positive_rate"}, "Difference of error rates"
	case automl.EqualOpportunity:
		return []string{"true_positive_rate"}, "Difference of the shares found"
	case automl.EqualFalseAlarms:
		return []string{"false_positive_rate"}, "Difference of the rates of false alarms"
	case automl.EqualTrueNegative:
		return []string{"true_negative_rate"}, "Difference of the shares rightly passed over"
	case automl.EqualMisses:
		return []string{"false_negative_rate"}, "Difference of the shares missed"
	}
	return []string{"selection_rate"}, "Difference of selection rates"
}

// Gap is how far the groups that are large enough lie apart in what a constraint wants to be
// alike, by Fairlearn's difference between groups, and how it is called. It is not ok where
// that is not defined.
func Gap(r *Rows, constraint string) (gap float64, words string, ok bool) {
	a := &audit{Rows: r, o: Options{Method: automl.BetweenGroups}, m: r.measures()}
	s := a.sheet(newCounter(r).count(nil))
	for g := range r.Names {
		if s.tallies[g].rows >= automl.FairRows {
			a.large = append(a.large, g)
		}
	}
	ids, words := gaps(r, constraint)
	for _, id := range ids {
		d := a.difference(s, at(a.m, id))
		if math.IsNaN(d) {
			return 0, words, false
		}
		gap = math.Max(gap, d)
	}
	return gap, words, true
}

// Accuracy is the share of the rows that are told rightly.
func Accuracy(r *Rows) float64 {
	all := newCounter(r).count(nil)[len(r.Names)]
	return accuracy(&all)
}
