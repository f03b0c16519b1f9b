// Package sampledata carries the small made-up tables with which a person can try
// everything without a file of their own. SOURCES.md says what is in them.
package sampledata

import "embed"

//go:embed *.csv
var files embed.FS

// Sample is one made-up table and a file of new rows for its model.
type Sample struct {
	ID      string // stable name
	Name    string // as shown
	Help    string // one sentence: what can be learnt from it
	Target  string // column to predict
	Task    string // an automl.Task: "binary", "multiclass", "regression"
	File    string // rows with the target
	NewFile string // rows without it
}

// All lists the samples in the order in which they are shown.
func All() []Sample {
	return []Sample{
		{
			ID: "churn", Name: "Customers who leave", Target: "churn", Task: "binary",
			Help: "Which customers of a telephone company will leave? Mind the column that is known only afterwards.",
			File: "churn.csv", NewFile: "churn_new.csv",
		},
		{
			ID: "houses", Name: "House prices", Target: "price", Task: "regression",
			Help: "What does a home sell for, given its size, place, condition and date of sale?",
			File: "houses.csv", NewFile: "houses_new.csv",
		},
		{
			ID: "species", Name: "Three finches", Target: "species", Task: "multiclass",
			Help: "Which of three species is a bird, going by its measurements?",
			File: "species.csv", NewFile: "species_new.csv",
		},
		{
			ID: "sales", Name: "Daily sales of three shops", Target: "units_sold", Task: "regression",
			Help: "How much will a shop sell on the coming days? The order of time matters.",
			File: "sales.csv", NewFile: "sales_new.csv",
		},
	}
}

// Read returns the bytes of a File or NewFile.
func Read(name string) ([]byte, error) { return files.ReadFile(name) }
