package run

import (
	"context"
	"errors"
	"time"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/sure"
)

const (
	sureRows  = 20000 // scored rows that sureness is found on, at most
	sureParts = 5     // parts of the rows where there are no folds to part them
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

// cachedSureness is found out once for each model.
func (r *Run) cachedSureness(ctx context.Context, id string, oof *automl.Prediction) (*automl.Sureness, error) {
	r.mu.Lock()
	s, ok := r.sure[id]
	r.mu.Unlock()
	if ok {
		return s, nil
	}
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
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sure == nil {
		r.sure = map[string]*automl.Sureness{}
	}
	r.sure[id] = s
	return s, nil
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
	rows := thinned(r.scored, sureRows)
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
	t := 50 * time.Millisecond
	if rows := min(len(r.scored), sureRows); !r.job.Task.IsClassification() && rows >= spreadRows {
		cells := rows * (len(r.columns) + 20)
		if rows <= tailRows {
			cells *= 4
		}
		t += time.Duration(cells) * time.Microsecond
	}
	return min(t, r.job.Budget/15)
}
