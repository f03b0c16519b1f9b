package ensemble

import (
	"math"

	"winnow/automl"
)

// Prune takes members out of an ensemble one by one, the least missed first (for its cost,
// while the whole costs more than limit), and shares their weight among the rest, as long as
// the cost is above limit or the loss on target stays within slack of that of the whole. Cost is what each member costs, in any unit;
// limit 0 is none. At least one member stays. Weights are those of Greedy; the result is a
// new slice.
func Prune(target automl.Target, preds []*automl.Prediction, m *automl.Metric, weights, cost []float64, limit, slack float64) ([]float64, error) {
	target, preds = sample(target, preds)
	w := append([]float64(nil), weights...)
	whole, err := lossOf(target, preds, m, w)
	if err != nil {
		return nil, err
	}
	now := whole
	for {
		tooSlow := limit > 0 && spent(w, cost) > limit
		at, best, next := -1, math.Inf(1), now
		for i := range w {
			if w[i] == 0 || w[i] == total(w) {
				continue
			}
			l, err := lossOf(target, preds, m, without(w, i))
			if err != nil {
				return nil, err
			}
			key := l
			if tooSlow { // what is lost for each unit of cost that is saved
				key = (l - now) / max(cost[i], 1e-12)
			}
			if key < best {
				at, best, next = i, key, l
			}
		}
		if at < 0 || !tooSlow && next > whole+slack {
			return w, nil
		}
		w, now = without(w, at), next
	}
}

// lossOf is the loss of the weighted mean.
func lossOf(target automl.Target, preds []*automl.Prediction, m *automl.Metric, w []float64) (float64, error) {
	p := &automl.Prediction{Width: preds[0].Width, Threshold: preds[0].Threshold, Values: make([]float64, len(preds[0].Values))}
	for i, v := range w {
		if v == 0 {
			continue
		}
		for k, x := range preds[i].Values {
			p.Values[k] += v * x
		}
	}
	s, err := m.Score(target, p)
	return m.Loss(s), err
}

// without is w with member i taken out and its weight shared among the others.
func without(w []float64, i int) []float64 {
	out := append([]float64(nil), w...)
	out[i] = 0
	scale := total(w) / total(out)
	for k := range out {
		out[k] *= scale
	}
	return out
}

func total(w []float64) float64 {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	return sum
}

func spent(w, cost []float64) float64 {
	sum := 0.0
	for i, v := range w {
		if v > 0 {
			sum += cost[i]
		}
	}
	return sum
}
