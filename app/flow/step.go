// Package flow is the wizard without its windows: what the person has decided, what is
// known so far, and what follows from both. A State is a value; Reduce makes the next one
// from an Action. Nothing here draws, waits or calls the engine: Needs says what the shell
// should ask the engine for, and the answers come back as actions.
package flow

// Step is one screen of the wizard.
type Step int

// The steps, in order. Start is the screen before any file is open; it has no place in the
// step rail.
const (
	Start Step = iota
	Data
	Goal
	Prepare
	Train
	Results
	Use
)

// Steps lists the steps of the rail.
var Steps = []Step{Data, Goal, Prepare, Train, Results, Use}

// Status is the mark that a step carries in the rail.
type Status int

// The marks of a step.
const (
	NotStarted Status = iota
	InProgress
	Done
	Attention // something is wrong and needs the person
	Stale     // made with settings that have changed since
)

// Status says how far a step is.
func (s *State) Status(step Step) Status {
	switch step {
	case Data:
		return s.dataStatus()
	case Goal:
		return s.goalStatus()
	case Prepare:
		return s.prepareStatus()
	case Train:
		return s.trainStatus()
	case Results:
		return s.resultsStatus()
	case Use:
		return s.useStatus()
	}
	return NotStarted
}

func (s *State) dataStatus() Status {
	switch {
	case s.Path == "":
		return NotStarted
	case s.Preview.Err != nil || s.Data.Err != nil:
		return Attention
	case s.Loaded() == nil:
		return InProgress
	case s.dataBlock() != "":
		return Attention
	}
	return Done
}

func (s *State) goalStatus() Status {
	switch {
	case s.Loaded() == nil:
		return NotStarted
	case s.Target == "" && s.Step == Goal:
		return InProgress
	case s.Target == "":
		return NotStarted
	case s.Profile.Err != nil || s.goalBlock() != "":
		return Attention
	case s.Profile.Busy:
		return InProgress
	}
	return Done
}

func (s *State) prepareStatus() Status {
	switch {
	case s.goalStatus() != Done:
		return NotStarted
	case s.Plan.Err != nil:
		return Attention
	case s.Run != nil || s.Seen[Train]:
		return Done
	case s.Step == Prepare || s.Seen[Prepare]:
		return InProgress
	}
	return NotStarted
}

func (s *State) trainStatus() Status {
	switch {
	case s.Run == nil:
		return NotStarted
	case s.Run.Active():
		return InProgress
	case s.Run.Phase == RunBroken:
		return Attention
	case s.OutOfDate():
		return Stale
	}
	return Done
}

func (s *State) resultsStatus() Status {
	switch {
	case !s.Available(Results):
		return NotStarted
	case s.Run.Active():
		return InProgress
	case s.OutOfDate():
		return Stale
	case s.Seen[Results]:
		return Done
	}
	return InProgress
}

func (s *State) useStatus() Status {
	switch {
	case !s.Available(Use):
		return NotStarted
	case s.Predict.Err != nil:
		return Attention
	case s.SavedModel == "" && !s.Predict.Has:
		if s.Step == Use {
			return InProgress
		}
		return NotStarted
	case s.OutOfDate():
		return Stale
	}
	return Done
}

// Available reports whether the person can go to a step: whether what it needs exists.
func (s *State) Available(step Step) bool {
	switch step {
	case Start:
		return true
	case Data:
		return s.Path != ""
	case Goal:
		return s.Loaded() != nil && s.dataBlock() == ""
	case Prepare:
		return s.Available(Goal) && s.Target != "" && s.goalBlock() == ""
	case Train:
		return s.Run != nil || s.Available(Prepare) && s.Seen[Prepare]
	case Results:
		return s.Run != nil && s.Run.Ended() && len(s.Run.Board.Rows) > 0
	case Use:
		return s.ModelPath != "" || s.Available(Results) && s.Run.Board.Recommended != ""
	}
	return false
}
