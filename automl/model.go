package automl

import (
	"time"

	"winnow/automl/graph"
	"winnow/automl/table"
)

// SchemaColumn is what a model remembers about one input column.
type SchemaColumn struct {
	table.Field
	Levels []string `json:"levels,omitempty"` // of categories, in code order
	Min    float64  `json:"min,omitempty"`    // range seen in training
	Max    float64  `json:"max,omitempty"`
	// Fill is what stands in for an absent column: always "missing", which every pipeline
	// takes; Share is the share of rows that were missing in training.
	Share float64 `json:"missing_share,omitempty"`
	// Weight is the column's share of the model's permutation importance, 0 to 1; -1 when
	// not measured. A column without which the model is blind is refused when absent.
	Weight float64 `json:"weight"`
	// Needed is true for a column that the model decides by whatever its importance: it is
	// refused when absent.
	Needed bool `json:"needed,omitempty"`
	// Typical is how its values were spread; nil in older models.
	Typical *Typical `json:"typical,omitempty"`
}

// Schema is what a model needs and answers.
type Schema struct {
	Columns  []SchemaColumn `json:"columns"` // in the order of the graph's inputs
	Target   string         `json:"target"`
	Task     Task           `json:"task"`
	Classes  []string       `json:"classes,omitempty"` // in class order; for binary the second is the positive one
	Unit     string         `json:"unit,omitempty"`
	Decision float64        `json:"threshold,omitempty"` // binary: probability from which the positive class is predicted
	// Mapping says how files to predict spell the columns; it is kept in a part of its own. Nil:
	// as in training.
	Mapping *Mapping `json:"-"`
}

// Model is a trained pipeline with everything that is known about it: what a .winnow file
// holds.
type Model struct {
	Version     int // of the file format
	AppVersion  string
	Created     time.Time
	Name        string
	Job         Job
	Fingerprint string // of the training table
	Rows        int    // rows trained on
	Schema      Schema
	Graph       *graph.Node
	Row         ModelRow // its line of the leaderboard
	Leaderboard Leaderboard
	Findings    []Finding
	Importance  []Importance
	Sureness    *Sureness // nil where it is not known, as in files of format 1
	Evidence    *Evidence // nil where it was not kept, as in older files
	// Sample holds a few made rows in the training spelling, the first of them the header;
	// Expected their predictions, row by row. A reader checks one against the other.
	Sample   [][]string
	Expected []float64
}

// Unmapped is the model without the mapping that is kept with it.
func (m *Model) Unmapped() *Model {
	own := *m
	own.Schema.Mapping = nil
	return &own
}
