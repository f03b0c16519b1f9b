// Package chart draws the results of a model as figures: one file for each chart. Every
// figure comes with a plain sentence and a table, and where there is nothing to draw it
// says why.
package chart

import (
	"math"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

// All lists every chart, in the order in which pages show them.
func All() []automl.Chart {
	return []automl.Chart{
		roc(), precisionRecall(), confusion(), threshold(), profit(), calibration(), gains(), lift(),
		perClass(), confusedPairs(), oneRest(), oneRestPR(),
		predictedActual(), residuals(), residualHist(), residualQQ(), errorDeciles(),
		coverage(), setSizes(),
		importance(), foldScores(),
		shares(), sharesSwarm(), sharesDependence(), sharesWaterfall(), sharesCohort(),
		sharesPairs(), sharesWords(),
	}
}

// entry makes the catalogue entry of a chart whose drawing cannot fail.
func entry(id, name, help string, tasks automl.TaskSet, draw func(r *automl.Report, o automl.ChartOptions) *figure.Figure) automl.Chart {
	return automl.Chart{
		ID: id, Name: name, Help: help, Tasks: tasks,
		Draw: func(r *automl.Report, o automl.ChartOptions) (*figure.Figure, error) {
			if r == nil {
				return nil, automl.Errorf("chart", automl.Internal, "chart %s was asked for without a report", id)
			}
			if !tasks.Has(r.Target.Task) {
				return nil, automl.Errorf("chart", automl.BadUsage, "The chart “%s” is not made for a model of the kind %q.", name, r.Target.Task)
			}
			if err := check(r); err != nil {
				return nil, err
			}
			if !(o.Threshold > 0 && o.Threshold <= 1) {
				o.Threshold = 0.5
			}
			f := draw(r, o)
			f.Title = name
			return f, nil
		},
	}
}

// check refuses a report whose parts do not fit together.
func check(r *automl.Report) error {
	n := len(r.Target.Y)
	if r.Prediction.Width < 0 || len(r.Prediction.Values) != n*r.Prediction.Width {
		return automl.Errorf("chart", automl.Internal, "the report has %d predicted values of width %d for %d rows",
			len(r.Prediction.Values), r.Prediction.Width, n)
	}
	if r.Fold != nil && len(r.Fold) != n {
		return automl.Errorf("chart", automl.Internal, "the report has %d fold numbers for %d rows", len(r.Fold), n)
	}
	if r.Target.W != nil && len(r.Target.W) != n {
		return automl.Errorf("chart", automl.Internal, "the report has %d weights for %d rows", len(r.Target.W), n)
	}
	return nil
}

// empty is a figure that says why there is nothing to draw.
func empty(reason string) *figure.Figure { return &figure.Figure{Empty: reason} }

// score spells a score with three decimals where it is of the order of one.
func score(v float64) string {
	if abs := math.Abs(v); abs < 10 && abs >= 0.001 {
		return strings.Replace(strconv.FormatFloat(v, 'f', 3, 64), "-", "−", 1)
	}
	return num.Spell(v)
}

// percent spells a share: 0.123 is "12 %", or "12.3 %" with a digit; all and none are only
// said of exactly all and none.
func percent(v float64) string {
	switch p := v * 100; {
	case math.IsNaN(p) || math.IsInf(p, 0):
		return "–"
	case p > 0 && p < 0.1:
		return "under 0.1 %"
	case p > 99.9 && p < 100:
		return "over 99.9 %"
	case p > 0 && p < 10 || p > 90 && p < 100:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + " %"
	}
}

// count spells a whole number with commas between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// of spells n things: "1 row", "12 rows".
func of(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return count(n) + " " + thing + "s"
}

// name is the name of class k, in quotes.
func name(r *automl.Report, k int) string {
	if k < 0 || k >= len(r.Target.Classes) {
		return "class " + strconv.Itoa(k)
	}
	return "“" + r.Target.Classes[k] + "”"
}

// target is what is predicted, for axis titles.
func target(r *automl.Report) string {
	if r.Job.Target == "" {
		return "the target"
	}
	return r.Job.Target
}
