package run

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	correctDraws = 100  // bootstrap samples
	correctRows  = 2000 // rows of each at most
)

// ChosenAmong is how many of the best models the choice is repeated among.
const ChosenAmong = 20

// correct estimates what the recommended model will score on new rows. Its own
// cross-validated score flatters it, since it was chosen for that score. On more rows than a
// sample holds, bias and spread shrink with the root of the rows.
func (r *Run) correct() *correction {
	models := r.scoredModels()
	if len(models) < 2 {
		return nil
	}
	m := r.blendMetric() // thresholds would have to be chosen anew in each sample
	rows := r.scored
	if most := r.fewer(correctRows, len(models)); len(rows) > most {
		perm := num.Perm(num.RNG(r.job.Seed, "correct"), len(rows))[:most]
		slices.Sort(perm)
		rows = make([]int32, len(perm))
		for i, p := range perm {
			rows[i] = r.scored[p]
		}
	}
	y := r.targetOf(rows)
	preds := make([]*automl.Prediction, len(models))
	for i, model := range models {
		p, err := model(rows)
		if err != nil {
			return nil
		}
		preds[i] = p
	}
	luck, err := Luck(r.ctx, y, preds, m, r.job.Seed, r.job.Threads)
	if err != nil {
		return nil
	}
	return &correction{metric: m, models: len(models), Optimism: luck.over(float64(len(rows)) / float64(len(r.scored)))}
}

// Optimism is how far the score of the best of many models flatters it: what is to be taken
// off, and the ends of the 95 % interval around what is left.
type Optimism struct{ Bias, Below, Above float64 }

// over is the optimism on more rows, of which those it was found on are a share: it shrinks
// with their root.
func (o Optimism) over(share float64) Optimism {
	f := math.Sqrt(share)
	return Optimism{Bias: o.Bias * f, Below: o.Below * f, Above: o.Above * f}
}

// Luck finds the optimism of having chosen among models by their predictions of the same rows,
// which each of them had not seen. The choice is repeated on bootstrap samples of the rows, each
// time scoring the chosen on the rows outside the sample: the mean of these scores is what to
// expect, and their spread is that of the interval (Tsamardinos, Greasidou and Borboudakis 2018,
// BBC-CV). A sample leaves a share of 1/e of the rows out, so that these scores spread by the
// root of e - 1 more than that of all rows does: about as much as a score differs from one
// training to the next (bench/optimism).
func Luck(ctx context.Context, y automl.Target, preds []*automl.Prediction, m *automl.Metric, seed uint64, workers int) (Optimism, error) {
	left := make([]float64, correctDraws)
	err := num.ForEach(ctx, workers, correctDraws, func(b int) error {
		left[b] = draw(y, preds, m, seed, b)
		return nil
	})
	if err != nil {
		return Optimism{}, err
	}
	out := slices.DeleteFunc(left, math.IsNaN)
	_, naive := foremost(y, preds, m)
	if len(out) < correctDraws/2 || math.IsNaN(naive) {
		return Optimism{}, automl.Errorf("train", automl.BadData, "The score is not defined on most samples of the rows.")
	}
	return optimism(naive, out, m), nil
}

// optimism follows from the best score and from those outside the samples.
func optimism(naive float64, out []float64, m *automl.Metric) Optimism {
	slices.Sort(out)
	middle := stat.Mean(out, nil)
	bias := naive - middle
	if m.Loss(bias) > 0 { // choosing cannot make a model better
		bias = 0
	}
	return Optimism{Bias: bias, Below: stat.Quantile(0.025, stat.Empirical, out, nil) - middle,
		Above: stat.Quantile(0.975, stat.Empirical, out, nil) - middle}
}

// correction is the optimism of a chosen model's score.
type correction struct {
	Optimism
	metric *automl.Metric
	models int
}

