package automl

import (
	"context"

	"winnow/automl/table"
)

// EvidenceRows is the most scored rows that a model keeps.
const EvidenceRows = 10_000

// Evidence is what a model keeps of the data that it was made from and of the rows that it
// was scored on, so that its report can be written without that data: figures of the table,
// and pairs of truth and prediction. It holds no value of any input column, and the pairs
// stand in the order of the predictions, which tells nothing of the order of the rows.
type Evidence struct {
	TableRows int          `json:"table_rows"`
	LeftOut   int          `json:"rows_left_out,omitempty"` // without a target
	Sealed    int          `json:"rows_sealed,omitempty"`   // set apart for the final test
	Columns   []ColumnCard `json:"columns"`                 // of the table, in its order
	Classes   []ValueCount `json:"classes,omitempty"`       // of the rows with a target, in class order
	Split     string       `json:"split"`                   // in words
	Notes     []string     `json:"notes,omitempty"`         // what the run said about its data, in sentences
	Scored    int          `json:"rows_scored"`             // by models that had not seen them
	// Target, Fold and Prediction are those of all scored rows, or of a random EvidenceRows of
	// them; of many classes, of fewer.
	Target     Target     `json:"-"`
	Fold       []int32    `json:"-"` // from 0
	Prediction Prediction `json:"-"` // by models that had not seen the row
}

// ColumnUse is what became of a column.
type ColumnUse string

// What can become of a column.
const (
	UseInput   ColumnUse = "input"
	UseTarget  ColumnUse = "target"
	UseGroup   ColumnUse = "group"
	UseWeight  ColumnUse = "weight"
	UseDropped ColumnUse = "left out" // by the person
	UseNone    ColumnUse = "no use"   // names the row, or never changes
)

// ColumnCard describes a column of the table without showing a value of it.
type ColumnCard struct {
	Name     string     `json:"name"`
	Kind     table.Kind `json:"kind"`
	Use      ColumnUse  `json:"use"`
	Missing  int        `json:"missing,omitempty"`
	Distinct int        `json:"distinct"`
}

// ReportRequest names a model and a place for its report.
type ReportRequest struct {
	Model string `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run   string `json:"run,omitempty"`   // a run of this service
	Row   string `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	// Out is the file to write. Its ending says the form: .html, .pdf or .md.
	Out string `json:"out"`
	// Data is a file with rows to explain the model by, and to hold groups against each other
	// in. It may be empty: a run has its own table, and a saved model does without.
	Data string `json:"data,omitempty"`
	// Sensitive are the columns whose groups are held against each other.
	Sensitive []string `json:"sensitive,omitempty"`
}

// ReportResult says what was written.
type ReportResult struct {
	Out    string   `json:"out"`
	Bytes  int64    `json:"bytes"`
	Charts int      `json:"charts"`          // drawn
	Notes  []string `json:"notes,omitempty"` // what is not in it and why, in sentences
}

// Reporting writes what is known about a model for people to read and keep.
type Reporting interface {
	// WriteReport writes a model's report as one file, whole or not at all.
	WriteReport(ctx context.Context, req ReportRequest) (*ReportResult, error)
}
