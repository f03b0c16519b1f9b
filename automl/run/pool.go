package run

import (
	"errors"
	"fmt"
	"math"
	"sync"

	"winnow/automl"
	"winnow/automl/search"
)

// trainAll scores the baseline and then as many candidates as the job allows, folds in
// parallel. It returns an error only when nothing at all could be trained.
func (r *Run) trainAll() error {
	b, err := r.newTrial(0, search.Baseline)
	if err != nil {
		return err
	}
	r.baseline = b
	for i, c := range r.queue {
		t, err := r.newTrial(i+1, c)
		if err != nil {
			return err
		}
		r.trials = append(r.trials, t)
		row := t.row
		r.emitter.emit(automl.Event{Kind: automl.TrialQueued, Trial: t.number, Folds: len(r.folds), Model: &row})
	}
	for fold := range r.folds { // the yardstick comes first and takes no time
		r.doFold(b, fold)
	}
	var wg sync.WaitGroup
	for range max(1, r.job.Threads) {
		wg.Go(r.worker)
	}
	wg.Wait()
	if err := r.ctx.Err(); err != nil {
		return err
	}
	for _, t := range r.trials {
		if t.state == automl.Done {
			return nil
		}
	}
	if b.state == automl.Done {
		return nil
	}
	return automl.Errorf("train", automl.BadData, "No model could be trained: %s", b.reason)
}

// worker takes folds until there are none left.
func (r *Run) worker() {
	for {
		t, fold, ok := r.take()
		if !ok {
			return
		}
		r.doFold(t, fold)
	}
}

// doFold does one fold of a trial and books its result.
func (r *Run) doFold(t *trial, fold int) {
	r.mu.Lock()
	starting := t.state == automl.Waiting
	if starting {
		t.state, t.row.State = automl.Running, automl.Running
	}
	r.mu.Unlock()
	if starting {
		r.emitter.emit(automl.Event{Kind: automl.TrialStarted, Trial: t.number, Folds: len(r.folds)})
	}
	res, err := r.runFold(t, fold)
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.cond.Broadcast()
	t.finished++
	switch {
	case err != nil && r.ctx.Err() != nil: // the whole run ends
	case errors.Is(err, errNoCodes):
		r.skip(t, "No numbers tell more as codes than by their order.")
	case errors.Is(err, errTooLong) && t.state == automl.Skipped:
	case errors.Is(err, errTooLong):
		r.skip(t, tooLongText)
	case errors.Is(err, errNothingTogether):
		r.skip(t, "No columns tell more together than one by one.")
	case err != nil:
		if t.state != automl.Failed {
			t.state, t.row.State = automl.Failed, automl.Failed
			t.reason = reason(err)
			t.row.Error = t.reason
			r.emitter.emit(automl.Event{Kind: automl.TrialFailed, Trial: t.number, Text: t.reason})
		}
	case t.state == automl.Failed || t.state == automl.Skipped:
	default:
		t.folds[fold] = res
		r.emitter.emit(automl.Event{Kind: automl.FoldDone, Trial: t.number, Fold: fold + 1, Folds: len(r.folds), Score: res.score})
		switch {
		case fold == 0 && r.hopeless(t):
			r.skip(t, "It was far behind the best model on the first part of the rows.")
		case t.complete():
			r.book(t)
		}
	}
}

func (t *trial) complete() bool {
	for _, f := range t.folds {
		if !f.done {
			return false
		}
	}
	return true
}

func reason(err error) string {
	var e *automl.Error
	if errors.As(err, &e) {
		return e.Msg
	}
	return fmt.Sprintf("The fit failed: %v.", err)
}

// take hands out the next fold to do. It waits when the next candidate depends on trials
// that are still running.
func (r *Run) take() (*trial, int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		if r.clock.over() || r.ctx.Err() != nil {
			return nil, 0, false
		}
		if t := r.next(); t != nil {
			t.next++
			return t, t.next - 1, true
		}
		ready, more := r.grow()
		if !more && !r.unsettledAny() {
			return nil, 0, false
		}
		if !ready || !more {
			r.waiting++
			r.cond.Wait()
			r.waiting--
		}
	}
}

