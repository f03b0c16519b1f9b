package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/prep"
	"winnow/automl/search"
	"winnow/automl/store"
)

// trial is one candidate and what has come of it. Its fields below learner are guarded by
// the run's mutex.
type trial struct {
	number    int // 1-based; 0 for the baseline
	candidate search.Candidate
	alg       *automl.Algorithm
	learner   automl.Learner
	prep      prep.Options

	state    automl.State
	reason   string // why it failed or was skipped
	next     int    // first fold that no worker has taken
	finished int
	cut      bool            // a fold was asked to end early
	found    automl.Settings // what the first fold found out for the others
	folds    []foldResult
	oof      *automl.Prediction // over the run's scored rows, once all folds are done; nil where it is
	away     *storedValues      // in the attic
	row      automl.ModelRow
	final    *graph.Node // fitted on all rows, or the mean of the folds' models

	remedy  *remedy                            // nil for none
	derived func(base *graph.Node) *graph.Node // of a model that is made of another's answers
}

// foldResult is what one fold of a trial yielded.
type foldResult struct {
	done      bool
	score     float64
	scored    bool      // the metric is defined on this fold
	values    []float64 // nil once the trial's oof has them
	losses    []float64 // of the first fold's rows, where trials may be given up by them
	fitSec    float64
	predictMs float64
	bytes     int64
	model     *stored // nil where none is kept, as after a resume
}

func (r *Run) newTrial(number int, c search.Candidate) (*trial, error) {
	l, alg, err := c.Learner(r.cat)
	if err != nil {
		return nil, err
	}
	t := &trial{number: number, candidate: c, alg: alg, learner: l, state: automl.Waiting, folds: make([]foldResult, len(r.folds))}
	t.prep = prep.For(alg.Needs)
	if err := t.prep.Params().Set(c.Prep); err != nil {
		return nil, err
	}
	if number > 0 {
		t.remedy = r.remedy
	}
	t.row = automl.ModelRow{ID: t.id(), Name: c.Name, Algorithm: c.Algorithm, Settings: l.Params().Settings(),
		State: automl.Waiting, Baseline: number == 0, Readable: alg.Readable}
	t.remedy.mark(&t.row)
	return t, nil
}

func (t *trial) id() string {
	if t.row.Of != "" || t.row.ID == distilID {
		return t.row.ID
	}
	if t.number == 0 {
		return "baseline"
	}
	return fmt.Sprintf("m%d", t.number)
}

// prepared is the data set of one fold after the transforms of one kind of preparation,
// which every trial that wants the same shares.
func (r *Run) prepared(ctx context.Context, rows []int32, fold int, t *trial, env automl.Env) (*automl.Dataset, error) {
	train := func() *automl.Dataset { return t.remedy.before(r.setup, r.base.With(rows)) }
	key := func(o prep.Options) string {
		return fmt.Sprintf("%d|%v%s", fold, o.Params().Settings(), t.remedy.key())
	}
	plain, err := r.preps.get(ctx, key(t.prep.Plain()), func() (*automl.Dataset, error) {
		return prep.Fit(ctx, train(), t.prep.Plain(), env)
	})
	if err != nil || !t.prep.Combines() {
		return plain, err
	}
	return r.preps.get(ctx, key(t.prep), func() (*automl.Dataset, error) {
		return prep.Combine(ctx, train(), plain, t.prep, env)
	})
}

// errNothingTogether says that a trial would be the same as one that combines no columns.
var errNothingTogether = errors.New("nothing to combine")

// errNoCodes says that a trial would be the same as one that reads no number as a code.
var errNoCodes = errors.New("no codes among the numbers")

// needless says what makes a trial the same as one without its options of preparation.
func needless(o *prep.Options, d *automl.Dataset) error {
	switch {
	case o.ReadsCodes() && !prep.Coded(d):
		return errNoCodes
	case o.Combines() && !together(d):
		return errNothingTogether
	}
	return nil
}

// together reports whether a feature is made of several columns.
func together(d *automl.Dataset) bool {
	return slices.ContainsFunc(d.Features, func(f *automl.Feature) bool { return len(f.From) > 1 })
}

