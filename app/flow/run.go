package flow

import (
	"slices"
	"time"

	"winnow/automl"
)

// Phase is where a run stands.
type Phase int

// The phases of a run.
const (
	RunStarting Phase = iota // asked for, no event yet
	RunGoing
	RunStopping // the person asked it to stop
	RunEnded    // with models that can be used
	RunBroken   // without
)

// Trial is one candidate model of a run as it stands.
type Trial struct {
	Number int
	Name   string
	State  automl.State
	Folds  []float64 // scores so far
	Of     int       // folds in all; 0: not known yet
	Reason string    // why it failed or was skipped
	Row    *automl.ModelRow
}

// Point is one moment of a run: a model was done with this score.
type Point struct {
	At    time.Duration
	Score float64
	Name  string
}

// Run is a snapshot of a run, made from its events. It is never written to after it is
// made.
type Run struct {
	ID      string
	Key     string // settings that it was made with
	Job     automl.Job
	Choices Choices
	Data    string
	Phase   Phase
	Plan    *automl.Plan
	Stage   automl.Stage
	Text    string // what the engine says it is doing
	Elapsed time.Duration
	Share   float64 // of the budget
	Trials  []Trial
	Points  []Point // models done but the baseline, in order of time
	Bests   []Point // best so far, in order of time
	Best    *automl.ModelRow
	Base    *automl.ModelRow // the baseline, once scored
	Board   automl.Leaderboard
	Kept    int
	Err     error
	Seq     int // of the last event seen
}

// Active reports whether the run is still at work.
func (r *Run) Active() bool { return r.Phase <= RunStopping }

// Ended reports whether the run is over and has models.
func (r *Run) Ended() bool { return r.Phase == RunEnded }

// Row finds a model of the leaderboard.
func (r *Run) Row(id string) *automl.ModelRow {
	i := slices.IndexFunc(r.Board.Rows, func(m automl.ModelRow) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Board.Rows[i]
}

// Finished is the number of models that are done, without the baseline.
func (r *Run) Finished() int {
	n := 0
	if r.Ended() && len(r.Board.Rows) > 0 {
		for i := range r.Board.Rows {
			if r.Board.Rows[i].State == automl.Done && !r.Board.Rows[i].Baseline {
				n++
			}
		}
		return n
	}
	for i := range r.Trials {
		if t := &r.Trials[i]; t.State == automl.Done && (t.Row == nil || !t.Row.Baseline) {
			n++
		}
	}
	return n
}

// Counts says how many trials are done, at work, waiting, and lost.
func (r *Run) Counts() (done, running, waiting, lost int) {
	for i := range r.Trials {
		switch r.Trials[i].State {
		case automl.Done:
			done++
		case automl.Running:
			running++
		case automl.Waiting:
			waiting++
		case automl.Failed, automl.Skipped:
			lost++
		}
	}
	return done, running, waiting, lost
}

// Live lists the trials as the training screen shows them: done ones best first, then
// those at work, waiting, and lost. Better may be nil: then a higher score is better.
func (r *Run) Live(better func(a, b float64) bool) []Trial {
	if better == nil {
		better = func(a, b float64) bool { return a > b }
	}
	group := map[automl.State]int{automl.Done: 0, automl.Running: 1, automl.Waiting: 2, automl.Skipped: 3, automl.Failed: 4}
	out := slices.Clone(r.Trials)
	slices.SortStableFunc(out, func(a, b Trial) int {
		if g := group[a.State] - group[b.State]; g != 0 {
			return g
		}
		if a.State == automl.Done && a.Row != nil && b.Row != nil {
			switch {
			case better(a.Row.Score, b.Row.Score):
				return -1
			case better(b.Row.Score, a.Row.Score):
				return 1
			}
		}
		return a.Number - b.Number
	})
	return out
}

// Left is the time that the run may still take by its budget; 0 when it is over or has
// none.
func (r *Run) Left() time.Duration {
	if !r.Active() || r.Job.Budget == 0 {
		return 0
	}
	return max(r.Job.Budget-r.Elapsed, 0)
}

// apply returns the run after an event. Events that were seen before change nothing.
func (r *Run) apply(e automl.Event) *Run {
	if e.Seq != 0 && e.Seq <= r.Seq {
		return r
	}
	n := *r
	if e.Seq != 0 {
		n.Seq = e.Seq
	}
	n.Elapsed = max(n.Elapsed, e.Elapsed)
	if e.Share > 0 {
		n.Share = min(e.Share, 1)
	}
	switch e.Kind {
	case automl.RunStarted:
		n.Plan = e.Plan
		if n.Phase == RunStarting {
			n.Phase = RunGoing
		}
	case automl.StageChanged:
		n.Stage, n.Text = e.Stage, e.Text
	case automl.BestChanged:
		n.best(e)
	case automl.RunDone:
		n.Phase, n.Stage, n.Kept = RunEnded, automl.Finished, e.Kept
	case automl.RunFailed:
		n.Phase = RunBroken
		n.Err = &automl.Error{Op: "train", Kind: automl.BadData, Msg: e.Text, Hint: e.Hint}
	case automl.TrialQueued, automl.TrialStarted, automl.FoldDone, automl.TrialDone,
		automl.TrialFailed, automl.TrialSkipped:
		n.trial(e)
	case automl.BudgetTick:
	}
	return &n
}

func (r *Run) best(e automl.Event) {
	if e.Model == nil {
		return
	}
	r.Best = e.Model
	if e.Model.Baseline {
		return
	}
	r.Bests = append(slices.Clone(r.Bests), Point{At: e.Elapsed, Score: e.Model.Score, Name: e.Model.Name})
}

func (r *Run) trial(e automl.Event) {
	r.Trials = slices.Clone(r.Trials)
	i := slices.IndexFunc(r.Trials, func(t Trial) bool { return t.Number == e.Trial })
	if i < 0 {
		i = len(r.Trials)
		r.Trials = append(r.Trials, Trial{Number: e.Trial, State: automl.Waiting})
	}
	t := r.Trials[i]
	if e.Model != nil {
		t.Name = e.Model.Name
	}
	if e.Folds > 0 {
		t.Of = e.Folds
	}
	switch e.Kind {
	case automl.TrialStarted:
		t.State = automl.Running
	case automl.FoldDone:
		t.State = automl.Running
		t.Folds = append(slices.Clone(t.Folds), e.Score)
	case automl.TrialDone:
		t.State = automl.Done
		t.Row = e.Model
		r.done(e)
	case automl.TrialFailed:
		t.State, t.Reason = automl.Failed, e.Text
	case automl.TrialSkipped:
		t.State, t.Reason = automl.Skipped, e.Text
	}
	r.Trials[i] = t
}

func (r *Run) done(e automl.Event) {
	if e.Model == nil {
		return
	}
	if e.Model.Baseline {
		r.Base = e.Model
	}
	if e.Model.Baseline {
		return
	}
	r.Points = append(slices.Clone(r.Points), Point{At: e.Elapsed, Score: e.Model.Score, Name: e.Model.Name})
}