// idle is how many workers have nothing to do just now: a fit may use their cores.
func (r *Run) idle() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.waiting
}

// maxTrials bounds a run whose budget would allow no end of trials: more than this many
// only overfits the folds.
const maxTrials = 200

// grow adds a varied candidate. Ready is false when it depends on trials that still run,
// more when there can be none.
func (r *Run) grow() (ready, more bool) {
	n := len(r.trials)
	if r.job.Trials > 0 && n >= r.job.Trials || n >= r.patience() || r.outOfTime() {
		return false, false
	}
	earlier := r.trials[:max(0, n-search.Lag+1)]
	least := math.Inf(1)
	for _, t := range earlier {
		if t.state == automl.Waiting || t.state == automl.Running {
			return false, true
		}
		if t.state == automl.Done {
			least = min(least, r.metric.Loss(t.row.Score))
		}
	}
	var results []search.Result
	for _, t := range earlier {
		loss := r.metric.Loss(t.row.Score)
		results = append(results, search.Result{Candidate: t.candidate, Loss: loss, Scored: t.state == automl.Done && !t.cut && !r.far(loss, least)})
	}
	c, ok := search.Vary(r.cat, results, n, r.job.Seed)
	if !ok {
		return false, false
	}
	t, err := r.newTrial(n+1, c)
	if err != nil {
		return false, false
	}
	r.trials = append(r.trials, t)
	row := t.row
	r.emitter.emit(automl.Event{Kind: automl.TrialQueued, Trial: t.number, Folds: len(r.folds), Model: &row})
	return true, true
}

// outOfTime reports whether the last variations were all skipped: what is left of the time
// is too little for another.
func (r *Run) outOfTime() bool {
	varied := r.trials[len(r.queue):]
	if len(varied) < giveUp {
		return false
	}
	for _, t := range varied[len(varied)-giveUp:] {
		if t.state != automl.Skipped {
			return false
		}
	}
	return true
}

// giveUp is how many variations in a row are skipped before no more are made.
const giveUp = 12

// patience is the number of trials after which a run by time ends: on small data many
// trials pick the luckiest, not the best.
func (r *Run) patience() int {
	if r.job.Trials > 0 {
		return r.job.Trials
	}
	return patience(len(r.rows))
}

// patience is the number of trials that so many rows are worth.
func patience(rows int) int {
	switch {
	case rows < 500:
		return 20
	case rows < 2500:
		return 30
	case rows < 10000:
		return 60
	}
	return maxTrials
}

// affordable reports whether a trial fits the time and memory that are left, and books it
// as skipped when it does not. It is called with the mutex held, before the first fold.
func (r *Run) affordable(t *trial) bool {
	why := tooLarge(t.alg, len(r.folds[0].Train), r.width())
	if why == "" {
		why = r.tooHungry(t)
	}
	if why == "" && r.tooSlow(t) {
		why = tooLongText
	}
	if why == "" {
		return true
	}
	r.skip(t, why)
	return false
}

// skip gives a trial up and says why. It is called with the mutex held.
func (r *Run) skip(t *trial, why string) {
	t.state, t.row.State, t.reason = automl.Skipped, automl.Skipped, why
	t.row.Error = why
	for i := range t.folds {
		t.folds[i].forget()
		t.folds[i].values, t.folds[i].losses = nil, nil
	}
	r.emitter.emit(automl.Event{Kind: automl.TrialSkipped, Trial: t.number, Text: why})
	r.cond.Broadcast()
}

