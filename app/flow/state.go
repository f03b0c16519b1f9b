package flow

import (
	"encoding/json"
	"slices"
	"time"

	"winnow/automl"
	"winnow/automl/table"
)

// Load is something that the engine is asked for. Key says for which question Value, Err
// or the request under way is the answer; an old Value stays until the new one is there.
type Load[T any] struct {
	Key   string
	Busy  bool
	Has   bool // Value is an answer, perhaps to an earlier question
	Done  int64
	Total int64 // of the progress; 0: not known
	Err   error
	Value T
}

// Fresh reports whether Value is the answer to the question of this key.
func (l *Load[T]) Fresh(key string) bool {
	return l.Has && !l.Busy && l.Err == nil && l.Key == key
}

// Sample is the beginning of a file as a person reads it.
type Sample struct {
	Data  *automl.Data
	Cells [][]string
}

// Choices are what the person decides: what Undo takes back.
type Choices struct {
	Name    string // of the project
	Read    automl.ReadOptions
	Target  string
	Task    automl.Task // empty: found out
	Pos     string      // class of interest; empty: found out
	Metric  string      // empty: the task's default
	Group   string
	Time    string
	Weight  string
	Drop    []string // sorted
	Ignored []string // keys of findings set aside, sorted
	Effort  Effort
	Custom  time.Duration // budget when Effort is Custom
	Folds   int
	Seed    uint64
	Sealed  float64         // share of rows for the final test; 0: by rows, below 0: none
	Distil  bool            // one booster learns from the ensemble
	Marks   map[string]Mark // by run and model
	Worth   automl.Worth
	// Mapping is how files to predict spell the columns; the models of every run keep it. It is
	// no edit: Undo leaves it as it is.
	Mapping *automl.Mapping
}

// Effort is how long the training may take.
type Effort int

// The efforts.
const (
	Quick Effort = iota
	Balanced
	Thorough
	Custom
)

// Budget is the time that training may take.
func (c *Choices) Budget() time.Duration {
	switch c.Effort {
	case Balanced:
		return 5 * time.Minute
	case Thorough:
		return 30 * time.Minute
	case Custom:
		return max(c.Custom, time.Second)
	}
	return time.Minute
}

// State is everything the wizard shows. Its slices, maps and pointers are shared between
// states and never written to.
type State struct {
	Step Step
	Path string // of the training file
	Seen map[Step]bool
	Choices

	past, future []edit

	Preview Load[Sample]
	Data    Load[*automl.Data]
	// Overview is the profile without a target; Profile is the one with it.
	Overview Load[*automl.Profile]
	Profile  Load[*automl.Profile]
	Plan     Load[*automl.Plan]
	AllowBig bool // the person agreed to load a file that may not fit

	Run    *Run
	Model  string // ID of the model looked at; empty: the recommended one
	Report Load[*automl.Report]
	// Threshold is the probability from which a row counts as positive; 0: the model's own.
	Threshold float64
	Chosen    map[string]float64 // thresholds of the models of the run
	Closely   bool               // the model is looked at closely; else the leaderboard
	Tab       string             // of the model's page; empty: the first
	Sort      BoardSort
	Compared  []string // IDs of models to compare
	Comparing bool     // the comparison is shown
	Opening   Load[*automl.FinalTest]

	ModelPath   string // saved model that was opened without a project; empty: the run's
	PredictPath string // file to predict
	Keep        bool
	Answering   Answering
	Rename      map[string]string
	Scale       map[string]automl.Conversion
	Kept        *automl.Mapping // that was last kept with the model
	Predict     Load[*automl.PredictSummary]
	Written     string // path of the predictions last written
	SavedModel  string // path of the model last saved
}

// Answering is how the answers for a file are written, beside what is written anyway.
type Answering struct {
	NoProbabilities bool
	NoInterval      bool
	NoWarning       bool
	Interval        float64 // 0: automl.SureLevel
	Reasons         bool    // the columns that did most for each answer
	Half            bool    // decide at one half whatever threshold is kept
}

// ReasonsNamed is how many columns are named for each answer.
const ReasonsNamed = 3

// Decision is the probability from which a row of the file counts as positive; 0: the model's
// own.
func (s *State) Decision() float64 {
	if s.Answering.Half {
		return 0.5
	}
	return s.Threshold
}

// PredictRequest is what the present choices ask the engine for; an empty out only looks.
func (s *State) PredictRequest(out string) automl.PredictRequest {
	a := s.Answering
	req := automl.PredictRequest{Data: s.PredictPath, Out: out, Check: out == "", Keep: s.Keep, Rename: s.Rename, Scale: s.Scale, Threshold: s.Decision(),
		NoProbabilities: a.NoProbabilities, NoInterval: a.NoInterval, NoWarning: a.NoWarning, Interval: a.Interval}
	if a.Reasons {
		req.Reasons = ReasonsNamed
	}
	return req
}

// edit is one entry of the undo stack: the choices before it and what it was.
type edit struct {
	choices Choices
	label   string
}

