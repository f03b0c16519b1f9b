package words

import "fmt"

// AppName is the name of the app.
const AppName = "Winnow"

// Words of the window's frame.
const (
	Back          = "Back"
	Undo          = "Undo"
	Redo          = "Redo"
	Guide         = "Guide"
	Look          = "Look"
	RenameTitle   = "Name of the project"
	RenameYes     = "Rename"
	NothingToDo   = "Ready"
	Stopping      = "Stopping…"
	Copied        = "Copied"
	ModelSaved    = "Model saved"
	ReportSaved   = "Report saved"
	WritingReport = "The report is being written…"
	FigureSaved   = "Chart saved"
	SaveFigure    = "Save chart"
	TableSaved    = "Table saved"
	Predictions   = "Predictions saved"
	DropTitle     = "What should happen with this file?"
	DropPredict2  = "Predict with the current model"
	DropReplace   = "New project"
	ModelYes      = "Open the model"
	ShortTitle    = "Keyboard shortcuts"
	AboutTitle    = "About Winnow"
	AboutBody     = "Winnow turns a table into a model that you can trust and use. Everything happens on this computer."
	PredictBusy   = "Predicting the file"
	ReportBusy    = "Looking closely at the model"
	SampleTitle   = "Samples"
	LeaveTitle    = "Stop the training?"
	LeaveBody     = "A training is under way. Its finished models are kept only while the window is open."
	LeaveYes      = "Stop and leave"
	StayHere      = "Stay"
)

// Menus and their entries.
const (
	MenuFile           = "File"
	MenuEdit           = "Edit"
	MenuView           = "View"
	MenuRun            = "Run"
	MenuHelp           = "Help"
	MenuNew            = "New project"
	MenuOpen           = "Open…"
	MenuRecent         = "Open recent"
	MenuSave           = "Save model…"
	MenuReport         = "Save report…"
	MenuClose          = "Close"
	MenuZoom           = "Zoom"
	MenuTheme          = "Theme"
	ThemeAuto          = "As the system"
	ThemeLight         = "Light"
	ThemeDark          = "Dark"
	ThemeStrong        = "High contrast"
	MenuTrain          = "Train"
	MenuStop           = "Stop and keep results"
	MenuTrainCommand   = "Copy training as command"
	MenuPredictCommand = "Copy prediction as command"
	NoCommand          = "There is nothing to copy yet: choose a goal, or a file to predict."
	SavedModelNote     = "Saved model"
	Restored           = "Your earlier decisions for this file are back."
	StartAfresh        = "Start afresh"
	ContinueWork       = "Continue"
	MenuSamples        = "Samples"
	MenuKeys           = "Shortcuts"
	MenuAbout          = "About"
	NothingThere       = "Nothing yet"
)

// Shortcuts lists the keys and what they do.
var Shortcuts = [][2]string{
	{"Ctrl+Enter", "Main button of the step"},
	{"Ctrl+1 to Ctrl+6", "Go to a step"},
	{"Ctrl+N", "New project"},
	{"Ctrl+O", "Open a file"},
	{"Ctrl+S", "Save the model"},
	{"Ctrl+Z, Ctrl+Shift+Z", "Undo, redo"},
	{"Ctrl+F", "Find a column"},
	{"Ctrl+.", "Stop and keep results"},
	{"Ctrl+C", "Copy the chosen rows"},
	{"Ctrl++, Ctrl+-", "Larger, smaller"},
	{"Esc", "Close a message"},
	{"F1", "This list"},
}

// ModelBody asks whether a dropped model may take the place of the project.
func ModelBody(file string) string {
	return "Open " + Quote(file) + "? The results of this project go; your decisions are kept."
}

// DropBody asks what a dropped file is for.
func DropBody(file string) string {
	return "A model is ready. Predict " + Quote(file) + " with it, or start a new project with the file?"
}

// ContinueLine offers to go on with the file that was worked on last.
func ContinueLine(file, target string) string {
	if target == "" {
		return "Continue with " + Quote(file) + "."
	}
	return "Continue with " + Quote(file) + ", predicting " + Quote(target) + "."
}

// Zoom spells a zoom factor.
func Zoom(f float32) string { return fmt.Sprintf("%.0f %%", f*100) }

// UndoWhat says what Undo took back.
func UndoWhat(what string) string { return "Undone: " + what }

// RedoWhat says what Redo brought back.
func RedoWhat(what string) string { return "Redone: " + what }

// TrainedToast says that a training is over.
func TrainedToast(models int, took string) string {
	return fmt.Sprintf("Training done: %s in %s.", Models(models), took)
}

// RecentNote sums a project up.
func RecentNote(rows, columns int) string { return Rows(rows) + ", " + Columns(columns) }

// RecentScore adds the best score.
func RecentScore(note, metric string, score float64) string {
	return note + " · " + metric + " " + Score(score)
}

// Notes of the steps in the rail.
const (
	NoteError = "needs a look"
	NoteStale = "out of date"
)
