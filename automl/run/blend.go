package run

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/ensemble"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// blend is the weighted ensemble of a run.
type blend struct {
	members []*trial
	weights []float64
	without [][]float64 // weights that were selected without each fold's valid rows
	slope   float64     // by which the scores of the weighted mean are multiplied
	oof     *automl.Prediction
	row     automl.ModelRow
	final   *graph.Node
}

const (
	blendSteps   = 30    // steps of the greedy selection
	blendMost    = 25    // best trials it chooses among
	blendRows    = 20000 // rows it looks at
	blendID      = "ensemble"
	blendName    = "Weighted ensemble"
	pruneSlack   = 5e-4 // share of what is learned that a faster ensemble may lose
	nestedFactor = 2    // rows are cut by this when the ensemble itself is cross-validated
)

// contenders are the finished trials that an ensemble may be made of, best first: those
// that predict as fast as the job wants, where there are any.
func (r *Run) contenders() []*trial {
	var out, fast []*trial
	for _, t := range r.trials {
		if t.state == automl.Done {
			out = append(out, t)
			if r.fast(t) {
				fast = append(fast, t)
			}
		}
	}
	if len(fast) > 0 {
		out = fast
	}
	slices.SortStableFunc(out, func(a, b *trial) int {
		return cmp.Compare(r.metric.Loss(a.row.Score), r.metric.Loss(b.row.Score))
	})
	return out[:min(len(out), blendMost)]
}

const (
	likelyMost  = 10   // best trials that a guess at the ensemble looks at
	likelyRows  = 1000 // rows that it looks at
	likelySteps = 12   // models that it adds
)

// likelyMembers guesses the members of the ensemble by few rows and the best few trials.
func (r *Run) likelyMembers() []*trial {
	c := r.contenders()
	c = c[:min(len(c), likelyMost)]
	if len(c) < 2 {
		return c
	}
	weights, err := r.choose(c, r.scored, likelyRows, likelySteps)
	if err != nil {
		return c[:1]
	}
	var out []*trial
	for i, w := range weights {
		if w > 0 {
			out = append(out, c[i])
		}
	}
	return out
}

// blendMetric is what the ensemble is selected by: the job's metric where it looks at
// probabilities, else log loss, which tells more on few rows than counts of classes.
func (r *Run) blendMetric() *automl.Metric {
	if r.metric.NeedsClass {
		if m, ok := r.cat.Metric("logloss", r.job.Task); ok {
			return m
		}
	}
	return r.metric
}

// combine selects the ensemble by the out-of-fold predictions of the best trials. Its own
// score is cross-validated: each fold is scored with weights selected on the others.
func (r *Run) combine() error {
	r.mu.Lock()
	members := r.contenders()
	r.mu.Unlock()
	if len(members) < 2 {
		return nil
	}
	weights, err := r.choose(members, r.scored, blendRows, blendSteps)
	if err != nil {
		return nil //nolint:nilerr // an ensemble is an extra: the single models stand without it
	}
	members, weights = r.inTime(r.prune(members, weights))
	if len(members) < 2 {
		return nil
	}
	b := &blend{members: members, weights: weights}
	nested, without, err := r.nested(members, weights)
	if err != nil {
		return err
	}
	b.without = without
	b.slope, nested = r.temper(nested)
	b.oof = r.outOfFold(func(fold int) []float64 { return nested[fold] })
	b.row = automl.ModelRow{ID: blendID, Name: blendName, Algorithm: blendID, State: automl.Done, Readable: 1}
	r.remedy.mark(&b.row)
	for _, t := range b.members {
		b.row.FitSec += t.row.FitSec
		b.row.PredictMs += t.row.PredictMs
		b.row.Bytes += t.row.Bytes
	}
	r.score(&b.row, b.oof, func(fold int) []float64 { return nested[fold] })
	r.mu.Lock()
	for i, t := range b.members {
		t.row.Weight = b.weights[i]
	}
	r.blend = b
	r.mu.Unlock()
	row := b.row
	r.emitter.emit(automl.Event{Kind: automl.TrialDone, Score: row.Score, Model: &row})
	if !r.metric.Better(members[0].row.Score, row.Score) {
		r.emitter.emit(automl.Event{Kind: automl.BestChanged, Score: row.Score, Model: &row})
	}
	return nil
}

