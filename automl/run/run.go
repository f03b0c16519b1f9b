package run

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"winnow/automl"
	"winnow/automl/search"
	"winnow/automl/store"
	"winnow/automl/table"
)

// Options is what a run works with beside its data and job.
type Options struct {
	Catalog *automl.Catalog
	// Profile of the table for the job's target, when there is one already.
	Profile *automl.Profile
	// Observe is called with every event, in order, one at a time. It must return soon.
	Observe func(automl.Event)
	// Dir is the folder that the run is kept in; empty keeps it in memory only.
	Dir string
	// Resume goes on with the run in Dir if it did the same work: what it finished is not
	// done again.
	Resume bool
	// Candidates are tried instead of the portfolio, in this order, when there are any.
	Candidates []search.Candidate
	// AppVersion goes into saved models.
	AppVersion string
}

// Run is one training. Its methods may be called from any goroutine.
type Run struct {
	*setup
	o       Options
	start   time.Time
	clock   *clock
	emitter *emitter
	store   *store.Run
	saved   map[string]store.Fold // results of an earlier run of the same work
	preps   prepCache
	attic   *attic

	ctx    context.Context // of the run, and of what is fitted on demand after it
	cancel context.CancelFunc
	done   chan struct{}
	err    error

	mu       sync.Mutex
	cond     *sync.Cond
	waiting  int      // workers with nothing to do just now
	trials   []*trial // in order; the baseline is kept apart
	baseline *trial
	blend    *blend                       // nil until there is one
	best     string                       // ID of the best single model, or of the one to fall back on
	decided  map[string]float64           // thresholds that the person chose
	chosen   string                       // ID of the model that the run recommends in the end; empty until then
	luck     *correction                  // of the recommended model's score; nil until the run is over
	tests    map[string]*automl.FinalTest // those that were revealed
	imp      map[string][]automl.Importance
	sure     map[string]known
	familiar *automl.Familiar
}

// Plan says what a run of job on t would do, without starting it.
func Plan(ctx context.Context, t *table.Table, job automl.Job, o Options) (*automl.Plan, error) {
	s, err := prepare(ctx, t, job, &o)
	if err != nil {
		return nil, err
	}
	return &s.plan, nil
}

// Start begins a run and returns once it is under way. The clock of the job's budget
// starts now. When ctx ends the run ends and keeps nothing but what is on disk; to keep
// what is finished, call Stop.
func Start(ctx context.Context, t *table.Table, job automl.Job, o Options) (*Run, error) {
	r := &Run{o: o, start: time.Now(), done: make(chan struct{}), attic: newAttic(o.Dir)}
	r.cond = sync.NewCond(&r.mu)
	s, err := prepare(ctx, t, job, &o)
	if err != nil {
		return nil, err
	}
	r.setup = s
	r.clock = newClock(r.start, s.job.Budget)
	if err := r.openStore(); err != nil {
		return nil, err
	}
	r.emitter = newEmitter(r.start, o.Observe, r.store)
	r.ctx, r.cancel = context.WithCancel(ctx)
	go r.work()
	return r, nil
}

// key tells runs that do the same work: equal data, job and seed.
func (r *Run) key() string {
	j := r.job
	j.Threads, j.Budget, j.Trials, j.MemoryMax = 0, 0, 0, 0
	return fmt.Sprintf("%s|%+v", r.hash(), j)
}

func (r *Run) openStore() error {
	r.saved = map[string]store.Fold{}
	if r.o.Dir == "" {
		return nil
	}
	key := r.key()
	if r.o.Resume {
		st, h, err := store.Open(r.o.Dir)
		if err == nil && h.Key == key {
			folds, err := st.Folds()
			if err != nil {
				return err
			}
			for _, f := range folds {
				r.saved[foldKey(f.Candidate, f.Fold)] = f
			}
			r.store = st
			return r.openedBefore()
		}
		if err == nil {
			st.Close()
			return automl.Errorf("train", automl.BadUsage, "The run in %s was made from other data or with another job.", r.o.Dir).
				WithHint("Choose another folder, or train without resuming.")
		}
		if automl.KindOf(err) != automl.NotFound {
			return err
		}
	}
	st, err := store.Create(r.o.Dir, store.Header{Key: key, Plan: r.plan})
	r.store = st
	return err
}

func foldKey(candidate string, fold int) string { return fmt.Sprintf("%s/%d", candidate, fold) }

