package words

import (
	"fmt"

	"winnow/automl"
	"winnow/automl/table"
)

// Names of the steps, in order.
var StepNames = []string{"Start", "Data", "Goal", "Prepare", "Train", "Results", "Use"}

// Words of the start screen.
const (
	StartTitle   = "Turn a table into predictions"
	StartLead    = "Open a file of past examples. Winnow finds the pattern and predicts the same for new rows."
	DropHere     = "Drop a CSV file here"
	DropHint     = "or click to browse. Nothing leaves this computer."
	RecentFiles  = "Recent"
	NoRecent     = "Files that you open appear here."
	TryASample   = "Try a sample"
	TwoMinutes   = "2-minute tour"
	FileGone     = "Not found any more"
	OpenTitle    = "Open a table"
	PredictTitle = "Choose a file to predict"
)

// Words of the data step.
const (
	DataTitle    = "Your data"
	DataLead     = "Check that the columns look right."
	Separator    = "Separator"
	Encoding     = "Encoding"
	DecimalMark  = "Decimal mark"
	HeaderRow    = "First row"
	HeaderYes    = "Holds the names"
	HeaderNo     = "Is data"
	ReadingFile  = "Reading the file…"
	ReadWhole    = "Reading all rows"
	DescribingIt = "Describing the columns"
	ColumnKind   = "Kind"
	Distribution = "Distribution"
	MostFrequent = "Most frequent"
	NoColumn     = "Click a column to see what is in it."
	TryAgain     = "Try again"
	AnotherFile  = "Open another file…"
	ShowBadRows  = "View"
	LoadAll      = "Load all anyway"
	LoadSample   = "Load the first million rows"
	BadRowsTitle = "Rows that were kept aside"
	SaveAsCSV    = "Save them as CSV…"
	NoticesTitle = "About this file"
	Close        = "Close"
	Cancel       = "Cancel"
	KindByFile   = "As the file suggests"
)

// BigFile says that a file is large.
func BigFile(size int64) string {
	return "This file is large (" + Bytes(size) + "). Reading all of it may need several times as much memory."
}

// FileLine sums a file up in one line.
func FileLine(rows, columns int, size int64) string {
	return fmt.Sprintf("%s · %s · %s", Rows(rows), Columns(columns), Bytes(size))
}

// BadRows says how many rows were left out.
func BadRows(bad, rows int) string {
	if bad == 1 {
		return fmt.Sprintf("1 of %s rows was kept aside because it could not be read.", Int(rows+bad))
	}
	return fmt.Sprintf("%s of %s rows were kept aside because they could not be read.", Int(bad), Int(rows+bad))
}

// BadRowsHead names the columns of the list of rows kept aside.
var BadRowsHead = []string{"Line", "Reason", "Text"}

// BadRowsFoot says how many of the rows kept aside are listed.
func BadRowsFoot(shown, all int) string {
	if shown < all {
		return "The first " + Int(shown) + " of " + Int(all) + " are listed."
	}
	return "Your file stays as it is."
}

// NoticesLine holds the first of several notices.
func NoticesLine(first string, more int) string { return first + " And " + Int(more) + " more." }

// Kind names a kind of column.
func Kind(k table.Kind) string {
	switch k {
	case table.Number:
		return "Number"
	case table.Category:
		return "Category"
	case table.YesNo:
		return "Yes or no"
	case table.Text:
		return "Text"
	case table.Time:
		return "Date"
	}
	return string(k)
}

// MissingLine says how many values are missing.
func MissingLine(missing, rows int) string {
	if missing == 0 {
		return "No empty cells"
	}
	return fmt.Sprintf("%s empty (%s)", Int(missing), Share(missing, rows))
}

// Encodings, separators and decimal marks as people know them, with their stable names.
var (
	Encodings  = []Named{{"utf-8", "UTF-8"}, {"windows-1252", "Western (Windows-1252)"}, {"utf-16le", "UTF-16 LE"}, {"utf-16be", "UTF-16 BE"}}
	Separators = []Named{{",", "Comma ,"}, {";", "Semicolon ;"}, {"\t", "Tab"}, {"|", "Bar |"}, {" ", "Space"}}
	Decimals   = []Named{{".", "Point 1.5"}, {",", "Comma 1,5"}}
	Headers    = []Named{{"yes", HeaderYes}, {"no", HeaderNo}}
)

