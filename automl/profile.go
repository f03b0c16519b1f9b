package automl

import "winnow/automl/table"

// Severity says how much a finding matters.
type Severity string

// The severities.
const (
	High   Severity = "high"   // a model trained so will mislead
	Medium Severity = "medium" // the model can be better, or the score is not what it seems
	Low    Severity = "low"    // good to know
)

// Finding is something about the data that a person should know before training.
type Finding struct {
	ID       string   `json:"id"` // stable kind of finding: "leakage", "identifier", "constant", ...
	Severity Severity `json:"severity"`
	Columns  []string `json:"columns"`
	Title    string   `json:"title"`   // a few plain words
	Message  string   `json:"message"` // what was seen, with the figures
	Fix      string   `json:"fix"`     // what to do, in words
	// Drop lists the columns that the recommended fix leaves out; empty when the fix is
	// another one.
	Drop []string `json:"drop,omitempty"`
}

// ValueCount is a distinct value and how often it occurs.
type ValueCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// ColumnProfile describes one column.
type ColumnProfile struct {
	Name     string     `json:"name"`
	Kind     table.Kind `json:"kind"`
	Reason   string     `json:"reason"`
	Missing  int        `json:"missing"`
	Distinct int        `json:"distinct"`
	// Top holds the most frequent values, most frequent first, at most 10; for categories,
	// yes/no and text.
	Top []ValueCount `json:"top,omitempty"`
	// Numbers and times; times in seconds since 1970. Zero values when all are missing.
	Min    float64 `json:"min,omitempty"`
	Q25    float64 `json:"q25,omitempty"`
	Median float64 `json:"median,omitempty"`
	Q75    float64 `json:"q75,omitempty"`
	Max    float64 `json:"max,omitempty"`
	Mean   float64 `json:"mean,omitempty"`
	Std    float64 `json:"std,omitempty"`
	Skew   float64 `json:"skew,omitempty"`
	// Histogram counts the values in equally wide bins from Min to Max.
	Histogram []int `json:"histogram,omitempty"`
	// Identifier is true when the column names the row rather than describes it.
	Identifier bool `json:"identifier,omitempty"`
	// Constant is true when there are fewer than two distinct values.
	Constant bool `json:"constant,omitempty"`
	// Link is the strength of the link with the target from 0 to 1 as a cross-validated
	// tree on this column alone finds it (2*AUC-1, or R²); NaN is never stored: -1 means not
	// measured.
	Link float64 `json:"link"`
}

// Profile describes a table, and what is wrong with it for a given target.
type Profile struct {
	Rows     int             `json:"rows"`
	Columns  []ColumnProfile `json:"columns"`
	Target   string          `json:"target,omitempty"`
	Task     Task            `json:"task,omitempty"`
	Classes  []ValueCount    `json:"classes,omitempty"` // of the target, in class order
	Findings []Finding       `json:"findings"`
	// Group and Time name columns that suggest a grouped or time-forward split; empty if none.
	Group string `json:"group,omitempty"`
	Time  string `json:"time,omitempty"`
}
