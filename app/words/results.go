package words

import (
	"fmt"
	"strconv"
	"strings"

	"winnow/automl"
)

// Words of the leaderboard.
const (
	FinalTest      = "Final test"
	SealedShort    = "sealed"
	SizeWord       = "Size"
	ReadingWord    = "To follow"
	LookClosely    = "Look closely"
	BoardKeys      = "Enter opens · Space compares · S star · F2 name · N note · Del delete"
	NoModelsListed = "Every model is deleted. They can be brought back."
	ModelDeleted   = "The model is no longer listed."
	StarIt         = "Add a star"
	UnstarIt       = "Take the star away"
	RenameModel    = "Rename…"
	NoteModel      = "Note…"
	CopySettings   = "Copy settings"
	DeleteModel    = "Delete"
	KeepIt         = "Keep"
	BackToBoard    = "All models"
)

// Reading says how well a person can follow a model.
func Reading(n int) string {
	switch n {
	case 3:
		return "easy"
	case 2:
		return "middling"
	case 1:
		return "hard"
	}
	return "–"
}

// ShowAllModels lists the rest too.
func ShowAllModels(n int) string { return fmt.Sprintf("Show all %d models", n) }

// CompareModels is the button that compares so many chosen models.
func CompareModels(n int) string {
	if n < 2 {
		return "Compare 2 to 4 models"
	}
	return fmt.Sprintf("Compare %d models", n)
}

// BringBack undoes deletions.
func BringBack(n int) string { return "Bring " + Count(n, "deleted model", "deleted models") + " back" }

// Words of the comparison.
const (
	CompareTitle  = "Side by side"
	CompareLead   = "The difference is taken fold by fold on the same rows, so that what all models find hard cancels out."
	AgainstFirst  = "Against the first"
	FoldsWord     = "Folds"
	NoDifference  = "tied within chance"
	Measuring     = "Comparing…"
	CompareBack   = "Back"
	SettingsWord  = "Settings"
	SameModelHere = "the first"
)

// Against says how much better or worse a model is than the first, and by how much.
func Against(d *automl.Difference) (verdict, amount string) {
	amount = fmt.Sprintf("%s (%s to %s)", signed(d.Mean), signed(d.Low), signed(d.High))
	switch {
	case d.Tied:
		return NoDifference, amount
	case d.Mean > 0:
		return "better", amount
	}
	return "worse", amount
}

func signed(v float64) string {
	if v > 0 {
		return "+" + Score(v)
	}
	return Score(v)
}

// Words of the final test.
const (
	RevealTitle  = "Final test"
	RevealButton = "Reveal the final test score…"
	RevealYes    = "Reveal"
	RevealBusy   = "Scoring the rows set apart…"
	NoSealed     = "No rows were set apart for a final test. Choose a share under “For experts” in Prepare and train again."
)

// SealedLine says what lies sealed.
func SealedLine(rows int) string {
	return Rows(rows) + " were set apart before training. Nothing has seen them."
}

// RevealBody asks before the seal is broken.
func RevealBody(rows int) string {
	return "The model is scored once on the " + Rows(rows) + " set apart, and the opening is noted. " +
		"Choosing among models by this score would make it as flattering as any other: open it for the model that you are going to use."
}

// OpenedLine says what the final test gave and when it was opened.
func OpenedLine(metric string, t *automl.FinalTest) string {
	return fmt.Sprintf("%s %s (%s to %s) on %s, opened %s.", metric, Score(t.Score), Score(t.Low), Score(t.High), Rows(t.Rows),
		t.Opened.Local().Format("2 Jan 2006 15:04"))
}

// Tabs of a model's page.
const (
	TabCurves    = "Curves"
	TabTrust     = "Trust"
	TabErrors    = "Errors"
	TabClasses   = "Classes"
	TabAccuracy  = "Accuracy"
	TabDrivers   = "Drivers"
	TabEffects   = "Effects"
	TabCases     = "Cases"
	TabFairness  = "Fairness"
	TabSureness  = "Sureness"
	TabWhatIf    = "What-if"
	TabLearning  = "More rows?"
	TabRecipe    = "Recipe"
	TabMore      = "More"
	SegmentsName = "Where it errs"
	WorstName    = "Worst cases"
	CloseName    = "Borderline cases"
)