// runFold fits one fold of a trial and predicts its valid rows. A panic becomes an error.
func (r *Run) runFold(t *trial, fold int) (res foldResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &automl.Error{Op: "fit", Kind: automl.Internal, Msg: fmt.Sprintf("The fit broke off: %v.", p),
				Err: fmt.Errorf("%v\n%s", p, debug.Stack())}
		}
	}()
	if saved, ok := r.saved[foldKey(t.candidate.Key(), fold)]; ok && len(saved.Values) == len(r.folds[fold].Valid)*r.base.PredictionWidth() {
		r.settle(t, saved.Found)
		return r.scoreFold(fold, foldResult{values: saved.Values, fitSec: saved.FitSec, predictMs: saved.PredictMs, bytes: saved.Bytes}), nil
	}
	f := r.folds[fold]
	began := time.Now()
	node, cut, err := r.fit(t, fold, 1+r.idle(), r.trainingEnd)
	if err != nil {
		return res, err
	}
	res.fitSec = time.Since(began).Seconds()
	began = time.Now()
	res.values, err = r.predictUntil(node, f.Valid, r.tooLong(t, len(f.Valid)))
	if err != nil {
		return res, err
	}
	res.predictMs = time.Since(began).Seconds() * 1e6 / float64(len(f.Valid))
	res.bytes = graph.Bytes(node)
	graph.Rest(node)
	for _, v := range res.values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return res, automl.Errorf("fit", automl.Internal, "The model diverged: some of its predictions are no numbers.")
		}
	}
	if fold == 0 || r.mayBag(t) || r.job.Distil {
		res.model = r.attic.put(node)
	}
	if cut {
		r.mu.Lock()
		t.cut = true
		r.mu.Unlock()
	} else if r.store != nil {
		var found automl.Settings
		if fold == 0 {
			found = r.settled(t)
		}
		err = r.store.SaveFold(store.Fold{Candidate: t.candidate.Key(), Fold: fold, FitSec: res.fitSec,
			PredictMs: res.predictMs, Bytes: res.bytes, Found: found, Values: res.values})
		if err != nil {
			return res, err
		}
	}
	return r.scoreFold(fold, res), nil
}

// allRows stands for the fold of a fit on all rows.
const allRows = -1

// fit prepares the training rows of a fold, or all rows, and fits the trial's learner on
// them until ending says that it should end early. Cut says that it did.
func (r *Run) fit(t *trial, fold, workers int, ending func() (<-chan struct{}, func())) (node *graph.Node, cut bool, err error) {
	rows := r.rows
	if fold != allRows {
		rows = r.folds[fold].Train
	}
	soft, release := ending()
	defer release()
	env := automl.Env{Seed: num.Seed(r.job.Seed, t.candidate.Key(), fold), Workers: workers, SoftStop: soft}
	if t.number == 0 { // the baseline looks at no column
		node, err = t.learner.Fit(r.ctx, r.base.With(rows).WithFeatures(nil), env)
		return node, false, err
	}
	ds, err := r.prepared(r.ctx, rows, fold, t, automl.Env{Seed: num.Seed(r.job.Seed, "prep", fold), Workers: workers})
	if err != nil {
		return nil, false, err
	}
	if fold != allRows && r.begunTooLate(t) {
		return nil, false, errTooLong
	}
	if fold == 0 {
		if err := needless(&t.prep, ds); err != nil {
			return nil, false, err
		}
	}
	learner, err := r.learnerFor(t, fold, &env)
	if err != nil {
		return nil, false, err
	}
	node, err = t.remedy.fit(r, learner, ds, env)
	return node, env.Softly(), err
}

// learnerFor is the trial's learner with what the first fold found out; the first fold is
// made to tell it.
func (r *Run) learnerFor(t *trial, fold int, env *automl.Env) (automl.Learner, error) {
	if !t.alg.Settles {
		return t.learner, nil
	}
	if fold == 0 {
		soft := env.Softly
		env.Found = func(s automl.Settings) {
			if !soft() { // else it was found in haste
				r.settle(t, s)
			}
		}
		return t.learner, nil
	}
	found := r.settled(t)
	if len(found) == 0 {
		return t.learner, nil
	}
	l, _, err := t.candidate.Learner(r.cat)
	if err != nil {
		return nil, err
	}
	return l, l.Params().Set(found)
}

func (r *Run) settle(t *trial, found automl.Settings) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(found) > 0 {
		t.found = found
	}
}

func (r *Run) settled(t *trial) automl.Settings {
	r.mu.Lock()
	defer r.mu.Unlock()
	return t.found
}

