package run

import (
	"context"
	"errors"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/sure"
)

const (
	sureRows  = 20000 // scored rows that sureness is found on, at most
	sureParts = 5     // parts of the rows where there are no folds to part them
	guardRows = 5000  // rows of training that the final model is asked about, at most
)

// sureWinner finds out how far the recommended model's answers can be trusted, within a small
// share of the budget. Only the run's own end is an error.
func (r *Run) sureWinner(id string) error {
	ctx, cancel := r.ctx, func() {}
	if left, timed := r.clock.total(); timed {
		ctx, cancel = context.WithTimeout(r.ctx, max(min(left/2, r.job.Budget/12), 100*time.Millisecond))
	}
	defer cancel()
	oof, err := r.oofOf(id)
	if err == nil {
		_, err = r.cachedSureness(ctx, id, oof)
	}
	if err != nil && r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	return nil
}

// known is a model's sureness. It is guarded once the final model has been asked about its own
// rows.
type known struct {
	*automl.Sureness
	guarded bool
}

// cachedSureness is found out once for each model, and guarded once its final model is there.
func (r *Run) cachedSureness(ctx context.Context, id string, oof *automl.Prediction) (*automl.Sureness, error) {
	r.mu.Lock()
	k, ok := r.sure[id]
	r.mu.Unlock()
	if !ok {
		s, err := r.sureness(ctx, id, oof)
		if err != nil {
			return nil, err
		}
		k = known{Sureness: s}
	}
	if final := r.finalOf(id); final != nil && !k.guarded {
		s, err := r.guard(k.Sureness, final)
		if err != nil {
			return nil, err
		}
		k = known{s, true}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sure == nil {
		r.sure = map[string]known{}
	}
	r.sure[id] = k
	return k.Sureness, nil
}

// sureness is found out from out-of-fold predictions.
func (r *Run) sureness(ctx context.Context, id string, oof *automl.Prediction) (s *automl.Sureness, err error) {
	familiar, err := r.cachedFamiliar()
	if err != nil {
		return nil, err
	}
	rows, at := r.sureRows(oof)
	if r.job.Task.IsClassification() {
		s = sure.Sets(rows)
	} else if s, err = sure.Intervals(r.ctx, rows, r.spreadsFor(ctx, id, rows, at)...); err != nil {
		return nil, err
	}
	if errors.Is(ctx.Err(), context.Canceled) { // nobody waits for it; another may give it its time
		return nil, ctx.Err()
	}
	s.Familiar = familiar
	return s, nil
}

// finalOf is a model's pipeline for new data; nil where it is not made yet.
func (r *Run) finalOf(id string) *graph.Node {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id == blendID {
		if r.blend == nil {
			return nil
		}
		return r.blend.final
	}
	for _, t := range append([]*trial{r.baseline}, r.trials...) {
		if t.id() == id {
			return t.final
		}
	}
	return nil
}

// guard holds a model's sureness against its final pipeline on rows of training.
func (r *Run) guard(s *automl.Sureness, final *graph.Node) (*automl.Sureness, error) {
	rows := thinned(r.rows, guardRows)
	values, err := r.predictWide(final, rows)
	if err != nil {
		return nil, err
	}
	own := &sure.Rows{Y: r.targetOf(rows), P: &automl.Prediction{Width: r.base.PredictionWidth(), Values: values}, Part: make([]int32, len(rows))}
	var before []float64
	if s.Spread != nil {
		said := make([]float64, r.base.Space)
		for i, row := range rows {
			said[row] = values[i]
		}
		inputs := r.frame.Cols[:len(r.columns)]
		frame := &graph.Frame{Rows: r.frame.Rows, Cols: append(slices.Clone(inputs), graph.FrameColumn{Nums: said})}
		plan, err := graph.NewPlan(s.Spread, frame)
		if err != nil {
			return nil, err
		}
		before = make([]float64, len(rows)*plan.Width())
		plan.Rows(rows, before)
	}
	return sure.Guard(s, own, before), nil
}

// cachedFamiliar is found out once for the run: it depends on its rows alone.
func (r *Run) cachedFamiliar() (*automl.Familiar, error) {
	r.mu.Lock()
	f := r.familiar
	r.mu.Unlock()
	if f != nil {
		return f, nil
	}
	f, err := sure.Familiarise(r.ctx, r.base, num.Seed(r.job.Seed, "familiar"))
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.familiar = f
	return f, nil
}

// sureRows are scored rows with a model's out-of-fold predictions, parted by the folds, and
// their places in the table.
func (r *Run) sureRows(oof *automl.Prediction) (*sure.Rows, []int32) {
	rows := thinned(r.scored, r.fewer(sureRows, 1))
	out := &sure.Rows{Part: make([]int32, len(rows))}
	out.Y, out.P = r.part(oof, rows)
	if r.needsThreshold() {
		out.P.Threshold = r.threshold(oof, r.scored)
	}
	if len(r.folds) == 1 {
		for i, p := range num.Perm(num.RNG(r.job.Seed, "sure"), len(rows)) {
			out.Part[i] = p % sureParts
		}
		return out, rows
	}
	fold := make([]int32, r.table.Rows())
	for k := len(r.folds) - 1; k >= 0; k-- { // the first where folds are repeated
		for _, row := range r.folds[k].Valid {
			fold[row] = int32(k)
		}
	}
	for i, row := range rows {
		out.Part[i] = fold[row]
	}
	return out, rows
}

// sureTime is how long finding out about sureness is expected to take: boosting with what
// the rows were missed by where a number is predicted, and little else.
func (r *Run) sureTime() time.Duration {
	t := 50*time.Millisecond + time.Duration(5*len(r.rows)*len(r.columns)) // each value is looked at a few times
	if rows := min(len(r.scored), sureRows); !r.job.Task.IsClassification() && rows >= spreadRows {
		cells := rows * (len(r.columns) + 20)
		if rows <= tailRows {
			cells *= 4
		}
		t += time.Duration(cells) * time.Microsecond
	}
	return min(t, r.job.Budget/15)
}
