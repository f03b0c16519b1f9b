package words

import (
	"fmt"
	"strings"
	"time"

	"winnow/automl"
)

// Words of the train step.
const (
	BestSoFar      = "Best so far"
	StartingUp     = "Getting ready…"
	NoBestYet      = "The first model is on its way."
	BestChart      = "Best score so far"
	TimeAxis       = "Seconds"
	Candidates     = "Models"
	NothingTrained = "Nothing is trained yet. Go to Prepare and press Train."
	GoPrepare      = "Go to Prepare"
	TrainFailed    = "No model could be finished"
	Finishing      = "Finishing"
	Baseline       = "baseline"
	BestModel      = "Best to take"
)

// TrainDone says that training is over.
func TrainDone(kept int, d time.Duration) string {
	return fmt.Sprintf("Done: %s in %s", Models(kept), Duration(d))
}

// BestLine holds the best score against guessing.
func BestLine(metric string, score float64, base *float64) string {
	s := metric + " " + Score(score)
	if base != nil {
		s += " – guessing scores " + Score(*base)
	}
	return s
}

// TrialState says where a trial stands.
func TrialState(s automl.State, fold, of int, reason string) string {
	switch s {
	case automl.Waiting:
		return "Waiting"
	case automl.Running:
		if of > 0 {
			return fmt.Sprintf("Fold %d of %d", min(fold+1, of), of)
		}
		return "Running"
	case automl.Done:
		return "Done"
	case automl.Failed:
		return "Failed: " + reason
	case automl.Skipped:
		return "Skipped: " + reason
	}
	return string(s)
}

// RunText is the sentence of the job bar.
func RunText(done, total int, left time.Duration, finishing bool) string {
	s := fmt.Sprintf("Training: %s done", Models(done))
	if total > done {
		s = fmt.Sprintf("Training: %d of %s done", done, Models(total))
	}
	if finishing {
		return s + ", finishing"
	}
	if left > 0 {
		return s + ", " + Left(left)
	}
	return s
}

// Words of the results step.
const (
	OldResults    = "Made with the previous settings. They stay as they are until you train again."
	Retrain       = "Train again"
	BackToThem    = "Undo the change"
	Recommended   = "Recommended"
	Fastest       = "Fastest"
	EasiestToRead = "Easiest to explain"
	TiedWithBest  = "Tied with best"
	Model         = "Model"
	ScoreWord     = "Score"
	TrainTime     = "Training"
	PredictTime   = "1,000 rows"
	TabSummary    = "Summary"
	TabDecision   = "Decision"
	LoadingReport = "Looking closely at this model…"
	LoadingChart  = "Drawing…"
	Settings      = "Settings"
	MoreFigures   = "More figures"
	WhatMatters   = "What matters most"
	NoImportance  = "Not measured for this model."
	DecisionHelp  = "From which chance on should a row count as"
	NoResults     = "There are no results yet. Train models first."
	GoTrain       = "Go to Train"
	SaveModel     = "Save model…"
	SaveReport    = "Save report…"
	SavedModel    = "Saved"
)

// ScoreLine spells a score with its interval.
func ScoreLine(r *automl.ModelRow) string {
	if r.High > r.Low {
		return fmt.Sprintf("%s ± %s", Score(r.Score), Score((r.High-r.Low)/2))
	}
	return Score(r.Score)
}

// Words of the use step.
const (
	UseTitle     = "Use the model"
	UseLead      = "Predict new rows, or save the model for later."
	AnotherModel = "Open another…"
	CopyCommand  = "Copy as command"
	DropPredict  = "Drop a file with new rows here"
	DropPredHint = "It needs the same columns, without the answer."
	CheckingFile = "Checking and predicting…"
	SaveHelp     = "One file with everything needed to predict, here or on another computer."
)

// SavedTo says where something was saved.
func SavedTo(what, path string) string { return what + ": " + path }

// Names of a column's figures.
const (
	StatMissing  = "Empty"
	StatDistinct = "Different"
	StatMin      = "Smallest"
	StatMedian   = "Middle"
	StatMean     = "Average"
	StatMax      = "Largest"
	StatFrom     = "From"
	StatTo       = "To"
)

// Cannot says why a column cannot be predicted.
func Cannot(why string) string { return "Cannot be predicted: " + why }

// RangeLine says where the values of a number lie.
func RangeLine(c *automl.ColumnProfile) string {
	return fmt.Sprintf("From %s to %s, half of them below %s.", Number(c.Min), Number(c.Max), Number(c.Median))
}

// Hinted adds the column that the data suggests to a help sentence.
func Hinted(help, column string) string {
	if column == "" {
		return help
	}
	return help + " Here " + Quote(column) + " would suit."
}

// More words of training and results.
const (
	FileSize   = "Size of the model"
	NotReached = "the time was up"
)

// TimeLine says how long a run took and may still take.
func TimeLine(elapsed, left time.Duration, active, finishing bool, kept int) string {
	switch {
	case !active && kept > 0:
		return TrainDone(kept, elapsed)
	case !active:
		return Duration(elapsed)
	case finishing:
		return Duration(elapsed) + " · " + Finishing
	case left > 0:
		return Duration(elapsed) + " · " + Left(left)
	}
	return Duration(elapsed)
}

// RecommendedLine says which model to take.
func RecommendedLine(name string) string { return "Recommended: " + name }

// Millis spells milliseconds.
func Millis(ms float64) string {
	switch {
	case ms <= 0:
		return "–"
	case ms < 10:
		return fmt.Sprintf("%.1f ms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	}
	return Seconds(ms / 1000)
}

// TableText is a table with tabs between cells, for the clipboard.
func TableText(head []string, rows [][]string) string {
	var b strings.Builder
	for _, r := range append([][]string{head}, rows...) {
		b.WriteString(strings.Join(r, "\t"))
		b.WriteByte('\n')
	}
	return b.String()
}

// SaveLine says which model is used.
func SaveLine(model string) string { return "Model: " + model }

// OpenedModel says where a model was opened from.
func OpenedModel(folder string) string { return "Opened from " + folder + "." }