// of is the corrected score of a model.
func (c *correction) of(row *automl.ModelRow) *automl.Corrected {
	s := row.Scores[c.metric.ID] - c.Bias
	low, high := min(c.metric.Best, c.metric.Worst), max(c.metric.Best, c.metric.Worst)
	clip := func(v float64) float64 { return min(max(v, low), high) }
	return &automl.Corrected{Metric: c.metric.ID, Models: c.models, Score: clip(s), Low: clip(s + c.Below), High: clip(s + c.Above)}
}

// words say what to expect of new rows.
func (c *correction) words(s *automl.Corrected) string {
	return fmt.Sprintf("On new rows expect a score (%s) of about %s, between %s and %s: the luck of having been chosen among %d is taken out.",
		c.metric.Name, short(s.Score), short(s.Low), short(s.High), c.models)
}

// short spells a score as the leaderboard does: to a thousandth, from 1 on with four digits, a
// large one without decimals.
func short(v float64) string {
	if a := math.Abs(v); a >= 1000 && a < 1e15 {
		return num.Spell(math.Round(v))
	}
	if a := math.Abs(v); a >= 0.001 && a <= 1 {
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// scoredModels give the out-of-fold predictions of the best models and of the ensemble.
func (r *Run) scoredModels() []func(rows []int32) (*automl.Prediction, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []func(rows []int32) (*automl.Prediction, error)
	if b := r.blend; b != nil {
		out = append(out, func(rows []int32) (*automl.Prediction, error) {
			_, p := r.part(b.oof, rows)
			return p, nil
		})
	}
	best := r.contenders()
	for _, t := range best[:min(len(best), ChosenAmong)] {
		out = append(out, func(rows []int32) (*automl.Prediction, error) { return r.answers(t, rows) })
	}
	return out
}

// foremost is the place and the score of the best model; -1 and NaN where no score is defined.
func foremost(y automl.Target, preds []*automl.Prediction, m *automl.Metric) (at int, score float64) {
	best := math.Inf(1)
	at, score = -1, math.NaN()
	for k, p := range preds {
		s, err := m.Score(y, p)
		if err == nil && m.Loss(s) < best {
			best, at, score = m.Loss(s), k, s
		}
	}
	return at, score
}

// draw chooses among the models on one bootstrap sample and scores the chosen on the rows
// outside; NaN where a score is not defined.
func draw(y automl.Target, preds []*automl.Prediction, m *automl.Metric, seed uint64, b int) float64 {
	rng := num.RNG(seed, "correct", b)
	n := len(y.Y)
	inside := make([]bool, n)
	sample := make([]int, n)
	for i := range sample {
		sample[i] = rng.IntN(n)
		inside[sample[i]] = true
	}
	var rest []int
	for i, in := range inside {
		if !in {
			rest = append(rest, i)
		}
	}
	ys := taken(y, sample)
	some := make([]*automl.Prediction, len(preds))
	for k, p := range preds {
		some[k] = picked(p, sample)
	}
	at, _ := foremost(ys, some, m)
	if at < 0 || len(rest) == 0 {
		return math.NaN()
	}
	s, err := m.Score(taken(y, rest), picked(preds[at], rest))
	if err != nil {
		return math.NaN()
	}
	return s
}

// taken is the truth at some places.
func taken(y automl.Target, places []int) automl.Target {
	out := automl.Target{Task: y.Task, Classes: y.Classes, Y: make([]float64, len(places))}
	for i, k := range places {
		out.Y[i] = y.Y[k]
	}
	if y.W != nil {
		out.W = make([]float64, len(places))
		for i, k := range places {
			out.W[i] = y.W[k]
		}
	}
	return out
}

// picked are the predictions at some places.
func picked(p *automl.Prediction, places []int) *automl.Prediction {
	out := &automl.Prediction{Width: p.Width, Threshold: p.Threshold, Values: make([]float64, 0, len(places)*p.Width)}
	for _, k := range places {
		out.Values = append(out.Values, p.Row(k)...)
	}
	return out
}