// inTime leaves members out, the least one of those that are to be fitted first, until the rest can
// be made ready in the time that is left. Why: what is kept for the end is kept for the members that
// were likely.
func (r *Run) inTime(members []*trial, weights []float64) ([]*trial, []float64) {
	left, timed := r.clock.total()
	members, weights = slices.Clone(members), slices.Clone(weights)
	need := func() time.Duration {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.finishTime(members) - r.slack()
	}
	for timed && len(members) > 1 && need() > left {
		least := -1
		for i, t := range members {
			if !r.bagged(t) && !r.spared(t) && (least < 0 || weights[i] < weights[least]) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		members, weights = slices.Delete(members, least, least+1), slices.Delete(weights, least, least+1)
		normalise(weights)
	}
	return members, weights
}

// nested predicts each fold's valid rows with weights selected without them, and gives these
// weights. Where that cannot be done the fallback weights are used.
func (r *Run) nested(members []*trial, fallback []float64) (out, weights [][]float64, err error) {
	if len(r.folds) == 1 {
		half, err := r.halves(members, fallback)
		return [][]float64{half}, [][]float64{fallback}, errors.Join(err, r.ctx.Err())
	}
	out, weights = make([][]float64, len(r.folds)), make([][]float64, len(r.folds))
	err = num.ForEach(r.ctx, r.job.Threads, len(r.folds), func(k int) error {
		w, err := r.choose(members, r.others(r.folds[k].Valid), blendRows/nestedFactor, blendSteps)
		if err != nil {
			w = fallback
		}
		out[k], err = r.mixed(members, w, k)
		weights[k] = w
		return err
	})
	return out, weights, err
}

// halves is nested for a single valid part: each half of its rows is predicted with
// weights selected on the other.
func (r *Run) halves(members []*trial, fallback []float64) ([]float64, error) {
	valid := r.folds[0].Valid
	width := r.base.PredictionWidth()
	out := make([]float64, len(valid)*width)
	for half := range 2 {
		var other []int32
		for i, row := range valid {
			if i%2 != half {
				other = append(other, row)
			}
		}
		w, err := r.choose(members, other, blendRows, blendSteps)
		if err != nil {
			w = fallback
		}
		mixed, err := r.mixed(members, w, 0)
		if err != nil {
			return nil, err
		}
		for i := half; i < len(valid); i += 2 {
			copy(out[i*width:(i+1)*width], mixed[i*width:(i+1)*width])
		}
	}
	return out, nil
}

// others are the scored rows less the given ones.
func (s *setup) others(rows []int32) []int32 {
	out := make([]bool, s.table.Rows())
	for _, row := range rows {
		out[row] = true
	}
	var rest []int32
	for _, row := range s.scored {
		if !out[row] {
			rest = append(rest, row)
		}
	}
	return rest
}

// prune leaves out members that are not missed, and more when the ensemble would predict
// more slowly than the job wants.
func (r *Run) prune(members []*trial, weights []float64) ([]*trial, []float64) {
	m := r.blendMetric()
	best := members[0].row.Scores[m.ID]
	slack := pruneSlack * (m.Loss(r.baseline.row.Scores[m.ID]) - m.Loss(best))
	some := thinned(r.scored, r.fewer(blendRows, len(members)))
	preds, cost := make([]*automl.Prediction, len(members)), make([]float64, len(members))
	for i, t := range members {
		p, err := r.answers(t, some)
		if err != nil {
			return members, weights
		}
		preds[i], cost[i] = p, r.predictMs(t)
	}
	y := r.targetOf(some)
	limit := r.job.PredictLimit.Seconds() * 1000
	pruned, err := ensemble.Prune(y, preds, m, weights, cost, limit, max(slack, 0))
	if err != nil {
		pruned = weights
	}
	var kept []*trial
	var shares []float64
	for i, w := range pruned {
		if w > 0 {
			kept, shares = append(kept, members[i]), append(shares, w)
		}
	}
	normalise(shares)
	return kept, shares
}

// predictMs is how many milliseconds a trial's final model takes for a row, among many.
func (r *Run) predictMs(t *trial) float64 {
	ms := t.row.PredictMs / 1000
	if r.bagged(t) {
		ms *= float64(len(r.folds))
	}
	return ms
}

// fast reports whether a trial predicts as fast as the job wants.
func (r *Run) fast(t *trial) bool {
	return r.job.PredictLimit == 0 || r.predictMs(t) <= r.job.PredictLimit.Seconds()*1000
}

// thinned is at most most of rows, taken evenly.
func thinned(rows []int32, most int) []int32 {
	step := max(1, (len(rows)+most-1)/most)
	out := make([]int32, 0, len(rows)/step+1)
	for i := 0; i < len(rows); i += step {
		out = append(out, rows[i])
	}
	return out
}

// choose weighs the trials on some scored rows, at most most of them, taken evenly, in so
// many steps.
func (r *Run) choose(members []*trial, rows []int32, most, steps int) ([]float64, error) {
	some := thinned(rows, r.fewer(most, len(members)))
	preds := make([]*automl.Prediction, len(members))
	for i, t := range members {
		p, err := r.answers(t, some)
		if err != nil {
			return nil, err
		}
		preds[i] = p
	}
	return ensemble.Greedy(r.targetOf(some), preds, r.blendMetric(), steps)
}

// mixed is the weighted mean of what the members predicted of a fold's valid rows.
func (r *Run) mixed(members []*trial, weights []float64, fold int) ([]float64, error) {
	var out []float64
	for i, t := range members {
		v, err := r.foldValues(t, fold)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = make([]float64, len(v))
		}
		for k, x := range v {
			out[k] += float64(weights[i] * x)
		}
	}
	return out, nil
}

func normalise(w []float64) {
	sum := 0.0
	for _, v := range w {
		sum += v
	}
	for i := range w {
		w[i] /= sum
	}
}
