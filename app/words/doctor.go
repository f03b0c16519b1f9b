package words

import (
	"fmt"

	"winnow/automl"
)

// Words of the predicting of a file.
const (
	TabDoctor      = "Columns"
	TabPreview     = "Predictions"
	TabSpread      = "Spread"
	TabOptions     = "What to write"
	Needed         = "Needed"
	Found          = "In the file"
	StatusWord     = "Status"
	DriftWord      = "Change"
	RemedyWord     = "What to do"
	AutoFound      = "By its name"
	NoneFound      = "None: leave empty"
	ChangeFile     = "Another file…"
	ScoresOnFile   = "On this file"
	PredictedLine  = "Predictions saved"
	ShowFolder     = "Show in folder"
	KeepMapping    = "Keep with the model"
	KeepHelp       = "These names and units are told for this file alone."
	KeptHelp       = "These names and units are kept with the model."
	MappingKept    = "The mapping is kept with the model"
	KeepColumns    = "The file's own columns"
	WithChances    = "Chance of each class"
	WithInterval   = "Range that holds"
	WithSet        = "Classes that hold"
	WithWarning    = "Row warnings"
	WithReasons    = "Three main reasons"
	NoIntervalWord = "none"
	AnswersWord    = "The predictions"
	SpreadOf       = "Spread of"
	NoSpread       = "The model does not know how this column was spread in training. Train again to have it."
)

// DecideAt names the option to decide at the threshold that is kept with the model.
func DecideAt(threshold float64) string {
	return fmt.Sprintf("Decide at the saved %s", Percent(threshold))
}

// IntervalShare names a level of the intervals.
func IntervalShare(level float64) string { return Percent(level) + " of the truths" }

// HighestShare says up to which level a model has intervals, where others have more.
func HighestShare(level float64) string {
	return "At most " + Percent(level) + ": more takes more rows to train on, or training again."
}

// UseColumn takes the suggested column.
func UseColumn(name string) string { return "Take " + Quote(Shorten(name, 16)) }

// Rescale converts a column.
func Rescale(c automl.Conversion) string {
	if c.Plain() {
		return "As it is"
	}
	if c.Offset != 0 {
		return "Convert"
	}
	return "× " + Number(c.Factor)
}

// Unscale takes a conversion back.
func Unscale(c automl.Conversion) string { return "Undo " + Rescale(c) }

// MatchStatus is the word for what is odd about a column.
func MatchStatus(m *automl.Match) string {
	if len(m.Status) == 0 {
		return "OK"
	}
	word := map[automl.MatchStatus]string{
		automl.StatusAbsent: "Missing", automl.StatusWrongKind: "Wrong type", automl.StatusUnit: "Other unit?", automl.StatusUnreadable: "Wrong type",
		automl.StatusUnseen: "New values", automl.StatusFilled: "Left empty", automl.StatusEmpty: "Empty", automl.StatusSpelling: "Other spelling",
		automl.StatusRange: "Out of range", automl.StatusDrift: "Other spread", automl.StatusRenamed: "Other name", automl.StatusTold: "As told",
	}[m.Status[0]]
	if n := len(m.Status) - 1; n > 0 && m.Status[0] != automl.StatusTold {
		if m.Status[n] == automl.StatusTold {
			n--
		}
		if n > 0 {
			word += fmt.Sprintf(" +%d", n)
		}
	}
	return word
}

// PSI spells how far the spread of a column has moved.
func PSI(v float64) string { return fmt.Sprintf("%.2f", v) }

// ReadyLine is the verdict of the schema doctor.
func ReadyLine(v automl.Verdict, rows int) string {
	switch v.State {
	case automl.VerdictCannot:
		return v.Text
	case automl.VerdictReady, automl.VerdictWarnings:
	}
	return v.Text + ": " + Rows(rows) + " predicted."
}

// MatchNote says what is odd about a needed column.
func MatchNote(m *automl.Match) string {
	switch {
	case m.Note != "":
		return m.Note
	case m.Unreadable > 0:
		return Count(m.Unreadable, "value", "values") + " cannot be read and count as empty."
	case len(m.Unseen) > 0:
		return "New in " + Rows(m.UnseenRows) + ": " + List(m.Unseen, 3)
	case m.OutOfRange > 0:
		return Rows(m.OutOfRange) + " outside the range of training."
	case m.Convert != nil:
		return "Told: " + Rescale(*m.Convert) + "."
	case len(m.Status) > 0 && m.Status[0] == automl.StatusTold:
		return "Told: " + Quote(m.Found) + " stands for it."
	case m.Missing > 0:
		return Count(m.Missing, "empty cell.", "empty cells.")
	}
	return ""
}
