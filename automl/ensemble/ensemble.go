// Package ensemble weighs models so that their mean predicts better than the best of them.
package ensemble

import (
	"context"
	"math"
	"runtime"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	usualSteps = 30
	// Why: with this many rows the choice between models no longer hangs on luck, and more
	// only cost time.
	maxRows = 50_000
	// Why: models closer than this cannot be told apart, so a second model as good as one
	// already taken is not taken beside it.
	grain = 1e-6
	// patience is the number of steps without gain after which the walk ends.
	patience = 12
)

// Greedy gives each model a weight, at least 0 and 1 in sum, by the ensemble selection of
// Caruana et al. (2004): starting from nothing it adds, step after step and with
// replacement, the model that makes the mean of those taken score best on target, and keeps
// the best beginning of that walk. Among equals it prefers a model already taken, then the
// earlier one. Steps below 1 means 30.
//
// Preds must come from rows that their models never saw. Beyond 50,000 rows an even sample
// decides. A model that cannot be scored gets weight 0; it is an error when that is all of
// them. The weights do not depend on the number of cores.
func Greedy(target automl.Target, preds []*automl.Prediction, m *automl.Metric, steps int) ([]float64, error) {
	if len(preds) == 0 {
		return nil, automl.Errorf("ensemble", automl.BadUsage, "There are no models to combine.")
	}
	for _, p := range preds {
		if p.Width != preds[0].Width || len(p.Values) != p.Width*len(target.Y) {
			return nil, automl.Errorf("ensemble", automl.Internal, "The predictions to combine do not fit the rows they are scored on.")
		}
	}
	if steps < 1 {
		steps = usualSteps
	}
	target, preds = sample(target, preds)
	w := &walk{metric: m, count: make([]int, len(preds))}
	if q, ok := newQuadratic(target, preds, m); ok {
		w.scorer = q
	} else {
		w.scorer = newMean(target, preds, m)
	}
	return w.run(steps)
}

// scorer scores the mean of the models taken so far and one more.
type scorer interface {
	try(model int) (float64, error)
	take(model int)
}

// walk is the state of the selection: how often each model was taken.
type walk struct {
	metric *automl.Metric
	scorer scorer
	count  []int
	scale  float64 // what losses are rounded in
}

func (w *walk) run(steps int) ([]float64, error) {
	best := math.Inf(1)
	var kept []int
	size := 0
	since := 0
	for step := range steps {
		model, loss, err := w.next()
		if err != nil && step == 0 {
			return nil, err
		}
		if err != nil {
			break
		}
		w.count[model]++
		w.scorer.take(model)
		if loss < best {
			best, size, since = loss, step+1, 0
			kept = append(kept[:0], w.count...)
		} else if since++; since >= patience {
			break
		}
	}
	weights := make([]float64, len(w.count))
	for j, c := range kept {
		weights[j] = float64(c) / float64(size)
	}
	return weights, nil
}

// next finds the model to add and the rounded loss with it.
func (w *walk) next() (int, float64, error) {
	n := len(w.count)
	losses, errs := make([]float64, n), make([]error, n)
	// A model's error is kept beside its loss, so the loop itself never fails.
	_ = num.ForEach(context.Background(), runtime.GOMAXPROCS(0), n, func(j int) error {
		score, err := w.scorer.try(j)
		if err == nil && (math.IsNaN(score) || math.IsInf(score, 0)) {
			err = automl.Errorf("ensemble", automl.BadData, "The predictions to combine have no finite score.")
		}
		losses[j], errs[j] = w.metric.Loss(score), err
		return nil
	})
	if w.scale == 0 {
		w.scale = w.unit(losses, errs)
	}
	best := -1
	for j := range n {
		if errs[j] != nil {
			continue
		}
		losses[j] = math.Round(losses[j] / w.scale / grain)
		switch {
		case best < 0, losses[j] < losses[best]:
			best = j
		case losses[j] == losses[best] && w.count[j] > 0 && w.count[best] == 0:
			best = j
		}
	}
	if best < 0 {
		return 0, 0, errs[0]
	}
	return best, losses[best], nil
}

// unit is what losses are measured in when they are rounded: 1 for a metric with two ends,
// the best single loss for an error in the target's own unit.
func (w *walk) unit(losses []float64, errs []error) float64 {
	if !math.IsInf(w.metric.Worst, 0) {
		return 1
	}
	least := math.Inf(1)
	for j, l := range losses {
		if errs[j] == nil && l != 0 {
			least = min(least, math.Abs(l))
		}
	}
	if math.IsInf(least, 1) {
		return 1
	}
	return least
}

// sample keeps an even sample of rows when there are too many. The same rows give the same
// sample.
func sample(t automl.Target, preds []*automl.Prediction) (automl.Target, []*automl.Prediction) {
	n := len(t.Y)
	if n <= maxRows {
		return t, preds
	}
	rows := num.Perm(num.RNG(uint64(n), "ensemble", "sample"), n)[:maxRows]
	out := t
	out.Y, out.W = pick(t.Y, rows, 1), nil
	if t.W != nil {
		out.W = pick(t.W, rows, 1)
	}
	few := make([]*automl.Prediction, len(preds))
	for j, p := range preds {
		few[j] = &automl.Prediction{Width: p.Width, Threshold: p.Threshold, Values: pick(p.Values, rows, p.Width)}
	}
	return out, few
}

func pick(values []float64, rows []int32, width int) []float64 {
	out := make([]float64, 0, len(rows)*width)
	for _, r := range rows {
		out = append(out, values[int(r)*width:(int(r)+1)*width]...)
	}
	return out
}