// work is the run from beginning to end, on its own goroutine.
func (r *Run) work() {
	defer close(r.done)
	err := r.train()
	if err != nil {
		if r.ctx.Err() != nil && automl.KindOf(err) == automl.Stopped {
			err = &automl.Error{Op: "train", Kind: automl.Stopped, Msg: "The training was cancelled.", Err: err}
		}
		e := automl.Event{Kind: automl.RunFailed, Text: err.Error()}
		if known := new(automl.Error); errors.As(err, &known) {
			e.Text, e.Hint = known.Msg, known.Hint
		}
		r.emitter.emit(e)
	}
	r.err = err
	r.emitter.close()
	if r.store != nil {
		if e := r.store.Close(); r.err == nil && e != nil {
			r.err = e
		}
	}
}

func (r *Run) train() error {
	plan := r.plan
	r.emitter.emit(automl.Event{Kind: automl.RunStarted, Plan: &plan})
	if limit := r.memoryLimit(); limit > 0 && r.table.Rows() > 0 && r.plan.Bytes > 4*limit {
		return automl.Errorf("train", automl.NoResource, "This training needs about %.1f GB of memory, but only %.1f GB are free.",
			float64(r.plan.Bytes)/1e9, float64(limit)/1e9).WithHint("Use fewer rows or columns, or close other programs.")
	}
	if err := r.tooWide(); err != nil {
		return err
	}
	stopTicks := r.tick()
	defer stopTicks()
	r.stage(automl.Training, "Training models")
	if err := r.trainAll(); err != nil {
		return err
	}
	r.clock.endTraining()
	r.stage(automl.Ensembling, "Combining the best models")
	if err := r.combine(); err != nil {
		return err
	}
	if err := r.distil(); err != nil {
		return err
	}
	r.stage(automl.Refitting, "Fitting the winners on all rows")
	if err := r.finish(); err != nil {
		return err
	}
	luck := r.correct()
	r.mu.Lock()
	r.luck = luck
	r.mu.Unlock()
	r.stage(automl.Finished, "")
	board := r.Leaderboard()
	kept := 0
	var best *automl.ModelRow
	for i := range board.Rows {
		row := &board.Rows[i]
		if row.State == automl.Done {
			kept++
		}
		if row.ID == board.Recommended {
			best = row
		}
	}
	stopTicks() // Why before: nothing is told of a run after its end
	r.emitter.emit(automl.Event{Kind: automl.RunDone, Kept: kept, Model: best})
	return nil
}

func (r *Run) stage(s automl.Stage, text string) {
	r.emitter.emit(automl.Event{Kind: automl.StageChanged, Stage: s, Text: text})
}

// tick tells observers how much of the budget is used, twice a second, until the returned
// function is called, which may be called again.
func (r *Run) tick() (stop func()) {
	quit := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		t := time.NewTicker(500 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-quit:
				return
			case <-t.C:
				r.emitter.emit(automl.Event{Kind: automl.BudgetTick, Share: r.share()})
			}
		}
	})
	return sync.OnceFunc(func() {
		close(quit)
		wg.Wait()
	})
}

// share is how much of the run is done: of the time budget, else of the folds to do.
func (r *Run) share() float64 {
	if r.job.Budget > 0 {
		return min(1, float64(time.Since(r.start))/float64(r.job.Budget))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	done := 0
	for _, t := range r.trials {
		done += t.finished
	}
	return min(1, float64(done)/float64(max(1, r.job.Trials*len(r.folds))))
}

// Stop ends the training early and keeps everything that is finished; what is left of the
// run makes the best of it usable. It returns at once and may be called again.
func (r *Run) Stop() {
	r.clock.stop()
	r.mu.Lock()
	r.cond.Broadcast()
	r.mu.Unlock()
}

// Cancel ends the run and keeps nothing but what is on disk.
func (r *Run) Cancel() {
	r.cancel()
	r.mu.Lock()
	r.cond.Broadcast()
	r.mu.Unlock()
}

// Done is closed when the run has ended.
func (r *Run) Done() <-chan struct{} { return r.done }

// Wait returns when the run has ended: nil when it has a usable model.
func (r *Run) Wait(ctx context.Context) error {
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// PlanOf is the run's plan.
func (r *Run) PlanOf() automl.Plan { return r.plan }
