package run

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	correctDraws  = 100  // bootstrap samples
	correctRows   = 2000 // rows of each at most
	correctModels = 20   // best models that the choice is repeated among
)

// correct estimates what the recommended model will score on new rows. Its own
// cross-validated score flatters it, since it was chosen for that score: the choice is
// repeated on bootstrap samples of the out-of-fold predictions, each time scoring the
// chosen on the rows outside the sample too (Tsamardinos et al. 2018, BBC-CV), and the mean
// difference of the two scores is taken off (Efron 1983, optimism). On more rows than a
// sample holds, bias and spread shrink with the root of the rows.
func (r *Run) correct() *correction {
	models := r.scoredModels()
	if len(models) < 2 {
		return nil
	}
	m := r.blendMetric() // thresholds would have to be chosen anew in each sample
	rows := r.scored
	if len(rows) > correctRows {
		perm := num.Perm(num.RNG(r.job.Seed, "correct"), len(rows))[:correctRows]
		slices.Sort(perm)
		rows = make([]int32, len(perm))
		for i, p := range perm {
			rows[i] = r.scored[p]
		}
	}
	var y automl.Target
	preds := make([]*automl.Prediction, len(models))
	for i, oof := range models {
		y, preds[i] = r.part(oof, rows)
	}
	inside, outside := make([]float64, correctDraws), make([]float64, correctDraws)
	err := num.ForEach(r.ctx, r.job.Threads, correctDraws, func(b int) error {
		inside[b], outside[b] = draw(y, preds, m, r.job.Seed, b)
		return nil
	})
	if err != nil {
		return nil
	}
	var in, out []float64
	for b := range inside {
		if !math.IsNaN(inside[b]) && !math.IsNaN(outside[b]) {
			in, out = append(in, inside[b]), append(out, outside[b])
		}
	}
	if len(out) < correctDraws/2 {
		return nil
	}
	shrink := math.Sqrt(float64(len(rows)) / float64(len(r.scored)))
	return newCorrection(in, out, shrink, len(models), m)
}

// correction is the bias of a chosen model's score and the interval around what is left.
type correction struct {
	metric       *automl.Metric
	models       int
	bias         float64
	below, above float64
}

func newCorrection(in, out []float64, shrink float64, models int, m *automl.Metric) *correction {
	bias := stat.Mean(in, nil) - stat.Mean(out, nil)
	if m.Loss(bias) > 0 { // choosing cannot make a model better
		bias = 0
	}
	slices.Sort(out)
	middle := stat.Mean(out, nil)
	return &correction{metric: m, models: models, bias: bias * shrink,
		below: (stat.Quantile(0.025, stat.Empirical, out, nil) - middle) * shrink,
		above: (stat.Quantile(0.975, stat.Empirical, out, nil) - middle) * shrink}
}

// of is the corrected score of a model.
func (c *correction) of(row *automl.ModelRow) *automl.Corrected {
	s := row.Scores[c.metric.ID] - c.bias
	low, high := min(c.metric.Best, c.metric.Worst), max(c.metric.Best, c.metric.Worst)
	clip := func(v float64) float64 { return min(max(v, low), high) }
	return &automl.Corrected{Metric: c.metric.ID, Models: c.models, Score: clip(s), Low: clip(s + c.below), High: clip(s + c.above)}
}

// words say what to expect of new rows.
func (c *correction) words(s *automl.Corrected) string {
	return fmt.Sprintf("On new rows expect a score (%s) of about %s, between %s and %s: the luck of having been chosen among %d is taken out.",
		c.metric.Name, short(s.Score), short(s.Low), short(s.High), c.models)
}

// short spells a score with four digits.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// scoredModels are the out-of-fold predictions of the best models and of the ensemble.
func (r *Run) scoredModels() []*automl.Prediction {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []*automl.Prediction
	if r.blend != nil {
		out = append(out, r.blend.oof)
	}
	best := r.contenders()
	for _, t := range best[:min(len(best), correctModels)] {
		out = append(out, t.oof)
	}
	return out
}

// draw chooses among the models on one bootstrap sample and scores the chosen on it and on
// the rows outside; NaN where a score is not defined.
func draw(y automl.Target, preds []*automl.Prediction, m *automl.Metric, seed uint64, b int) (in, out float64) {
	rng := num.RNG(seed, "correct", b)
	n := len(y.Y)
	times := make([]bool, n)
	sample := make([]int, n)
	for i := range sample {
		sample[i] = rng.IntN(n)
		times[sample[i]] = true
	}
	var rest []int
	for i, in := range times {
		if !in {
			rest = append(rest, i)
		}
	}
	best, at := math.Inf(1), -1
	in, out = math.NaN(), math.NaN()
	for k, p := range preds {
		s, err := m.Score(taken(y, p, sample))
		if err == nil && m.Loss(s) < best {
			best, at, in = m.Loss(s), k, s
		}
	}
	if at < 0 || len(rest) == 0 {
		return in, out
	}
	if s, err := m.Score(taken(y, preds[at], rest)); err == nil {
		out = s
	}
	return in, out
}

// taken is the truth and the predictions at some places.
func taken(y automl.Target, p *automl.Prediction, places []int) (automl.Target, *automl.Prediction) {
	ys := automl.Target{Task: y.Task, Classes: y.Classes, Y: make([]float64, len(places))}
	if y.W != nil {
		ys.W = make([]float64, len(places))
	}
	ps := &automl.Prediction{Width: p.Width, Threshold: p.Threshold, Values: make([]float64, 0, len(places)*p.Width)}
	for i, k := range places {
		ys.Y[i] = y.Y[k]
		if y.W != nil {
			ys.W[i] = y.W[k]
		}
		ps.Values = append(ps.Values, p.Row(k)...)
	}
	return ys, ps
}