// New is the state at start.
func New() State {
	return State{Step: Start, Choices: Choices{Seed: 1}, Keep: true}
}

// Undoable is the name of the change that Undo takes back; empty when there is none.
func (s *State) Undoable() string {
	if len(s.past) == 0 {
		return ""
	}
	return s.past[len(s.past)-1].label
}

// Redoable is the name of the change that Redo brings back; empty when there is none.
func (s *State) Redoable() string {
	if len(s.future) == 0 {
		return ""
	}
	return s.future[len(s.future)-1].label
}

// Loaded is the table when it was read with the present options, else nil.
func (s *State) Loaded() *automl.Data {
	if s.Data.Fresh(s.readKey()) {
		return s.Data.Value
	}
	return nil
}

// Known is the profile for the present target and task, else nil.
func (s *State) Known() *automl.Profile {
	if s.Target != "" && s.Profile.Fresh(s.profileKey()) {
		return s.Profile.Value
	}
	return nil
}

// TaskNow is the task that training would have: chosen, else found out, else empty.
func (s *State) TaskNow() automl.Task {
	if s.Task != "" {
		return s.Task
	}
	if p := s.Known(); p != nil {
		return p.Task
	}
	return ""
}

// MetricNow is the metric that training would use; empty while the task is not known.
func (s *State) MetricNow() string {
	if s.Metric != "" {
		return s.Metric
	}
	if t := s.TaskNow(); t != "" {
		return automl.DefaultMetric(t)
	}
	return ""
}

// Job is what the choices ask the engine for.
func (s *State) Job() automl.Job {
	return automl.Job{
		Target: s.Target, Task: s.TaskNow(), Positive: s.Pos, Metric: s.MetricNow(),
		Drop: s.Drop, Group: s.Group, Time: s.Time, Weight: s.Weight,
		Folds: s.Folds, Budget: s.Budget(), Seed: s.Seed, Sealed: s.SealedShare(), Prefer: automl.PreferSimplest, Distil: s.Distil,
	}
}

// OutOfDate reports whether the run was made with other settings than the present ones.
// The effort alone does not make results wrong.
func (s *State) OutOfDate() bool {
	return s.Run != nil && s.Run.Key != s.runKey()
}

// ModelNow is the row of the model looked at, nil when there is none.
func (s *State) ModelNow() *automl.ModelRow {
	if s.Run == nil {
		return nil
	}
	id := s.Model
	if id == "" {
		id = s.Run.Board.Recommended
	}
	return s.Run.Row(id)
}

// Column finds the profile of a column, by preference the one that knows the target.
func (s *State) Column(name string) *automl.ColumnProfile {
	for _, p := range []*automl.Profile{s.Known(), s.Overview.Value} {
		if p == nil {
			continue
		}
		i := slices.IndexFunc(p.Columns, func(c automl.ColumnProfile) bool { return c.Name == name })
		if i >= 0 {
			return &p.Columns[i]
		}
	}
	return nil
}

// Columns are the columns of the table as last described; nil before that.
func (s *State) Columns() []automl.ColumnProfile {
	if p := s.Known(); p != nil {
		return p.Columns
	}
	if s.Overview.Value != nil {
		return s.Overview.Value.Columns
	}
	return nil
}

// KindOverride is the kind that the person gave a column; empty if none.
func (s *State) KindOverride(column string) table.Kind { return s.Read.Fields[column].Kind }

// Findings are what the doctor found, without what the person set aside or what the
// columns left out already settle.
func (s *State) Findings() (open, settled []automl.Finding) {
	p := s.Known()
	if p == nil {
		return nil, nil
	}
	for _, f := range p.Findings {
		if s.IsIgnored(f) || s.IsFixed(f) {
			settled = append(settled, f)
		} else {
			open = append(open, f)
		}
	}
	return open, settled
}

// FindingKey names a finding for Ignored.
func FindingKey(f automl.Finding) string {
	b, _ := json.Marshal(f.Columns)
	return f.ID + string(b)
}

// IsIgnored reports whether the person set the finding aside.
func (s *State) IsIgnored(f automl.Finding) bool {
	_, ok := slices.BinarySearch(s.Ignored, FindingKey(f))
	return ok
}

// IsFixed reports whether what the finding recommends is done: its columns left out, or
// its column given its part.
func (s *State) IsFixed(f automl.Finding) bool {
	if role, ok := RoleOf(f); ok {
		return f.Columns[0] == map[Role]string{GroupRole: s.Group, TimeRole: s.Time}[role]
	}
	if len(f.Drop) == 0 {
		return false
	}
	for _, c := range f.Drop {
		if !s.IsDropped(c) {
			return false
		}
	}
	return true
}

// IsDropped reports whether the column is left out of training.
func (s *State) IsDropped(column string) bool {
	_, ok := slices.BinarySearch(s.Drop, column)
	return ok
}

// Recommended lists the columns that all open findings together recommend to leave out.
func (s *State) Recommended() []string {
	open, _ := s.Findings()
	var out []string
	for _, f := range open {
		for _, c := range f.Drop {
			if c != s.Target && !s.IsDropped(c) && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}
