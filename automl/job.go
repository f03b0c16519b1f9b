package automl

import "time"

// SplitKind says how rows are set apart for scoring.
type SplitKind string

// The kinds of split.
const (
	SplitAuto    SplitKind = ""         // by rows and by what the job names: group, time, else stratified folds
	SplitKFold   SplitKind = "kfold"    // stratified for classes
	SplitHoldout SplitKind = "holdout"  // one part held back
	SplitGroup   SplitKind = "group"    // rows of a group stay together
	SplitForward SplitKind = "forward"  // train on the past, score on the future
	SplitRepeat  SplitKind = "repeated" // folds, more than once
)

// Preference says which of the models of a run is recommended.
type Preference string

// The preferences.
const (
	PreferBest     Preference = ""         // the best score
	PreferSimplest Preference = "simplest" // the easiest to follow of those not worse beyond chance
)

// Job is what the person decided.
type Job struct {
	Target   string   `json:"target"`
	Task     Task     `json:"task"`               // empty: found out
	Positive string   `json:"positive,omitempty"` // class of interest, binary; empty: found out
	Metric   string   `json:"metric"`             // stable name; empty: the task's default
	Drop     []string `json:"drop,omitempty"`     // columns left out
	Group    string   `json:"group,omitempty"`    // column whose equal values stay together
	Time     string   `json:"time_column,omitempty"`
	Weight   string   `json:"weight,omitempty"` // column of row weights

	Split   SplitKind `json:"split,omitempty"`
	Folds   int       `json:"folds,omitempty"`   // 0: by rows
	Repeats int       `json:"repeats,omitempty"` // 0: by rows
	Holdout float64   `json:"holdout,omitempty"` // share of rows held back by SplitHoldout; 0: 0.2
	// Sealed is the share of rows, below 0.5, set apart before anything is fitted, for the
	// final test alone: the latest ones where there is a time, whole groups where there are
	// groups. 0 sets none apart.
	Sealed float64 `json:"sealed,omitempty"`

	Algorithms []string      `json:"algorithms,omitempty"` // empty: all that fit
	Budget     time.Duration `json:"budget,omitempty"`     // from Start to a usable model; 0: by Trials alone
	Trials     int           `json:"trials,omitempty"`     // number of candidate models; 0: as many as the time allows
	Threads    int           `json:"threads,omitempty"`    // 0: as many as there are cores
	// PredictLimit is how long the model may take for one row, among many; 0 is no limit.
	PredictLimit time.Duration `json:"predict_limit,omitempty"`
	// Distil asks for one booster that learns what the ensemble of the best models says, and
	// for its being recommended where it is not worse than the best single model beyond chance.
	Distil bool `json:"distil,omitempty"`
	// Prefer says which model is recommended.
	Prefer Preference `json:"prefer,omitempty"`
	// Reweigh names sensitive columns: every model is trained with weights under which the
	// groups that they make and the classes are independent. Scores are not weighted so.
	Reweigh   []string `json:"fair_reweigh,omitempty"`
	Seed      uint64   `json:"seed"`
	MemoryMax int64    `json:"memory_max,omitempty"` // bytes; 0: by what is free
}
