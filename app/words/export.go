package words

import (
	"fmt"
	"strings"

	"winnow/automl"
)

// What the Use step says about taking a model elsewhere.
const (
	TabPredict    = "Predict a file"
	TabElsewhere  = "Take the model elsewhere"
	ElsewhereLead = "Each form holds the model with everything it does to the columns. What is written is checked before it stands under its name."
	ReadingForms  = "Looking at what the model can become…"
	ExportSave    = "Save…"
	ExportBusy    = "Writing and checking…"
	ExportTitle   = "Where to save it"
	CannotBe      = "Not with this model: "
)

// Exported says what was written where.
func Exported(r *automl.ExportResult) string {
	say := fmt.Sprintf("%s written to %s. %s", Bytes(r.Bytes), r.Out, r.Verified)
	if r.Sent != "" {
		say += " " + r.Sent
	}
	return say
}

// FormKind says whether a form is a file or a folder.
func FormKind(f *automl.ExportFormat) string {
	if f.Ext == "" {
		return "a folder"
	}
	return "a " + f.Ext + " file"
}

// OptionName spells an option's name for a person: "platform", "image name".
func OptionName(name string) string { return strings.ReplaceAll(name, "_", " ") }
