package run

import (
	"cmp"
	"slices"

	"winnow/automl"
	"winnow/automl/ensemble"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// blend is the weighted ensemble of a run.
type blend struct {
	members []*trial
	weights []float64
	oof     *automl.Prediction
	row     automl.ModelRow
	final   *graph.Node
}

const (
	blendSteps   = 30    // steps of the greedy selection
	blendMost    = 15    // best trials it chooses among
	blendRows    = 20000 // rows it looks at
	blendID      = "ensemble"
	blendName    = "Weighted ensemble"
	leastWeight  = 0.02 // members below are dropped
	nestedFactor = 2    // rows are cut by this when the ensemble itself is cross-validated
)

// contenders are the finished trials that an ensemble may be made of, best first.
func (r *Run) contenders() []*trial {
	var out []*trial
	for _, t := range r.trials {
		if t.state == automl.Done {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b *trial) int {
		return cmp.Compare(r.metric.Loss(a.row.Score), r.metric.Loss(b.row.Score))
	})
	return out[:min(len(out), blendMost)]
}

// likelyMembers guesses the members of the ensemble without computing it: the best few.
func (r *Run) likelyMembers() []*trial {
	c := r.contenders()
	return c[:min(len(c), 5)]
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
	weights, err := r.choose(members, r.scored, blendRows)
	if err != nil {
		return nil //nolint:nilerr // an ensemble is an extra: the single models stand without it
	}
	b := &blend{}
	for i, w := range weights {
		if w >= leastWeight {
			b.members, b.weights = append(b.members, members[i]), append(b.weights, w)
		}
	}
	if len(b.members) < 2 {
		return nil
	}
	normalise(b.weights)
	nested, err := r.nested(members, weights)
	if err != nil {
		return err
	}
	b.oof = r.outOfFold(func(fold int) []float64 { return nested[fold] })
	b.row = automl.ModelRow{ID: blendID, Name: blendName, Algorithm: blendID, State: automl.Done, Readable: 1}
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

// nested predicts each fold's valid rows with weights selected without them. Where that
// cannot be done the fallback weights are used.
func (r *Run) nested(members []*trial, fallback []float64) ([][]float64, error) {
	if len(r.folds) == 1 {
		return [][]float64{r.halves(members, fallback)}, r.ctx.Err()
	}
	out := make([][]float64, len(r.folds))
	err := num.ForEach(r.ctx, r.job.Threads, len(r.folds), func(k int) error {
		w, err := r.choose(members, r.others(r.folds[k].Valid), blendRows/nestedFactor)
		if err != nil {
			w = fallback
		}
		out[k] = mix(members, w, func(t *trial) []float64 { return t.folds[k].values })
		return nil
	})
	return out, err
}

// halves is nested for a single valid part: each half of its rows is predicted with
// weights selected on the other.
func (r *Run) halves(members []*trial, fallback []float64) []float64 {
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
		w, err := r.choose(members, other, blendRows)
		if err != nil {
			w = fallback
		}
		mixed := mix(members, w, func(t *trial) []float64 { return t.folds[0].values })
		for i := half; i < len(valid); i += 2 {
			copy(out[i*width:(i+1)*width], mixed[i*width:(i+1)*width])
		}
	}
	return out
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

// choose weighs the trials on some scored rows, at most most of them, taken evenly.
func (r *Run) choose(members []*trial, rows []int32, most int) ([]float64, error) {
	step := (len(rows) + most - 1) / most
	var some []int32
	for i := 0; i < len(rows); i += max(step, 1) {
		some = append(some, rows[i])
	}
	at := r.places()
	preds := make([]*automl.Prediction, len(members))
	for i, t := range members {
		w := t.oof.Width
		p := &automl.Prediction{Width: w, Values: make([]float64, 0, len(some)*w)}
		for _, row := range some {
			p.Values = append(p.Values, t.oof.Row(int(at[row]))...)
		}
		preds[i] = p
	}
	return ensemble.Greedy(r.targetOf(some), preds, r.blendMetric(), blendSteps)
}

func mix(members []*trial, weights []float64, values func(*trial) []float64) []float64 {
	var out []float64
	for i, t := range members {
		v := values(t)
		if out == nil {
			out = make([]float64, len(v))
		}
		for k, x := range v {
			out[k] += float64(weights[i] * x)
		}
	}
	return out
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
