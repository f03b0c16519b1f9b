package automl

import "time"

// EventKind says what happened.
type EventKind string

// The events of a run, in the order in which they can come. Between RunStarted and
// RunDone or RunFailed they may repeat.
const (
	RunStarted   EventKind = "run_started"   // Plan says what will be tried
	TrialQueued  EventKind = "trial_queued"  // Trial, Model
	TrialStarted EventKind = "trial_started" // Trial
	FoldDone     EventKind = "fold_done"     // Trial, Fold, Score: on disk already
	TrialDone    EventKind = "trial_done"    // Trial, Model with its score
	TrialFailed  EventKind = "trial_failed"  // Trial, Text: why
	TrialSkipped EventKind = "trial_skipped" // Trial, Text: why
	BestChanged  EventKind = "best_changed"  // Model: the best so far
	StageChanged EventKind = "stage_changed" // Stage, Text
	BudgetTick   EventKind = "budget_tick"   // Elapsed, Share
	RunDone      EventKind = "run_done"      // Kept models, Model: the recommended one
	RunFailed    EventKind = "run_failed"    // Text: why, Hint: what to do
)

// Stage is a part of a run.
type Stage string

// The stages of a run.
const (
	Preparing  Stage = "preparing"
	Training   Stage = "training"
	Ensembling Stage = "ensembling"
	Refitting  Stage = "refitting"
	Finished   Stage = "finished"
)

// Event is one entry of the ordered stream that the wizard, the terminal, the log file and
// HTTP clients observe.
type Event struct {
	Seq     int           `json:"seq"` // 1, 2, 3, ... within a run
	Kind    EventKind     `json:"kind"`
	Elapsed time.Duration `json:"elapsed"`
	Trial   int           `json:"trial,omitempty"` // 1-based
	Fold    int           `json:"fold,omitempty"`  // 1-based
	Folds   int           `json:"folds,omitempty"`
	Score   float64       `json:"score,omitempty"`
	Share   float64       `json:"share,omitempty"` // of the budget used, 0 to 1
	Stage   Stage         `json:"stage,omitempty"`
	Text    string        `json:"text,omitempty"`
	Hint    string        `json:"hint,omitempty"`
	Model   *ModelRow     `json:"model,omitempty"`
	Kept    int           `json:"kept,omitempty"`
	Plan    *Plan         `json:"plan,omitempty"`
}

// Plan is what a run is going to do, known before it starts.
type Plan struct {
	Job     Job      `json:"job"` // with everything found out filled in
	Rows    int      `json:"rows"`
	Left    int      `json:"left_out"`         // rows without a target
	Sealed  int      `json:"sealed,omitempty"` // rows set apart for the final test
	Columns int      `json:"columns"`          // used as inputs
	Classes []string `json:"classes,omitempty"`
	Split   string   `json:"split"` // in words: "5 folds, stratified by class"
	Models  int      `json:"models"`
	Bytes   int64    `json:"bytes"` // memory the run is expected to need
	Free    int64    `json:"free"`  // memory that was free
	Notes   []string `json:"notes,omitempty"`
}

// State is where a trial stands.
type State string

// The states of a trial.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// ModelRow is one row of the leaderboard.
type ModelRow struct {
	ID        string             `json:"id"` // "m1", ...; "baseline"; "ensemble"; "distilled"
	Rank      int                `json:"rank,omitempty"`
	Name      string             `json:"name"`
	Algorithm string             `json:"algorithm"`
	Settings  Settings           `json:"settings,omitempty"`
	State     State              `json:"state"`
	Error     string             `json:"error,omitempty"`
	Score     float64            `json:"score"` // mean over folds of the job's metric
	Folds     []float64          `json:"folds"` // score of each fold done
	Low       float64            `json:"low"`   // 95 % interval of the mean
	High      float64            `json:"high"`
	Scores    map[string]float64 `json:"scores,omitempty"` // every metric of the task on the out-of-fold predictions
	FitSec    float64            `json:"fit_seconds"`      // all folds together
	PredictMs float64            `json:"predict_ms"`       // per 1,000 rows
	Bytes     int64              `json:"bytes"`            // of the saved pipeline
	Baseline  bool               `json:"baseline,omitempty"`
	Tied      bool               `json:"tied,omitempty"`   // not worse than the best beyond chance
	Weight    float64            `json:"weight,omitempty"` // in the ensemble
	Readable  int                `json:"readable,omitempty"`
	Usable    bool               `json:"usable"`               // refitted on all rows and ready to predict
	Test      *FinalTest         `json:"final_test,omitempty"` // once it was revealed
	// Remedy is what was done so that groups by the columns Sensitive are treated more alike;
	// empty: nothing. Of is the model beside which it stands, where it was made afterwards.
	Remedy    Remedy   `json:"remedy,omitempty"`
	Sensitive []string `json:"sensitive,omitempty"`
	Of        string   `json:"of,omitempty"`
	// Lot says that the answers are the probabilities with which rows are to be selected by lot.
	Lot bool `json:"by_lot,omitempty"`
}

// Leaderboard is the state of a run's models, best first, the baseline last.
type Leaderboard struct {
	Metric      string `json:"metric"`
	Recommended string `json:"recommended,omitempty"` // ID of the model to take
	Reason      string `json:"reason,omitempty"`      // why, in words
	// Corrected is what the recommended model is expected to score on new rows, once the
	// luck of having been chosen is taken out; nil while training and where nothing was
	// chosen.
	Corrected *Corrected `json:"corrected,omitempty"`
	Rows      []ModelRow `json:"rows"`
}

// Corrected is a score less the bias of having been chosen for it, with its 95 % interval.
type Corrected struct {
	Metric string  `json:"metric"`
	Score  float64 `json:"score"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Models int     `json:"models"` // among which the choice was made
}
