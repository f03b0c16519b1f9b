package fair

import (
	"math"

	"winnow/automl"
)

// measure is a metric of a group.
type measure struct {
	automl.FairMeter
	of func(t *tally) float64 // NaN where it is not defined
}

// per is a part of a whole; NaN of nothing.
func per(part, whole float64) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return part / whole
}

func share(id, name, help string, better int, of func(t *tally) float64) measure {
	return measure{automl.FairMeter{ID: id, Name: name, Help: help, Share: true, Better: better}, of}
}

func number(id, name, help string, better int, of func(t *tally) float64) measure {
	return measure{automl.FairMeter{ID: id, Name: name, Help: help, Better: better}, of}
}

func selection(t *tally) float64 { return per(t.tp+t.fp, t.all) }
func baseRate(t *tally) float64  { return per(t.truth, t.all) }
func tpr(t *tally) float64       { return per(t.tp, t.tp+t.fn) }
func fpr(t *tally) float64       { return per(t.fp, t.fp+t.tn) }
func tnr(t *tally) float64       { return per(t.tn, t.fp+t.tn) }
func fnr(t *tally) float64       { return per(t.fn, t.tp+t.fn) }
func precision(t *tally) float64 { return per(t.tp, t.tp+t.fp) }
func omission(t *tally) float64  { return per(t.fn, t.tn+t.fn) }
func discovery(t *tally) float64 { return per(t.fp, t.tp+t.fp) }
func accuracy(t *tally) float64  { return per(t.tp+t.tn, t.all) }
func wrong(t *tally) float64     { return per(t.fp+t.fn, t.all) }

// classMeasures are those of a model that selects, in the order to show them.
var classMeasures = []measure{
	share("selection_rate", "Selected", "Share of the rows that are predicted to be of the class.", 0, selection),
	share("base_rate", "Truly so", "Share of the rows that are of the class.", 0, baseRate),
	share("true_positive_rate", "Found", "Of the rows of the class, the share that is predicted to be (recall).", 1, tpr),
	share("false_positive_rate", "False alarms", "Of the rows not of the class, the share that is predicted to be.", -1, fpr),
	share("true_negative_rate", "Rightly passed over", "Of the rows not of the class, the share that is not predicted to be.", 1, tnr),
	share("false_negative_rate", "Missed", "Of the rows of the class, the share that is not predicted to be.", -1, fnr),
	share("precision", "Right when selected", "Of the rows predicted to be of the class, the share that is.", 1, precision),
	share("accuracy", "Right", "Share of the rows that are told rightly.", 1, accuracy),
	share("zero_one_loss", "Wrong", "Share of the rows that are told wrongly.", -1, wrong),
	share("balanced_accuracy", "Balanced accuracy", "Mean of the shares found and rightly passed over.", 1, func(t *tally) float64 { return (tpr(t) + tnr(t)) / 2 }),
	share("f1", "F1", "Harmonic mean of the share found and the share right when selected.", 1, func(t *tally) float64 { return per(2*t.tp, 2*t.tp+t.fp+t.fn) }),
	number("roc_auc", "ROC AUC", "How often a row of the class has a higher score than one that is not.", 1,
		func(t *tally) float64 { return per(t.area, t.truth*(t.fp+t.tn)) }),
	number("log_loss", "Log loss", "How far probabilities are from what came true; a sure error costs much.", -1, func(t *tally) float64 { return per(t.loss, t.all) }),
	share("mean_prediction", "Mean probability", "Mean of the predicted probabilities.", 0, func(t *tally) float64 { return per(t.score, t.all) }),
}

// numberMeasures are those of a model that predicts a number.
var numberMeasures = []measure{
	number("mean_target", "Mean truth", "Mean of the true numbers.", 0, func(t *tally) float64 { return per(t.y, t.all) }),
	number("mean_prediction", "Mean prediction", "Mean of the predicted numbers.", 0, func(t *tally) float64 { return per(t.score, t.all) }),
	number("mean_error", "Mean error", "Mean of prediction less truth: above 0 the group is predicted too high.", 0, func(t *tally) float64 { return per(t.score-t.y, t.all) }),
	number("mae", "Mean absolute error", "How far predictions are off on average.", -1, func(t *tally) float64 { return per(t.abs, t.all) }),
	number("mse", "Mean squared error", "Mean of the squared errors.", -1, func(t *tally) float64 { return per(t.sq, t.all) }),
	number("r2", "R²", "Share of the differences within the group that is explained.", 1, func(t *tally) float64 {
		if t.rows < 2 {
			return math.NaN()
		}
		return 1 - per(t.sq, t.dev2-per(t.dev*t.dev, t.all))
	}),
}

