package fair

import (
	"math"

	"winnow/automl"
)

// summary is one number about all groups.
type summary struct {
	id, name, help, source string
	ideal                  float64
	measure                string // whose ends name the groups; empty: none
	of                     func(a *audit, s *sheet) float64
	off                    func(a *audit, s *sheet) float64 // of the interval; nil where it is from samples of the summary itself
}

func rate(id string, f func(a *audit, s *sheet, k int) float64) func(a *audit, s *sheet) float64 {
	k := at(classMeasures, id)
	return func(a *audit, s *sheet) float64 { return f(a, s, k) }
}

// odds puts what f says of the true and of the false positive rate together.
func odds(f func(a *audit, s *sheet, k int) float64, worse func(x, y float64) float64) func(a *audit, s *sheet) float64 {
	hits, alarms := rate("true_positive_rate", f), rate("false_positive_rate", f)
	return func(a *audit, s *sheet) float64 {
		x, y := hits(a, s), alarms(a, s)
		if a.o.Aggregate == automl.MeanOfBoth {
			return (x + y) / 2
		}
		return worse(x, y)
	}
}

func benefit(alpha float64) func(a *audit, s *sheet) float64 {
	return func(a *audit, s *sheet) float64 { return s.tallies[len(a.Names)].benefit(alpha) }
}

func betweenAll(alpha float64) func(a *audit, s *sheet) float64 {
	return func(a *audit, s *sheet) float64 { return between(s.tallies[:len(a.Names)], alpha) }
}

func variation(f func(a *audit, s *sheet) float64) func(a *audit, s *sheet) float64 {
	return func(a *audit, s *sheet) float64 { return math.Sqrt(2 * f(a, s)) }
}

func selected(t *tally) float64 { return t.tp + t.fp }
func truly(t *tally) float64    { return t.truth }

func differentialOf(f func(t *tally) float64) func(a *audit, s *sheet) float64 {
	return func(a *audit, s *sheet) float64 { return differential(s.tallies[:len(a.Names)], f) }
}

const (
	fairlearn = "Fairlearn"
	aif360    = "AIF360"
)

// allSummaries are those of a model that selects: Fairlearn's six, then AIF360's.
var allSummaries = []summary{
	{"demographic_parity_difference", "Selection: difference",
		"How far selection rates lie apart.",
		fairlearn, 0, "selection_rate", rate("selection_rate", (*audit).difference), rate("selection_rate", (*audit).apart)},
	{"demographic_parity_ratio", "Selection: ratio",
		"The lowest selection rate as a share of the highest.",
		fairlearn, 1, "selection_rate", rate("selection_rate", (*audit).ratio), rate("selection_rate", (*audit).logApart)},
	{"equalized_odds_difference", "Errors: difference",
		"How far the rates of finding and of false alarms lie apart.",
		fairlearn, 0, "", odds((*audit).difference, math.Max), odds((*audit).apart, math.Max)},
	{"equalized_odds_ratio", "Errors: ratio",
		"The lowest rate of finding, or of false alarms, as a share of the highest.",
		fairlearn, 1, "", odds((*audit).ratio, math.Min), odds((*audit).logApart, math.Max)},
	{"equal_opportunity_difference", "Finding: difference",
		"How far the shares found lie apart.",
		fairlearn, 0, "true_positive_rate", rate("true_positive_rate", (*audit).difference), rate("true_positive_rate", (*audit).apart)},
	{"equal_opportunity_ratio", "Finding: ratio",
		"The lowest share found as a share of the highest.",
		fairlearn, 1, "true_positive_rate", rate("true_positive_rate", (*audit).ratio), rate("true_positive_rate", (*audit).logApart)},

	{"theil_index", "Theil index",
		"How unevenly right answers and wrongful selections are spread over all rows.",
		aif360, 0, "", benefit(1), nil},
	{"generalized_entropy_index", "Generalized entropy index",
		"The same with more weight on great benefits (alpha 2).",
		aif360, 0, "", benefit(2), nil},
	{"coefficient_of_variation", "Coefficient of variation",
		"Root of twice the generalized entropy index.",
		aif360, 0, "", variation(benefit(2)), nil},
	{"between_all_groups_theil_index", "Theil index between groups",
		"The part of the Theil index that lies between groups.",
		aif360, 0, "", betweenAll(1), nil},
	{"between_all_groups_generalized_entropy_index", "Generalized entropy between groups",
		"The part of the generalized entropy that lies between groups.",
		aif360, 0, "", betweenAll(2), nil},
	{"between_all_groups_coefficient_of_variation", "Variation between groups",
		"Root of twice the generalized entropy between groups.",
		aif360, 0, "", variation(betweenAll(2)), nil},
	{"smoothed_empirical_differential_fairness", "Differential fairness",
		"Greatest logarithm of the ratio of two groups' selection rates, or of the rates of not being selected.",
		aif360, 0, "", differentialOf(selected), nil},
	{"differential_fairness_bias_amplification", "Bias amplification",
		"By how much that is more than in the truth itself: above 0 the model widens the differences.",
		aif360, 0, "",
		func(a *audit, s *sheet) float64 { return differentialOf(selected)(a, s) - differentialOf(truly)(a, s) }, nil},
}

func (a *audit) summaries() {
	for _, m := range allSummaries {
		low, high := 0.0, math.Inf(1)
		switch {
		case m.source == fairlearn:
			high = 1
		case m.id == "differential_fairness_bias_amplification":
			low = math.Inf(-1)
		}
		of := func(s *sheet) float64 { return m.of(a, s) }
		v, ok := a.interval(low == 0, low, high, of)
		if m.off != nil {
			v, ok = a.roomy(low, high, m.ideal == 1, of, func(s *sheet) float64 { return m.off(a, s) })
		}
		if !ok {
			continue
		}
		out := automl.FairSummary{ID: m.id, Name: m.name, Help: m.help, Source: m.source, FairValue: v, Ideal: m.ideal, Sure: v.Low > m.ideal || v.High < m.ideal}
		if m.measure != "" {
			if _, _, lowest, top := a.ends(a.point, at(a.m, m.measure)); lowest >= 0 {
				out.Lowest, out.Top = a.Names[lowest], a.Names[top]
			}
		}
		a.out.Summaries = append(a.out.Summaries, out)
	}
}
