package run

import (
	"math"
	"slices"

	"winnow/automl"
)

// next is the trial whose fold a worker takes: one that was begun already, else the first
// waiting one that takes no more than its share of the time that is left, else the first
// that fits at all. Nil when there is none. It is called with the mutex held.
func (r *Run) next() *trial {
	var waiting []*trial
	for _, t := range r.trials {
		switch {
		case r.late(t):
			r.skip(t, tooLongText)
		case t.state == automl.Running && t.next < len(r.folds) && !r.undecided(t):
			return t
		case t.state == automl.Waiting:
			waiting = append(waiting, t)
		}
	}
	var first *trial
	for _, t := range waiting {
		if t.next > 0 || !r.affordable(t) { // its first fold is being taken
			continue
		}
		if r.cheap(t) {
			return t
		}
		if first == nil {
			first = t
		}
	}
	if first != nil {
		return first
	}
	for _, t := range r.trials { // better an undecided trial's fold than an idle core
		if r.open(t) && !r.unsettled(t) {
			return t
		}
	}
	return nil
}

// open reports whether a trial was begun and has folds that no worker has taken.
func (r *Run) open(t *trial) bool {
	return (t.state == automl.Running || t.state == automl.Waiting) && t.next > 0 && t.next < len(r.folds)
}

// unsettled reports whether the other folds of a trial wait for what the first finds out.
func (r *Run) unsettled(t *trial) bool { return t.alg.Settles && t.next > 0 && !t.folds[0].done }

// unsettledAny reports whether there is such a trial: more folds will come.
func (r *Run) unsettledAny() bool {
	return slices.ContainsFunc(r.trials, func(t *trial) bool { return r.open(t) && r.unsettled(t) })
}

// cheapShare is the share of the time left that a trial may take before cheaper ones.
const cheapShare = 0.33

// cheap reports whether a trial is expected to take no more than its share of the time
// left; without a limit, or before anything is known of its family, it is.
func (r *Run) cheap(t *trial) bool {
	left, timed := r.clock.left()
	ratio, known := r.pace(t.candidate.Algorithm)
	if !timed || r.job.Trials > 0 {
		return true
	}
	if !known {
		ratio = 1
	}
	return r.wallSec(t)*ratio <= cheapShare*left.Seconds()
}

// undecided reports whether the first fold of a trial is still at work, whose outcome
// settles the others or may make them needless.
func (r *Run) undecided(t *trial) bool {
	return r.unsettled(t) || r.prunes() && t.number > 1 && t.next > 0 && !t.folds[0].done
}

// prunes reports whether trials may be given up after their first fold. A budget in trials
// makes a run that can be repeated to the bit, which must not hang on who ends first.
func (r *Run) prunes() bool {
	return r.job.Budget > 0 && r.job.Trials == 0 && len(r.folds) > 1
}

const (
	farBehind = 0.3 // of the way from the best to the baseline
	surely    = 4.0 // standard errors of the paired difference
)

// hopeless reports whether a trial's first fold is so far behind the best one's, beyond
// chance, that the other folds are not worth their time: an ensemble would not take it
// either. The most readable models are spared, since they are wanted beside the others, and
// so is one that was not let finish.
func (r *Run) hopeless(t *trial) bool {
	if !r.prunes() || t.number == 0 || t.cut || t.alg.Readable >= 3 || !t.folds[0].scored {
		return false
	}
	best := r.bestFirstFold()
	if best == nil || best == t {
		return false
	}
	if mine, least := r.metric.Loss(t.folds[0].score), r.metric.Loss(best.folds[0].score); !r.far(mine, least) {
		return false
	}
	return paired(t.folds[0].losses, best.folds[0].losses) > surely
}

// far reports whether a loss is far behind the least one.
func (r *Run) far(loss, least float64) bool {
	return r.baseline.folds[0].scored && loss-least > farBehind*(r.metric.Loss(r.baseline.folds[0].score)-least)
}

// bestFirstFold is the trial with the best score on the first fold.
func (r *Run) bestFirstFold() *trial {
	var best *trial
	for _, t := range r.trials {
		if t.folds[0].losses != nil && t.folds[0].scored && (best == nil || r.metric.Better(t.folds[0].score, best.folds[0].score)) {
			best = t
		}
	}
	return best
}

// losses are the row losses of predictions.
func losses(y automl.Target, width int, values []float64) []float64 {
	out := make([]float64, len(y.Y))
	for i := range out {
		out[i] = rowLoss(y, width, values, i)
	}
	return out
}

// paired is by how many standard errors losses a are above b, by the mean difference row by
// row.
func paired(a, b []float64) float64 {
	n, sum, squares := float64(len(a)), 0.0, 0.0
	for i := range a {
		d := a[i] - b[i]
		sum += d
		squares += d * d
	}
	mean := sum / n
	se := math.Sqrt(max(squares/n-mean*mean, 1e-300) / n)
	return mean / se
}

// rowLoss is the log loss or the squared error of row i.
func rowLoss(y automl.Target, width int, values []float64, i int) float64 {
	if y.Task == automl.Regression {
		e := values[i] - y.Y[i]
		return e * e
	}
	var p float64
	switch {
	case width > 1:
		p = values[i*width+int(y.Y[i])]
	case y.Y[i] == 1:
		p = values[i]
	default:
		p = 1 - values[i]
	}
	return -math.Log(max(p, 1e-15))
}