func (r *Rows) measures() []measure {
	if r.Regression {
		return numberMeasures
	}
	return classMeasures
}

// at is the place of a measure by its name.
func at(m []measure, id string) int {
	for i := range m {
		if m[i].ID == id {
			return i
		}
	}
	panic("fair: no measure " + id)
}

// comparison is one of AIF360's metrics of a group against another.
type comparison struct {
	id string
	of func(group, reference *tally) float64
}

func less(f func(*tally) float64) func(a, b *tally) float64 {
	return func(a, b *tally) float64 { return f(a) - f(b) }
}

func by(f func(*tally) float64) func(a, b *tally) float64 {
	return func(a, b *tally) float64 { return per(f(a), f(b)) }
}

// comparisons are AIF360's, by its names.
var comparisons = []comparison{
	{"statistical_parity_difference", less(selection)},
	{"disparate_impact", by(selection)},
	{"equal_opportunity_difference", less(tpr)},
	{"average_odds_difference", func(a, b *tally) float64 { return ((fpr(a) - fpr(b)) + (tpr(a) - tpr(b))) / 2 }},
	{"average_abs_odds_difference", func(a, b *tally) float64 { return (math.Abs(fpr(a)-fpr(b)) + math.Abs(tpr(a)-tpr(b))) / 2 }},
	{"equalized_odds_difference", func(a, b *tally) float64 { return math.Max(math.Abs(fpr(a)-fpr(b)), math.Abs(tpr(a)-tpr(b))) }},
	{"false_positive_rate_difference", less(fpr)},
	{"false_positive_rate_ratio", by(fpr)},
	{"false_negative_rate_difference", less(fnr)},
	{"false_negative_rate_ratio", by(fnr)},
	{"false_omission_rate_difference", less(omission)},
	{"false_omission_rate_ratio", by(omission)},
	{"false_discovery_rate_difference", less(discovery)},
	{"false_discovery_rate_ratio", by(discovery)},
	{"average_predictive_value_difference", func(a, b *tally) float64 {
		return ((precision(a) - precision(b)) + (omission(a) - omission(b))) / 2
	}},
	{"error_rate_difference", less(wrong)},
	{"error_rate_ratio", by(wrong)},
}

// entropy is the generalized entropy index (Speicher et al. 2018) of benefits b with weights
// w: how unevenly they are spread, 0 when all are equal. Alpha 1 is the Theil index.
func entropy(b, w []float64, alpha float64) float64 {
	total, sum := 0.0, 0.0
	for i, v := range b {
		total += w[i]
		sum += w[i] * v
	}
	mean := per(sum, total)
	if !(mean > 0) {
		return math.NaN()
	}
	out := 0.0
	for i, v := range b {
		r := v / mean
		switch {
		case alpha == 1 && r > 0:
			out += w[i] * r * math.Log(r)
		case alpha != 1:
			out += w[i] * (math.Pow(r, alpha) - 1)
		}
	}
	if out /= total; alpha != 1 {
		out /= alpha * (alpha - 1)
	}
	return math.Max(out, 0)
}

// benefit is AIF360's: 1 for a right answer, 2 for being selected wrongly, 0 for being passed
// over wrongly.
func (t *tally) benefit(alpha float64) float64 {
	return entropy([]float64{0, 1, 2}, []float64{t.fn, t.tp + t.tn, t.fp}, alpha)
}

// between is the entropy of the groups' mean benefits.
func between(groups []tally, alpha float64) float64 {
	var b, w []float64
	for i := range groups {
		if t := &groups[i]; t.all > 0 {
			b, w = append(b, 1+(t.fp-t.fn)/t.all), append(w, t.all)
		}
	}
	return entropy(b, w, alpha)
}

// differential is the smoothed empirical differential fairness (Foulds et al. 2018): the
// greatest difference between two groups of the logarithms of a rate, or of 1 less it.
func differential(groups []tally, of func(t *tally) float64) float64 {
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for i := range groups {
		if t := &groups[i]; t.all > 0 {
			rate := (of(t) + 0.5) / (t.all + 1)
			low, high, n = math.Min(low, rate), math.Max(high, rate), n+1
		}
	}
	if n < 2 {
		return math.NaN()
	}
	return math.Max(math.Log(high)-math.Log(low), math.Log1p(-low)-math.Log1p(-high))
}
