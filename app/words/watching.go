package words

import (
	"fmt"

	"winnow/automl"
)

// What the Use step says about watching a folder.
const (
	TabWatch      = "Watch a folder"
	WatchLead     = "Every table that comes into the folder is predicted once, and its predictions are put beside it. A file that cannot be predicted is moved into the subfolder “quarantine”, with the reason beside it."
	WatchChoose   = "Choose the folder to watch"
	WatchStart    = "Choose a folder and start…"
	WatchStop     = "Stop"
	WatchStopping = "Finishing the file under way…"
	WatchNothing  = "Nothing has come yet."
	WatchHeed     = "Heed the names and units that are kept with the model"
	WatchFolder   = "FOLDER" // in a command, before there is one
)

// Watching says which folder is watched.
func Watching(folder string) string { return "Watching " + folder }

// Watched says what became of a file.
func Watched(e *automl.WatchEvent) string {
	switch e.State {
	case automl.WatchDone:
		say := fmt.Sprintf("%s: %s rows predicted", e.File, Int(e.Rows))
		if e.Outside > 0 {
			say += fmt.Sprintf(", %s of them unlike those of training", Int(e.Outside))
		}
		return say
	case automl.WatchQuarantined:
		return e.File + ": in quarantine. " + e.Text
	case automl.WatchDeferred:
		return e.File + ": tried again later. " + e.Text
	case automl.WatchBegun, automl.WatchIdle:
	}
	return e.File
}

// WatchedAs is what became of a file, in a word.
func WatchedAs(s automl.WatchState) string {
	switch s {
	case automl.WatchDone:
		return "Done"
	case automl.WatchQuarantined:
		return "In quarantine"
	case automl.WatchDeferred:
		return "Tried again"
	case automl.WatchBegun, automl.WatchIdle:
	}
	return ""
}
