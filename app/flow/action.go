package flow

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/table"
)

// Action is something that happened: a decision of the person or an answer of the engine.
type Action interface{ action() }

// Decisions. Those that change Choices can be undone.
type (
	// OpenFile starts a new project on a file, with earlier choices if there are any.
	OpenFile struct {
		Path    string
		Choices *Choices
	}
	// OpenModel leaves the project for a saved model, to predict files with.
	OpenModel struct{ Path string }
	// Leave closes the project and goes back to the start screen.
	Leave struct{}
	// GoTo moves to a step, if it is available.
	GoTo struct{ Step Step }
	// Undo takes back the last change of choices; Redo brings it back.
	Undo struct{}
	// Redo brings back what Undo took back.
	Redo struct{}

	// Rename names the project.
	Rename struct{ Name string }
	// SetRead changes how the file is read; kinds set for columns stay.
	SetRead struct{ Read automl.ReadOptions }
	// SetKind fixes the kind of a column; an empty kind leaves it to the source.
	SetKind struct {
		Column string
		Kind   table.Kind
	}
	// SetTarget chooses the column to predict; what depended on the old one is cleared.
	SetTarget struct{ Column string }
	// SetTask overrules the task.
	SetTask struct{ Task automl.Task }
	// SetPositive chooses the outcome that matters.
	SetPositive struct{ Class string }
	// SetMetric chooses what a good model is.
	SetMetric struct{ Metric string }
	// SetRole names the group, time or weight column; empty for none.
	SetRole struct {
		Role   Role
		Column string
	}
	// UseColumns takes columns in or leaves them out.
	UseColumns struct {
		Columns []string
		Use     bool
	}
	// IgnoreFinding sets a finding aside, or takes it up again.
	IgnoreFinding struct {
		Finding automl.Finding
		Ignore  bool
	}
	// Fix does what a finding recommends, or takes it back.
	Fix struct {
		Finding automl.Finding
		Back    bool
	}
	// FixAll leaves out every column that open findings recommend to leave out.
	FixAll struct{}
	// SetEffort chooses how long training may take; For counts with Custom only.
	SetEffort struct {
		Effort Effort
		For    time.Duration
	}
	// SetFolds chooses the number of folds; 0 leaves it to the engine.
	SetFolds struct{ Folds int }
	// SetSeed chooses the seed.
	SetSeed struct{ Seed uint64 }
	// LoadAnyway agrees to read a large file whole.
	LoadAnyway struct{}
	// Retry asks again for what failed.
	Retry struct{}

	// PickModel chooses the model to look at.
	PickModel struct{ ID string }
	// SetThreshold chooses the probability from which a row counts as positive.
	SetThreshold struct{ Value float64 }
	// PickPredict chooses a file to predict; empty: none.
	PickPredict struct{ Path string }
	// SetKeep chooses whether predictions come with the file's own columns.
	SetKeep struct{ Keep bool }
	// SetAnswering chooses how answers are written.
	SetAnswering struct{ Answering Answering }
	// ScaleColumn turns the numbers of a needed column of the file into those of training; one
	// that changes nothing takes that back.
	ScaleColumn struct {
		Needed  string
		Convert automl.Conversion
	}
	// MappingKept says that a mapping is kept with the model now.
	MappingKept struct{ Mapping automl.Mapping }
	// MapColumn says which column of the file to predict holds a needed one; empty: found out;
	// NoColumn: none.
	MapColumn struct{ Needed, Found string }
)

// NoColumn is what MapColumn calls no column at all.
const NoColumn = "\x00none"

// Answers of the engine. Key is the one that Needs named; an answer whose key is no longer
// wanted is dropped.
type (
	// Asked says that a question is under way.
	Asked struct{ Needs Needs }
	// Progress says how far reading is.
	Progress struct {
		Key         string
		Done, Total int64
	}
	// GotPreview is the answer to Needs.Preview.
	GotPreview struct {
		Key    string
		Sample Sample
		Err    error
	}
	// GotData is the answer to Needs.Open.
	GotData struct {
		Key  string
		Data *automl.Data
		Err  error
	}
	// GotProfile answers Needs.Overview and Needs.Profile.
	GotProfile struct {
		Key     string
		Profile *automl.Profile
		Err     error
	}
	// GotPlan is the answer to Needs.Plan.
	GotPlan struct {
		Key  string
		Plan *automl.Plan
		Err  error
	}
	// GotReport is the answer to Needs.Report.
	GotReport struct {
		Key    string
		Report *automl.Report
		Err    error
	}
	// RunBegun says that training was asked for with the present choices.
	RunBegun struct{}
	// RunAccepted names the run, or says why it cannot start.
	RunAccepted struct {
		ID  string
		Err error
	}
	// Events are what a run said since the last time, in order.
	Events struct{ Events []automl.Event }
	// Stopping says that the person asked the run to stop.
	Stopping struct{}
	// RunOver brings the leaderboard of a run that ended, or why it has none.
	RunOver struct {
		Board *automl.Leaderboard
		Err   error
	}
	// Predicting says that a prediction is under way.
	Predicting struct{ Key string }
	// Predicted is its answer.
	Predicted struct {
		Key     string
		Summary *automl.PredictSummary
		Err     error
	}
	// SavedTo says that the model was saved.
	SavedTo struct{ Path string }
)

// Role is an optional part that a column can play.
type Role int

// The roles.
const (
	GroupRole Role = iota
	TimeRole
	WeightRole
)