// trainingEnd closes when training should end, or when one fold has taken more than its
// share of the time that was left.
func (r *Run) trainingEnd() (<-chan struct{}, func()) {
	left, timed := r.clock.left()
	share := left * time.Duration(2*r.job.Threads) / time.Duration(3*len(r.folds))
	return endAt(r.clock.softStop(), share, timed)
}

// budgetEnd closes when the whole budget is used up, and soon after the person stopped.
// Once the run has ended there is no limit.
func (r *Run) budgetEnd() (<-chan struct{}, func()) {
	left, timed := r.budgetLeft()
	return endAt(nil, left, timed)
}

// budgetLeft is the time until then; false for no limit.
func (r *Run) budgetLeft() (time.Duration, bool) {
	select {
	case <-r.done:
		return 0, false
	default:
	}
	left, timed := r.clock.total()
	if r.clock.wasStopped() && (!timed || left > maxAfterStop) {
		left, timed = maxAfterStop, true
	}
	return left, timed
}

// endAt is a channel that closes with parent or after a time. Release frees what it holds.
func endAt(parent <-chan struct{}, after time.Duration, timed bool) (soft <-chan struct{}, release func()) {
	out, quit := make(chan struct{}), make(chan struct{})
	var timer <-chan time.Time
	if timed {
		timer = time.After(max(after, 50*time.Millisecond))
	}
	go func() {
		select {
		case <-parent:
			close(out)
		case <-timer:
			close(out)
		case <-quit:
		}
	}()
	return out, func() { close(quit) }
}

// maxAfterStop is how long the final fits may take after the person asked to stop.
const maxAfterStop = 10 * time.Second

// predict evaluates a pipeline on rows of the table.
func (r *Run) predict(node *graph.Node, rows []int32) ([]float64, error) {
	return r.predictUntil(node, rows, nil)
}

// predictWide is predict on all threads, for when nothing else is at work.
func (r *Run) predictWide(node *graph.Node, rows []int32) ([]float64, error) {
	plan, err := r.planOf(node)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(rows)*plan.Width())
	parts := max(1, min(r.job.Threads, len(rows)/graph.BatchRows))
	err = num.ForEach(r.ctx, r.job.Threads, parts, func(k int) error {
		from, to, own := k*len(rows)/parts, (k+1)*len(rows)/parts, plan
		if k > 0 {
			own = plan.Copy()
		}
		own.Rows(rows[from:to], out[from*plan.Width():to*plan.Width()])
		return nil
	})
	return out, err
}

// planOf is a plan of a pipeline over the table.
func (r *Run) planOf(node *graph.Node) (*graph.Plan, error) {
	plan, err := graph.NewPlan(node, r.frame)
	if err != nil {
		return nil, err
	}
	if plan.Width() != r.base.PredictionWidth() {
		return nil, automl.Errorf("fit", automl.Internal, "The model answers %d columns, not %d.", plan.Width(), r.base.PredictionWidth())
	}
	return plan, nil
}

// predictUntil is predict that breaks off with errTooLong when stop, if there is one, says so.
func (r *Run) predictUntil(node *graph.Node, rows []int32, stop func(done int) bool) ([]float64, error) {
	plan, err := r.planOf(node)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(rows)*plan.Width())
	if !plan.RowsUntil(rows, out, stop) {
		return nil, errTooLong
	}
	return out, nil
}

// scoreFold scores a fold by the job's metric, where it is defined.
func (r *Run) scoreFold(fold int, res foldResult) foldResult {
	res.done = true
	if fold == 0 && r.prunes() {
		res.losses = losses(r.targetOf(r.folds[0].Valid), r.base.PredictionWidth(), res.values)
	}
	score, err := r.metric.Score(r.targetOf(r.folds[fold].Valid), &automl.Prediction{Width: r.base.PredictionWidth(), Values: res.values})
	if err == nil && !math.IsNaN(score) {
		res.score, res.scored = score, true
	}
	return res
}

// targetOf is the truth of the given rows.
func (r *Run) targetOf(rows []int32) automl.Target {
	y := automl.Target{Task: r.job.Task, Classes: r.classes, Y: make([]float64, len(rows))}
	for i, row := range rows {
		y.Y[i] = r.base.Y[row]
	}
	if r.base.W != nil {
		y.W = make([]float64, len(rows))
		for i, row := range rows {
			y.W[i] = r.base.W[row]
		}
	}
	return y
}
