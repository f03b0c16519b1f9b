package calibrate

import (
	"math"
	"slices"

	"winnow/automl"
)

// maxCuts bounds the cut points that are scored one by one, for a metric whose value does
// not follow from counts known here.
const maxCuts = 200

// Threshold finds the probability from which the positive class should be predicted so that
// metric m is best on target: above 0, at most 1, halfway between two neighbouring
// predictions, the one nearest to 0.5 among equals. A metric of probabilities does not
// depend on it and gets 0.5. Precision alone is best where almost nothing is predicted and
// recall where everything is, so for these two it is the threshold that is best for F1.
//
// Pred must come from rows that the model never saw.
func Threshold(target automl.Target, pred *automl.Prediction, m *automl.Metric) (float64, error) {
	if target.Task != automl.Binary {
		return 0, automl.Errorf("calibrate", automl.BadUsage, "A threshold is only for a question with two answers.")
	}
	if err := check(target, pred); err != nil {
		return 0, err
	}
	if !m.NeedsClass {
		return 0.5, nil
	}
	cuts := cutPoints(target, pred)
	score, known := byCounts[m.ID]
	if known {
		return best(cuts, func(c cut) (float64, error) { return score(c.counts), nil }, func(v float64) float64 { return -v })
	}
	if len(cuts) > maxCuts {
		few := make([]cut, maxCuts)
		for i := range few {
			few[i] = cuts[i*(len(cuts)-1)/(maxCuts-1)]
		}
		cuts = few
	}
	return best(cuts, func(c cut) (float64, error) {
		return m.Score(target, &automl.Prediction{Width: 1, Values: pred.Values, Threshold: c.at})
	}, m.Loss)
}

// counts is a confusion matrix of two classes.
type counts struct{ tp, fp, fn, tn float64 }

// cut is a threshold and what comes of it.
type cut struct {
	at float64
	counts
}

// byCounts scores a confusion matrix by the name of the metric, higher is better. Undefined
// cases are 0.
var byCounts = map[string]func(c counts) float64{
	"accuracy":          func(c counts) float64 { return c.tp + c.tn },
	"balanced_accuracy": func(c counts) float64 { return share(c.tp, c.tp+c.fn) + share(c.tn, c.tn+c.fp) },
	"f1":                counts.f1,
	"precision":         counts.f1,
	"recall":            counts.f1,
	"mcc": func(c counts) float64 {
		return share(c.tp*c.tn-c.fp*c.fn, math.Sqrt((c.tp+c.fp)*(c.tp+c.fn)*(c.tn+c.fp)*(c.tn+c.fn)))
	},
	"kappa": func(c counts) float64 {
		return share(2*(c.tp*c.tn-c.fn*c.fp), (c.tp+c.fp)*(c.fp+c.tn)+(c.tp+c.fn)*(c.fn+c.tn))
	},
}

func (c counts) f1() float64 { return share(2*c.tp, 2*c.tp+c.fp+c.fn) }

func share(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// cutPoints lists every threshold that parts the rows in another way, with the highest
// first: from no row predicted positive to all.
func cutPoints(t automl.Target, p *automl.Prediction) []cut {
	order := make([]int32, len(t.Y))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case p.Values[a] > p.Values[b]:
			return -1
		case p.Values[a] < p.Values[b]:
			return 1
		}
		return 0
	})
	var c counts
	for i, y := range t.Y {
		if y == 1 {
			c.fn += weight(t, i)
		} else {
			c.tn += weight(t, i)
		}
	}
	var out []cut
	add := func(above, below float64) {
		at := below + (above-below)/2
		if at <= below {
			at = above
		}
		// A threshold of 0 would be read as none.
		if at > 0 && at <= 1 {
			out = append(out, cut{at, c})
		}
	}
	if top := p.Values[order[0]]; top < 1 {
		add(1, top)
	}
	for i, r := range order {
		w := weight(t, int(r))
		if t.Y[r] == 1 {
			c.tp += w
			c.fn -= w
		} else {
			c.fp += w
			c.tn -= w
		}
		switch v := p.Values[r]; {
		case i+1 == len(order):
			add(v, 0)
		case p.Values[order[i+1]] != v:
			add(v, p.Values[order[i+1]])
		}
	}
	return out
}

// best is the cut with the least loss, nearest to 0.5 among those that differ by no more
// than rounding.
func best(cuts []cut, score func(cut) (float64, error), loss func(float64) float64) (float64, error) {
	at, least := 0.5, math.Inf(1)
	var failed error
	for _, c := range cuts {
		v, err := score(c)
		if err != nil {
			failed = err
			continue
		}
		l := loss(v)
		slack := 1e-12 * max(1, math.Abs(least))
		if l < least-slack || math.IsInf(least, 1) {
			at, least = c.at, l
		} else if l <= least+slack && math.Abs(c.at-0.5) < math.Abs(at-0.5) {
			at = c.at
		}
	}
	if math.IsInf(least, 1) && failed != nil {
		return 0, failed
	}
	return at, nil
}