// Named is a choice: its stable name and what a person reads.
type Named struct{ ID, Name string }

// NameOf finds what a person reads for a stable name.
func NameOf(list []Named, id string) string {
	for _, n := range list {
		if n.ID == id {
			return n.Name
		}
	}
	return id
}

// IDOf finds the stable name.
func IDOf(list []Named, name string) string {
	for _, n := range list {
		if n.Name == name {
			return n.ID
		}
	}
	return name
}

// Words of the goal step.
const (
	GoalTitle      = "What do you want to predict?"
	GoalLead       = "Choose one column. All others become clues."
	FindColumn     = "Find a column"
	NoSuchColumn   = "No column has that in its name."
	PickTarget     = "Choose a column on the left to see what predicting it means."
	SameEverywhere = "same value everywhere"
	NamesRows      = "only names the row"
	FreeText       = "free text"
	DateColumn     = "a date"
	WhichMatters   = "Which outcome matters?"
	WhichHelp      = "The chance of this outcome is what you will read."
	WhatIsGood     = "What is a good model for you?"
	Expert         = "Score used"
	SpecialColumns = "Special columns (optional)"
	None           = "None"
	GroupLabel     = "Keep together"
	GroupHelp      = "Rows with the same value, such as one customer's, are never split between learning and testing."
	TimeLabel      = "In order of time"
	TimeHelp       = "Learn from the past, test on the future."
	WeightLabel    = "Importance of rows"
	WeightHelp     = "Rows with a larger number count more."
	Examining      = "Examining this goal…"
	FoundOut       = "Found out"
)

// TooManyKinds says why a category cannot be predicted.
func TooManyKinds(n int) string { return Int(n) + " different values" }

// Task names a task.
func Task(t automl.Task) string {
	switch t {
	case automl.Binary:
		return "Yes or no"
	case automl.Multiclass:
		return "Category"
	case automl.Regression:
		return "Number"
	}
	return string(t)
}

// TaskLine says what is predicted: "Yes or no: churn".
func TaskLine(t automl.Task, target string) string {
	switch t {
	case automl.Binary:
		return "A yes-or-no question: " + Shorten(target, 40)
	case automl.Multiclass:
		return "A category: " + Shorten(target, 40)
	case automl.Regression:
		return "A number: " + Shorten(target, 40)
	}
	return Shorten(target, 40)
}

// TaskHelp says what the answers will look like.
func TaskHelp(t automl.Task, classes int) string {
	switch t {
	case automl.Binary:
		return "For each new row you get the chance of the outcome, in per cent."
	case automl.Multiclass:
		return fmt.Sprintf("For each new row you get the chance of each of the %d kinds.", classes)
	case automl.Regression:
		return "For each new row you get the expected number."
	}
	return ""
}

// LeftOut says how many rows have no target.
func LeftOut(n int) string {
	return Count(n, "row has", "rows have") + " no value here and will be left out."
}

// Goodness is a wish about the model, mapped to a metric of the catalogue.
type Goodness struct {
	Metric     string
	Name, Help string
}

// GoodnessFor lists the wishes of a task, the default first.
func GoodnessFor(t automl.Task) []Goodness {
	switch t {
	case automl.Binary:
		return []Goodness{
			{"auc", "Good ranking", "The likeliest come first. Right for most cases."},
			{"recall", "Catch as many as possible", "Missing one is worse than a false alarm."},
			{"precision", "Few false alarms", "When it says yes, it should be right."},
			{"logloss", "Percentages to trust", "70 % should mean 7 of 10."},
		}
	case automl.Multiclass:
		return []Goodness{
			{"logloss", "Percentages to trust", "Good chances for every kind. Right for most cases."},
			{"accuracy", "Right as often as possible", "Frequent kinds count most."},
			{"macro_f1", "Every kind counts alike", "Rare kinds matter as much as frequent ones."},
		}
	case automl.Regression:
		return []Goodness{
			{"rmse", "Avoid large errors", "A large miss hurts more. Right for most cases."},
			{"mae", "Small typical error", "Half a unit off is half as bad as one unit."},
			{"mape", "Small error in per cent", "10 off matters less at 1,000 than at 50."},
		}
	}
	return nil
}

