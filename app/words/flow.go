package words

import (
	"fmt"
	"time"
)

// Names of changes, for Undo and Redo.
const (
	UndoRename   = "project name"
	UndoRead     = "how the file is read"
	UndoTarget   = "what to predict"
	UndoTask     = "kind of prediction"
	UndoPositive = "outcome that matters"
	UndoMetric   = "what a good model is"
	UndoRole     = "special column"
	UndoIgnore   = "ignored finding"
	UndoFixes    = "recommended fixes"
	UndoEffort   = "training time"
	UndoFolds    = "number of folds"
	UndoSeed     = "seed"
	UndoSealed   = "rows for the final test"
	UndoDistil   = "distilling"
	UndoDelete   = "deleted model"
	UndoStar     = "star"
	UndoMark     = "name or note"
	UndoWorth    = "gains and costs"
)

// UndoKind names a change of a column's kind.
func UndoKind(column string) string { return "kind of " + Shorten(column, 24) }

// UndoColumns names taking columns in or out.
func UndoColumns(n int) string {
	if n == 1 {
		return "column choice"
	}
	return Columns(n) + " in or out"
}

// Labels of the primary button.
const (
	BrowseFile      = "Browse for a file…"
	CheckData       = "Check the data"
	SeeTraining     = "See the training"
	StoppingNow     = "Stopping…"
	StopAndKeep     = "Stop and keep results"
	TrainAgain      = "Train again"
	SeeResults      = "See results"
	UseModel        = "Use this model"
	ChoosePredict   = "Choose a file to predict…"
	ChooseAnother   = "Choose another file…"
	CheckFile       = "Check this file"
	SavePredictions = "Save predictions…"
)

// UseRows is the primary label of the data step.
func UseRows(n int) string {
	if n == 0 {
		return "Use this data"
	}
	return "Use these " + Rows(n)
}

// TrainModels is the primary label of the prepare step.
func TrainModels(n int, budget time.Duration) string {
	if n <= 0 {
		return "Train models (" + Duration(budget) + ")"
	}
	return fmt.Sprintf("Train about %s (%s)", Models(n), Duration(budget))
}

// Why the primary button cannot be used.
const (
	WhyDataError  = "The file could not be read. Change how it is read, or open another one."
	WhyTooBig     = "The file is large. Choose how much of it to load first."
	WhyReading    = "The file is still being read."
	WhyFewColumns = "At least 2 columns are needed: one to predict and one to learn from."
	WhyNoTarget   = "Choose the column to predict first."
	WhyGoalError  = "This column could not be examined. Choose another one or try again."
	WhyDescribing = "The data is still being examined."
	WhyPlanning   = "The plan is being worked out."
	WhyPlanError  = "Training cannot start with these settings. See the message above."
	WhyNoColumns  = "All columns are left out. Take at least one in."
	WhyStopping   = "Finished models are being kept; this takes a moment."
	WhyGathering  = "The leaderboard is being put together."
	WhyNoModel    = "There is no finished model yet."
	WhyPredicting = "The file is being predicted."
)

// WhyFewRows says that the table is too short.
func WhyFewRows(n, least int) string {
	return fmt.Sprintf("At least %d rows are needed; this file has %d.", least, n)
}

// WhyTargetGone says that the target is not in the table any more.
func WhyTargetGone(target string) string {
	return "The file has no column " + Quote(target) + " when it is read this way. Choose another one."
}

// WhyConstant says that the target does not vary.
func WhyConstant(target string) string {
	return Quote(target) + " has the same value everywhere, so there is nothing to predict."
}

// WhyClasses says that there are too many classes.
func WhyClasses(n, most int) string {
	return fmt.Sprintf("%s different values are too many kinds; at most %s work. Choose another column.", Int(n), Int(most))
}

// WhyTargetMissing says that most targets are missing.
func WhyTargetMissing(target string, missing, rows int) string {
	return fmt.Sprintf("%s is empty in %s of the rows; at least half must be filled.", Quote(target), Share(missing, rows))
}

// WhyAbsent says which needed columns the file lacks.
func WhyAbsent(columns string) string {
	return "The file lacks what the model cannot do without: " + columns + "."
}

// Quote sets a name in quotation marks, cut to a readable length.
func Quote(s string) string { return "“" + Shorten(s, 40) + "”" }
