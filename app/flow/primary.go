package flow

import (
	"strings"

	"winnow/app/words"
	"winnow/automl"
)

// The smallest table that can be trained on, and the largest number of classes.
const (
	MinRows    = 20
	MinColumns = 2
	MaxClasses = 1000
)

// Deed is what the primary button does.
type Deed int

// The deeds.
const (
	NoDeed Deed = iota
	BrowseData
	GoNext       // to the step after this one
	StartRun     // with the present choices
	StopRun      // and keep what is finished
	BrowseToUse  // choose a file to predict
	CheckPredict // preview the predictions of the chosen file
	WritePredict // save them
)

// Primary is the one main button of a step.
type Primary struct {
	Deed  Deed
	Label string
	// Why says in a sentence why the button cannot be used; empty when it can.
	Why string
}

// Primary is the main button of the present step.
func (s *State) Primary() Primary {
	switch s.Step {
	case Start:
		return Primary{BrowseData, words.BrowseFile, ""}
	case Data:
		return Primary{GoNext, words.UseRows(s.rows()), s.dataBlock()}
	case Goal:
		return Primary{GoNext, words.CheckData, s.goalBlock()}
	case Prepare:
		return s.startPrimary()
	case Train:
		return s.trainPrimary()
	case Results:
		return Primary{GoNext, words.UseModel, s.useBlock()}
	case Use:
		return s.usePrimary()
	}
	return Primary{}
}

func (s *State) rows() int {
	if d := s.Loaded(); d != nil {
		return d.Rows
	}
	return 0
}

// dataBlock says why the data cannot be used yet; empty when it can.
func (s *State) dataBlock() string {
	switch {
	case s.Preview.Err != nil || s.Data.Err != nil:
		return words.WhyDataError
	case s.TooBig() && !s.AllowBig && s.Data.Key != s.readKey():
		return words.WhyTooBig
	case s.Loaded() == nil:
		return words.WhyReading
	case s.Loaded().Rows < MinRows:
		return words.WhyFewRows(s.Loaded().Rows, MinRows)
	case len(s.Loaded().Fields) < MinColumns:
		return words.WhyFewColumns
	}
	return ""
}

// goalBlock says why the goal cannot be trained for; empty when it can or is not yet known.
func (s *State) goalBlock() string {
	if s.Target == "" {
		return words.WhyNoTarget
	}
	if s.Profile.Err != nil && s.Profile.Key == s.profileKey() {
		return words.WhyGoalError
	}
	c := s.Column(s.Target)
	switch {
	case s.Loaded() != nil && c == nil && s.Columns() != nil:
		return words.WhyTargetGone(s.Target)
	case c != nil && c.Constant:
		return words.WhyConstant(s.Target)
	}
	if p := s.Known(); p != nil && p.Task == automl.Multiclass && len(p.Classes) > MaxClasses {
		return words.WhyClasses(len(p.Classes), MaxClasses)
	}
	if c != nil && s.Data.Value != nil && s.Data.Value.Rows > 0 && c.Missing*2 > s.Data.Value.Rows {
		return words.WhyTargetMissing(s.Target, c.Missing, s.Data.Value.Rows)
	}
	return ""
}

// Block is why the present goal cannot be trained for; empty when it can.
func (s *State) Block() string { return s.goalBlock() }

func (s *State) startBlock() string {
	switch {
	case s.dataBlock() != "":
		return s.dataBlock()
	case s.goalBlock() != "":
		return s.goalBlock()
	case s.Known() == nil:
		return words.WhyDescribing
	case s.Plan.Err != nil:
		return words.WhyPlanError
	case !s.Plan.Fresh(s.planKey()):
		return words.WhyPlanning
	case s.Plan.Value.Columns == 0:
		return words.WhyNoColumns
	}
	return ""
}

func (s *State) startPrimary() Primary {
	models := 0
	if s.Plan.Value != nil {
		models = s.Plan.Value.Models
	}
	label := words.TrainModels(models, s.Budget())
	if s.Run != nil && s.Run.Active() {
		return Primary{GoNext, words.SeeTraining, ""}
	}
	return Primary{StartRun, label, s.startBlock()}
}

func (s *State) trainPrimary() Primary {
	switch {
	case s.Run == nil:
		return s.startPrimary()
	case s.Run.Phase == RunStopping:
		return Primary{StopRun, words.StoppingNow, words.WhyStopping}
	case s.Run.Active():
		return Primary{StopRun, words.StopAndKeep, ""}
	case s.Run.Phase == RunBroken:
		return Primary{StartRun, words.TrainAgain, s.startBlock()}
	case !s.Available(Results):
		return Primary{GoNext, words.SeeResults, words.WhyGathering}
	}
	return Primary{GoNext, words.SeeResults, ""}
}

func (s *State) useBlock() string {
	if !s.Available(Use) {
		return words.WhyNoModel
	}
	return ""
}

func (s *State) usePrimary() Primary {
	switch {
	case s.useBlock() != "":
		return Primary{BrowseToUse, words.ChoosePredict, s.useBlock()}
	case s.PredictPath == "":
		return Primary{BrowseToUse, words.ChoosePredict, ""}
	case s.Predict.Busy:
		return Primary{WritePredict, words.SavePredictions, words.WhyPredicting}
	case s.Predict.Err != nil:
		return Primary{BrowseToUse, words.ChooseAnother, ""}
	case !s.Predict.Fresh(s.PredictKey()):
		return Primary{CheckPredict, words.CheckFile, ""}
	case s.MissingInput() != "":
		return Primary{WritePredict, words.SavePredictions, words.WhyAbsent(s.MissingInput())}
	}
	return Primary{WritePredict, words.SavePredictions, ""}
}

// PredictKey names the prediction that the present choices ask for.
func (s *State) PredictKey() string {
	id := ""
	if m := s.ModelNow(); m != nil {
		id = m.ID
	}
	run := ""
	if s.Run != nil {
		run = s.Run.ID
	}
	return key(s.PredictPath, s.ModelPath, run, id, s.Rename, s.Scale, s.Keep, s.Answering, s.Threshold)
}

// MissingInput names the columns that the model cannot do without and the file lacks.
func (s *State) MissingInput() string {
	if s.Predict.Value == nil {
		return ""
	}
	var names []string
	for _, m := range s.Predict.Value.Matches {
		if m.State == automl.MatchAbsent || len(m.Status) > 0 && m.Status[0].Serious() {
			names = append(names, m.Column)
		}
	}
	return strings.Join(names, ", ")
}

// Next is the step after the present one, Back the one before it.
func (s *State) Next() Step { return min(s.Step+1, Use) }

// Back is the step before the present one.
func (s *State) Back() Step {
	if s.ModelPath != "" {
		return Start
	}
	return max(s.Step-1, Start)
}