// Words of rows that were opened from a chart or a table.
const (
	RowNumber    = "Row"
	ActualWord   = "Actual"
	SaidWord     = "Predicted"
	ChanceWord   = "Chance"
	ErrorWord    = "Error"
	CopyRows     = "Copy"
	SaveRows     = "Save as CSV…"
	RowsSaved    = "Rows"
	NoRowsBehind = "No rows lie behind this."
	DataClosed   = "The data is not open any more, so only rows and predictions are shown."
)

// Words of the segments.
const (
	SegmentColumn = "Column"
	SegmentPart   = "Part"
	SegmentRows   = "Rows"
	SegmentHere   = "Error here"
	SegmentElse   = "Elsewhere"
	SegmentSure   = "Beyond chance"
	SegmentLead   = "Parts of the data in which the model errs more than elsewhere, the costliest first. Tap one to see its rows."
	NoSegments    = "There are too few rows to look at parts of them."
	YesWord       = "yes"
	MaybeWord     = "perhaps"
)

// SegmentsLine says where the model is weakest.
func SegmentsLine(list []automl.Segment, numeric bool) string {
	if len(list) == 0 || !list[0].Sure || list[0].Error <= list[0].Else {
		return "No part of the data stands out: the model errs about as much everywhere."
	}
	s := &list[0]
	if numeric {
		return fmt.Sprintf("Weakest where %s is %s: off by %s on average, elsewhere by %s.", s.Column, s.Part, Number(s.Error), Number(s.Else))
	}
	return fmt.Sprintf("Weakest where %s is %s: %s are wrong, elsewhere %s.", s.Column, s.Part, Percent(s.Error), Percent(s.Else))
}

// SegmentTitle names the rows of a part.
func SegmentTitle(s *automl.Segment) string { return s.Column + ": " + s.Part }

// CasesLead says which rows are listed.
func CasesLead(worst bool) string {
	if worst {
		return "The rows that the model got most wrong, the worst first."
	}
	return "The rows that the model was least sure of."
}

// Words of the recipe.
const (
	RecipeLead    = "Everything needed to make this model again."
	RecipeCommand = "Command"
	RecipeSeed    = "Seed"
	RecipeData    = "Data"
	RecipeHash    = "SHA-256 of the data"
	RecipeSplit   = "Split"
	RecipeInputs  = "Inputs"
	RecipeLeft    = "Left out"
	RecipeMetric  = "Score"
	RecipeModel   = "Algorithm"
	RecipeTook    = "Training took"
	NoSettings    = "the defaults"
	NothingLeft   = "nothing"
)

// SealedLabel is the choice of the share of rows for the final test.
const SealedLabel = "Final test"

// What the switch for distilling says.
const (
	DistilLabel = "Distil the ensemble"
	DistilLine  = "Let one fast model learn from the ensemble's answers: almost as good, easier to explain and to export."
)

// SealedChoices are the shares that can be chosen, with their names.
var SealedChoices = []Named{{"0", "Automatic"}, {"-1", "None"}, {"0.1", "10 %"}, {"0.2", "20 %"}, {"0.3", "30 %"}}

// What the cells of a confusion matrix say.
const (
	SharesCounts  = "Rows"
	SharesActual  = "% of what was true"
	SharesAnswers = "% of what was said"
)

// WeakSpots is the title of where a model errs.
const WeakSpots = "Where it is weakest"

// ExpectLine says what new rows should show.
func ExpectLine(metric string, c *automl.Corrected) string {
	return fmt.Sprintf("On new rows expect %s %s (%s to %s): the luck of having been chosen among %s is taken out.",
		metric, Score(c.Score), Score(c.Low), Score(c.High), Models(c.Models))
}

// Picked names the rows behind a mark of a chart.
func Picked(lines []string, rows int) string {
	return strings.Join(lines, " · ") + " · " + Rows(rows)
}

// Plain spells a number as it is typed.
func Plain(n uint64) string { return strconv.FormatUint(n, 10) }