func (OpenFile) action()      {}
func (OpenModel) action()     {}
func (Fix) action()           {}
func (Leave) action()         {}
func (GoTo) action()          {}
func (Undo) action()          {}
func (Redo) action()          {}
func (Rename) action()        {}
func (SetRead) action()       {}
func (SetKind) action()       {}
func (SetTarget) action()     {}
func (SetTask) action()       {}
func (SetPositive) action()   {}
func (SetMetric) action()     {}
func (SetRole) action()       {}
func (UseColumns) action()    {}
func (IgnoreFinding) action() {}
func (FixAll) action()        {}
func (SetEffort) action()     {}
func (SetFolds) action()      {}
func (SetSeed) action()       {}
func (LoadAnyway) action()    {}
func (Retry) action()         {}
func (PickModel) action()     {}
func (SetThreshold) action()  {}
func (PickPredict) action()   {}
func (SetKeep) action()       {}
func (MapColumn) action()     {}
func (SetAnswering) action()  {}
func (ScaleColumn) action()   {}
func (MappingKept) action()   {}
func (Asked) action()         {}
func (Progress) action()      {}
func (GotPreview) action()    {}
func (GotData) action()       {}
func (GotProfile) action()    {}
func (GotPlan) action()       {}
func (GotReport) action()     {}
func (RunBegun) action()      {}
func (RunAccepted) action()   {}
func (Events) action()        {}
func (Stopping) action()      {}
func (RunOver) action()       {}
func (Predicting) action()    {}
func (Predicted) action()     {}
func (SavedTo) action()       {}

// decide returns the choices after a decision and the name of the change; an empty name
// means that the action is no decision.
func decide(s *State, a Action) (Choices, string) {
	c := s.Choices
	switch a := a.(type) {
	case Rename:
		if name := strings.TrimSpace(a.Name); name != "" {
			c.Name = name
		}
		return c, words.UndoRename
	case SetRead:
		fields := c.Read.Fields
		c.Read = a.Read
		c.Read.Fields, c.Read.Progress = fields, nil
		return c, words.UndoRead
	case SetKind:
		c.Read.Fields = withKind(c.Read.Fields, a.Column, a.Kind)
		return c, words.UndoKind(a.Column)
	case SetTarget:
		return retarget(c, a.Column), words.UndoTarget
	case SetTask:
		c.Task, c.Metric, c.Pos = a.Task, "", ""
		return c, words.UndoTask
	case SetPositive:
		c.Pos = a.Class
		return c, words.UndoPositive
	case SetMetric:
		c.Metric = a.Metric
		return c, words.UndoMetric
	case SetRole:
		return withRole(c, a), words.UndoRole
	case UseColumns:
		c.Drop = withSet(c.Drop, a.Columns, !a.Use)
		return c, words.UndoColumns(len(a.Columns))
	case IgnoreFinding:
		c.Ignored = withSet(c.Ignored, []string{FindingKey(a.Finding)}, a.Ignore)
		return c, words.UndoIgnore
	case Fix:
		return fix(c, a)
	case FixAll:
		c.Drop = withSet(c.Drop, s.Recommended(), true)
		return c, words.UndoFixes
	case SetEffort:
		c.Effort = a.Effort
		if a.Effort == Custom {
			c.Custom = a.For
		}
		return c, words.UndoEffort
	case SetFolds:
		c.Folds = a.Folds
		return c, words.UndoFolds
	case SetSeed:
		c.Seed = a.Seed
		return c, words.UndoSeed
	}
	return decideResults(s, a)
}

// fix leaves the finding's columns out, or gives one its part.
func fix(c Choices, a Fix) (Choices, string) {
	if role, ok := RoleOf(a.Finding); ok {
		column := a.Finding.Columns[0]
		if a.Back {
			column = ""
		}
		return withRole(c, SetRole{role, column}), words.UndoRole
	}
	c.Drop = withSet(c.Drop, a.Finding.Drop, !a.Back)
	return c, words.UndoColumns(len(a.Finding.Drop))
}

// RoleOf is the part that a finding suggests for its column.
func RoleOf(f automl.Finding) (Role, bool) {
	if len(f.Columns) == 1 {
		switch f.ID {
		case "group_suggested":
			return GroupRole, true
		case "time_suggested":
			return TimeRole, true
		}
	}
	return 0, false
}

func retarget(c Choices, column string) Choices {
	if column == c.Target {
		return c
	}
	c.Target, c.Task, c.Pos, c.Metric = column, "", "", ""
	c.Ignored = nil
	c.Drop = withSet(c.Drop, []string{column}, false)
	for _, role := range []*string{&c.Group, &c.Time, &c.Weight} {
		if *role == column {
			*role = ""
		}
	}
	return c
}

func withRole(c Choices, a SetRole) Choices {
	if a.Column != "" && a.Column == c.Target {
		return c
	}
	switch a.Role {
	case GroupRole:
		c.Group = a.Column
	case TimeRole:
		c.Time = a.Column
	case WeightRole:
		c.Weight = a.Column
	}
	return c
}

func withKind(old map[string]table.Field, column string, kind table.Kind) map[string]table.Field {
	fields := maps.Clone(old)
	if fields == nil {
		fields = map[string]table.Field{}
	}
	if kind == "" {
		delete(fields, column)
	} else {
		fields[column] = table.Field{Name: column, Kind: kind}
	}
	if len(fields) == 0 {
		return nil
	}
	return fields
}

// withSet returns the sorted set with names put in or taken out.
func withSet(set, names []string, in bool) []string {
	out := slices.DeleteFunc(slices.Clone(set), func(x string) bool { return slices.Contains(names, x) })
	if in {
		out = append(out, names...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) == 0 {
		return nil
	}
	return out
}

// projectName is the file's name without its folder and extension.
func projectName(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