// Words of the prepare step.
const (
	PrepareTitle  = "Is the data ready?"
	PrepareLead   = "The doctor's findings. Nothing changes your file."
	FixAllLabel   = "Apply all recommended fixes"
	FixAllTitle   = "Leave these columns out?"
	FixAllYes     = "Leave them out"
	FixIt         = "Leave out"
	FixGroup      = "Keep together"
	FixTime       = "Split by time"
	IgnoreIt      = "Ignore"
	PutBack       = "Put back"
	TakeBack      = "Take back"
	AllClear      = "Nothing stands in the way."
	TabFindings   = "Findings"
	TabColumns    = "Columns"
	EffortTitle   = "How long may it take?"
	PlanTitle     = "The plan"
	CustomTime    = "Other"
	CustomHint    = "minutes"
	CustomExample = "10"
	BadMinutes    = "Enter minutes from 0.1 to 600."
	ExpertTitle   = "For experts"
	FoldsLabel    = "Folds"
	SeedLabel     = "Seed"
	FoldsAuto     = "Automatic"
	NotMeasured   = "–"
	ColumnName    = "Column"
	Empty         = "Empty"
	LinkStrength  = "Link"
	SettledTitle  = "Settled"
	TargetRole    = "to predict"
	PlanningIt    = "Working the plan out…"
)

// RoleLine says that a column got its part in the plan.
func RoleLine(time bool, column string) string {
	if time {
		return "Learn from the past, test on the future, by " + Shorten(column, 30)
	}
	return "Rows with the same " + Shorten(column, 30) + " are kept together"
}

// Severity names a severity.
func Severity(s automl.Severity) string {
	switch s {
	case automl.High:
		return "Problem"
	case automl.Medium:
		return "Worth fixing"
	case automl.Low:
		return "Good to know"
	}
	return string(s)
}

// Problems, Notices and GoodColumns are the words of the health strip.
func Problems(n int) string { return Count(n, "problem", "problems") }

// Notices spells a number of findings worth fixing.
func Notices(n int) string { return Int(n) + " worth fixing" }

// Hints spells a number of findings that are good to know.
func Hints(n int) string { return Int(n) + " good to know" }

// GoodColumns spells a number of columns without findings.
func GoodColumns(n int) string { return Columns(n) + " OK" }

// FixAllBody says what the recommended fixes do.
func FixAllBody(n int) string {
	return Columns(n) + " will not be used for training. Your file stays as it is, and you can undo this."
}

// Efforts are the names and help of Quick, Balanced and Thorough.
var Efforts = []struct{ Name, Time, Help string }{
	{"Quick", "1 min", "A good first answer."},
	{"Balanced", "5 min", "Usually close to the best."},
	{"Thorough", "30 min", "For the last bit of quality."},
}

// PlanLine says what a run will do.
func PlanLine(p *automl.Plan) string {
	s := fmt.Sprintf("%s, %s. %s.", Columns(p.Columns), Rows(p.Rows), upper(p.Split))
	if p.Left > 0 {
		s += " " + LeftOut(p.Left)
	}
	return s
}

// MemoryLine says what a run needs of the memory.
func MemoryLine(p *automl.Plan) string {
	if p.Bytes == 0 || p.Free == 0 {
		return ""
	}
	return fmt.Sprintf("Needs about %s of %s free memory.", Bytes(p.Bytes), Bytes(p.Free))
}

func upper(s string) string {
	if s == "" {
		return s
	}
	if c := s[0]; c >= 'a' && c <= 'z' {
		return string(c-32) + s[1:]
	}
	return s
}