// tooLarge says why a table is beyond what an algorithm is meant for; empty when it is not.
func tooLarge(alg *automl.Algorithm, rows, cols int) string {
	if most := alg.Needs.MaxRows; most > 0 && rows > most {
		return fmt.Sprintf("It is meant for at most %d rows.", most)
	}
	if most := alg.Needs.MaxCells; most > 0 && rows*cols > most {
		return "The table is too large for it."
	}
	return ""
}

// tooHungry says that a trial would need more memory than there is; empty when it would not.
func (r *Run) tooHungry(t *trial) string {
	limit := r.memoryLimit()
	if most := max(wideBytes, limit/wideShare); r.wide() && (limit <= 0 || limit > most) {
		limit = most
	}
	if need := r.candidateBytes(t.candidate) * int64(r.job.Threads); limit > 0 && need > limit {
		return fmt.Sprintf("It would need about %.1f GB of memory.", float64(need)/1e9)
	}
	return ""
}

// tooSlow reports whether a trial is not expected to end in time, by its forecast and by
// how long its family's forecasts proved to be. The first trials are always begun, and while
// much of the time is left a family that was not tried yet is given the benefit of doubt.
func (r *Run) tooSlow(t *trial) bool {
	left, timed := r.clock.left()
	if best := r.bestTrial(); !timed || best == nil || best == r.baseline {
		return false
	}
	slack := 1.3
	ratio, known := r.pace(t.candidate.Algorithm)
	if !known {
		ratio = 1
		if left > r.job.Budget/2 {
			slack = 2
		}
	}
	return r.wallSec(t)*ratio > slack*left.Seconds()
}

// wallSec is the forecast time of all folds of a trial in seconds, before correction.
func (r *Run) wallSec(t *trial) float64 {
	first, later := r.forecastSec(t, 0), r.forecastSec(t, 1)
	all := first + later*float64(len(r.folds)-1)
	return max(first, all/float64(min(r.job.Threads, len(r.folds))))
}

// forecastSec is the forecast time of a fold in seconds, before correction.
func (r *Run) forecastSec(t *trial, fold int) float64 {
	first, later := r.foldWork(t.alg, t.learner, len(r.folds[0].Train))
	if fold > 0 {
		return later
	}
	return first
}

// pace is how many seconds a forecast second of an algorithm took, over the folds done.
func (r *Run) pace(algorithm string) (float64, bool) {
	took, forecast := 0.0, 0.0
	for _, t := range r.trials {
		if t.candidate.Algorithm != algorithm {
			continue
		}
		for k, f := range t.folds {
			if f.done {
				took += f.fitSec
				forecast += r.forecastSec(t, k)
			}
		}
	}
	return took / forecast, forecast > 0
}

// book closes a trial all of whose folds are done. It is called with the mutex held.
func (r *Run) book(t *trial) {
	r.gather(t)
	if t.cut && t.number > 0 && r.baseline.state == automl.Done && !r.metric.Better(t.row.Score, r.baseline.row.Score) {
		r.skip(t, "The time ended before it had learned anything.")
		return
	}
	t.state, t.row.State = automl.Done, automl.Done
	if t.number > 0 {
		r.letGo(t)
		r.letLosersGo()
		if r.job.Budget > 0 {
			r.clock.setReserve(r.reserve())
		}
	}
	row := t.row
	r.emitter.emit(automl.Event{Kind: automl.TrialDone, Trial: t.number, Score: row.Score, Model: &row})
	if b := r.bestTrial(); b != nil && b.id() != r.best {
		r.best = b.id()
		best := b.row
		r.emitter.emit(automl.Event{Kind: automl.BestChanged, Trial: b.number, Score: best.Score, Model: &best})
	}
}

// bestTrial is the finished trial with the best score, the first among equals.
func (r *Run) bestTrial() *trial {
	var best *trial
	for _, t := range r.trials {
		if t.state == automl.Done && (best == nil || r.metric.Better(t.row.Score, best.row.Score)) {
			best = t
		}
	}
	if best == nil && r.baseline.state == automl.Done {
		return r.baseline
	}
	return best
}
