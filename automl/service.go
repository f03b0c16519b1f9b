package automl

import (
	"context"

	"winnow/automl/figure"
	"winnow/automl/table"
)

// Service is all that the wizard, the command line and the HTTP server hold. Every method
// may be called from any goroutine.
type Service interface {
	Describer
	Runner
	Results
	Deciding
}

// Data is a table that the service holds for the caller.
type Data struct {
	ID     string        `json:"id"`
	Report ReadReport    `json:"report"`
	Fields []table.Field `json:"fields"`
	Rows   int           `json:"rows"`
	Bytes  int64         `json:"bytes"`
}

// Describer opens files and says what is in them.
type Describer interface {
	Catalog() *Catalog
	// Preview reads the first rows of a file, at most rows of them, quickly; the data it
	// returns has no ID. Cells are as a person reads them.
	Preview(ctx context.Context, path string, rows int, o ReadOptions) (*Data, [][]string, error)
	// Open reads a whole file and keeps it until Close.
	Open(ctx context.Context, path string, o ReadOptions) (*Data, error)
	Close(data string)
	// Rows returns cells [from, from+n) of an open table; fewer at its end. Missing cells
	// are empty.
	Rows(ctx context.Context, data string, from, n int) ([][]string, error)
	// Profile describes an open table; with a target also its links and leaks. Task may be
	// empty: found out.
	Profile(ctx context.Context, data, target string, task Task) (*Profile, error)
}

// Runner trains.
type Runner interface {
	// Plan says what a run of job would do and need, without starting it.
	Plan(ctx context.Context, data string, job Job) (*Plan, error)
	// Start begins a run and returns its ID at once. Observe is called with every event, in
	// order, one at a time, from a goroutine of the service; it must return soon.
	Start(ctx context.Context, data string, job Job, observe func(Event)) (run string, err error)
	// Stop ends a run early and keeps everything that is finished; the run still yields a
	// usable best model. It returns at once.
	Stop(run string)
	// Wait returns when the run has ended: nil when it has a usable model.
	Wait(ctx context.Context, run string) error
}

// Results answers questions about a run and uses its models.
type Results interface {
	Leaderboard(run string) (*Leaderboard, error)
	// Report gathers what is known about one model of a run. Importance is computed on
	// first use and may take seconds.
	Report(ctx context.Context, run, model string) (*Report, error)
	// Chart draws one chart of the catalogue.
	Chart(ctx context.Context, chart string, r *Report, o ChartOptions) (*figure.Figure, error)
	// Save writes a model as a .winnow file, whole or not at all. An empty model means the
	// recommended one.
	Save(ctx context.Context, run, model, path string) error
	// Predict reads a file, predicts each of its rows and writes them as CSV.
	Predict(ctx context.Context, req PredictRequest) (*PredictSummary, error)
	Exports
	Evaluator
	Effects
	Auditor
	Explainer
	Reporting
	Server
	Watching
	Mappings
}

// PredictRequest names a model, a file to predict and where to put the predictions.
type PredictRequest struct {
	Model string `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run   string `json:"run,omitempty"`   // a run of this service
	Row   string `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Data  string `json:"data"`            // path of the file to predict
	Out   string `json:"out,omitempty"`   // path of the CSV to write; empty: only the preview
	// Keep writes the file's own columns before the predictions.
	Keep bool `json:"keep,omitempty"`
	// Rename maps a needed column to the column of the file that holds it; to nothing when the
	// file has none.
	Rename map[string]string `json:"rename,omitempty"`
	// Scale turns the numbers of needed columns into those of training.
	Scale map[string]Conversion `json:"scale,omitempty"`
	// NoMapping leaves the mapping that is kept with the model aside.
	NoMapping bool `json:"no_mapping,omitempty"`
	// Check only looks, Out being empty: a file that cannot be predicted is then no error but a
	// verdict, with all that is known of its columns.
	Check     bool    `json:"check,omitempty"`
	Threshold float64 `json:"threshold,omitempty"` // binary; 0: the model's own
	// Interval is one of the model's levels: how often the truth should lie between lower and
	// upper, or in the set; 0 means SureLevel.
	Interval float64 `json:"interval,omitempty"`
	// Plain leaves out lower, upper, set and warning.
	Plain bool `json:"plain,omitempty"`
	// NoProbabilities, NoInterval and NoWarning leave out the probability of each class, lower and
	// upper or set, and the warning.
	NoProbabilities bool `json:"no_probabilities,omitempty"`
	NoInterval      bool `json:"no_interval,omitempty"`
	NoWarning       bool `json:"no_warning,omitempty"`
	// Reasons is how many columns are named that did most for each answer; 0: none.
	Reasons int `json:"reasons,omitempty"`
	// Delimiter and Encoding of what is written; empty: those of the file read.
	Delimiter string `json:"delimiter,omitempty"` // one character
	Encoding  string `json:"encoding,omitempty"`  // as in ReadOptions
	// Progress is told how many bytes of the file are done.
	Progress func(done, total int64) `json:"-"`
	// Stop ends the prediction when it closes; what is finished by then is kept.
	Stop <-chan struct{} `json:"-"`
}

