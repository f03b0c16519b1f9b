package words

import (
	"strings"
	"time"

	"winnow/automl"
)

// Words of drivers and effects.
const (
	TogetherName = "Columns that hang together"
	PairsName    = "Working together"
	EffectColumn = "Column"
	EffectWith   = "together with"
	EffectClass  = "Chance of"
	NoEffectHere = "There is no column whose values could be tried one by one."
	LookingAtIt  = "Asking the model…"
)

// Words of the fairness tab.
const (
	FairLead      = "Choose one or more columns that make groups of people, also ones that the model does not use, and see whom it treats unevenly."
	FairLook      = "Look"
	FairMeasure   = "Measure"
	FairFifths    = "Four-fifths rule"
	FairPick      = "Columns"
	FairNoColumns = "No column of this table makes a few groups."
	FairNote      = "A difference shows that groups are treated unevenly, not why. Whether it is right depends on what the decision is for."
)

// Words of the what-if tab.
const (
	WhatLead     = "Change the values and see what the model says. A typical row is filled in."
	WhatNow      = "The model says"
	WhatPin      = "Pin as A"
	WhatUnpin    = "Take the pin away"
	WhatFlip     = "Smallest change that turns it over"
	WhatReset    = "Typical row"
	WhatFrom     = "Row number"
	WhatMissing  = "(empty)"
	WhatWaiting  = "…"
	WhatFlipNote = "Tick what cannot be changed."
	WhatReach    = "Smallest change that reaches"
	WhatGoal     = "a number"
	// WhatGoalMissing asks for the number to reach.
	WhatGoalMissing = "Type the number that the answer should reach."
	TryIt           = "Try it"
)

// Words of the learning curve.
const (
	GrowthLead  = "Would more rows help? The model is trained again on growing parts of them."
	GrowthBegin = "Find out"
	DuelTitle   = "Where the first two differ"
)

// PinnedLine says what the pinned row got.
func PinnedLine(text string) string { return "A: " + text }

// WhatChanged lists how the row differs from the pinned one.
func WhatChanged(list []string) string {
	if len(list) == 0 {
		return "Nothing differs from A."
	}
	return "Different from A: " + strings.Join(list, "; ")
}

// WhatDiffers spells one difference.
func WhatDiffers(column, a, b string) string {
	return Shorten(column, 30) + " " + blank(a) + " → " + blank(b)
}

func blank(s string) string {
	if s == "" {
		return WhatMissing
	}
	return Shorten(s, 24)
}

// OutOfRange warns of values that training never saw.
func OutOfRange(columns []string) string {
	return "Outside what training has seen: " + List(columns, 4) + ". The answer is a guess there."
}

// ISODate spells seconds since 1970 as a date that every table reads.
func ISODate(seconds float64) string {
	return time.Unix(int64(seconds), 0).UTC().Format(time.DateOnly)
}

// Words of how answers come about.
const (
	OpenInWhatIf = "Open in What-if"
	PickACase    = "Choose a row to see how its answer comes about."
	NotHere      = "How an answer comes about is not drawn for this model."
)

// Ways to explain one row, and words of rows alike.
const (
	RowWhy       = "Why so"
	RowNear      = "What counts nearby"
	RowLike      = "Rows like it"
	RowWords     = "Its words"
	DistanceWord = "Difference"
)

// Words of the tree that stands in for a model.
const (
	SurrogateName = "As a small tree"
	TreeDepth     = "Questions in a row"
	TreeYes       = "if so: "
	TreeNo        = "if not: "
)

// TreeAsks is a question of the tree.
func TreeAsks(condition string) string { return condition + "?" }

// Words of what a chart of how answers come about shows.
const (
	SharesClass  = "Class"
	SharesColumn = "Column"
)

// Words of remedies for unfairness.
const (
	FairMake   = "Make a fairer model"
	FairMaking = "Making a model that treats these groups more alike. It may take as long as training the original did."
	FairSee    = "Look at it"
)

// FairRemedies are the ways to make a model of a task treat groups more alike.
func FairRemedies(t automl.Task) []automl.Remedy {
	switch t {
	case automl.Binary:
		return []automl.Remedy{automl.Reweigh, automl.Threshold, automl.Reduce, automl.Uncouple}
	case automl.Multiclass:
		return []automl.Remedy{automl.Reweigh, automl.Uncouple}
	}
	return []automl.Remedy{automl.Uncouple}
}

// FairOnly says which ways there are where not all are; empty where all are.
func FairOnly(t automl.Task) string {
	switch t {
	case automl.Binary:
		return ""
	case automl.Multiclass:
		return "For more than two classes rows can be given other weights, or numbers freed of the link with the groups."
	}
	return "For a number, columns can be freed of the link with the groups."
}

// Remedy names a way to make a model treat groups more alike.
func Remedy(r automl.Remedy) string {
	switch r {
	case automl.Reweigh:
		return "Other weights"
	case automl.Threshold:
		return "A threshold each"
	case automl.Reduce:
		return "Fitted again and again"
	case automl.Uncouple:
		return "Without the link"
	}
	return string(r)
}