// MatchState says how a needed column was found in a file to predict.
type MatchState string

// The states of a match.
const (
	MatchOK      MatchState = "ok"
	MatchRenamed MatchState = "renamed" // found under a name that differs in case, spaces or marks, or as told
	MatchFilled  MatchState = "filled"  // absent, filled as missing
	MatchAbsent  MatchState = "absent"  // absent and the model cannot do without
)

// Match is one line of the schema doctor.
type Match struct {
	Column     string     `json:"column"`          // needed
	Found      string     `json:"found,omitempty"` // name in the file
	State      MatchState `json:"state"`
	Unreadable int        `json:"unreadable,omitempty"`  // values not of the column's kind, taken as missing
	Missing    int        `json:"missing,omitempty"`     // missing values
	Unseen     []string   `json:"unseen,omitempty"`      // levels that training never saw, at most 20
	UnseenRows int        `json:"unseen_rows,omitempty"` // rows with one
	// Respelt maps values of Unseen to the level of training from which they differ only in case
	// or in space around them.
	Respelt    map[string]string `json:"respelt,omitempty"`
	OutOfRange int               `json:"out_of_range,omitempty"` // rows outside the range of training
	Note       string            `json:"note,omitempty"`         // one sentence when something is odd

	Status  []MatchStatus `json:"status,omitempty"`  // what is odd, the worst first; empty: nothing
	Remedy  string        `json:"remedy,omitempty"`  // one sentence: what to do about it
	Suggest string        `json:"suggest,omitempty"` // of an absent column: the one of the file that may be meant
	Convert *Conversion   `json:"convert,omitempty"` // that the numbers went through, as told
	Unit    *UnitJump     `json:"unit,omitempty"`
	// Loss is what the model's score may lose by an absent column, in the units of its metric, as
	// permuting it in training did; nil when it was not measured.
	Loss  *float64 `json:"loss,omitempty"`
	Drift *Drift   `json:"drift,omitempty"` // nil when it is not known how it was in training
}

// PredictSummary says what came of a prediction.
type PredictSummary struct {
	Rows    int                `json:"rows"`
	Columns []string           `json:"columns"` // of the written file
	Preview [][]string         `json:"preview"` // its first rows, at most 100
	Matches []Match            `json:"matches"`
	Extra   []string           `json:"extra,omitempty"` // columns of the file that the model does not use
	Counts  []ValueCount       `json:"counts,omitempty"`
	Mean    float64            `json:"mean,omitempty"`    // of a predicted number
	Outside int                `json:"outside,omitempty"` // rows unlike those of training
	Scores  map[string]float64 `json:"scores,omitempty"`  // when the file holds the target
	Notes   []string           `json:"notes,omitempty"`   // sentences for the person
	Out     string             `json:"out,omitempty"`
	Verdict Verdict            `json:"verdict"`
	// Mapping is what is kept with the model and what was told, together; nil when neither.
	Mapping *Mapping `json:"mapping,omitempty"`
	// Answers is how the answers are spread, against those in training for rows that the model
	// had not seen; Before is 0 throughout where these are not known.
	Answers       []DriftBin     `json:"answers,omitempty"`
	AnswersFigure *figure.Figure `json:"-"`
	// Levels are the shares that the model has intervals or sets for, ascending; none of a model
	// without.
	Levels []float64 `json:"levels,omitempty"`
	// Decision is the probability from which the positive class was predicted; 0 of other tasks.
	Decision float64 `json:"decision,omitempty"`
	Metric   string  `json:"metric,omitempty"` // that the model was chosen by, and Loss is in
}
