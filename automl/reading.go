package automl

import "winnow/automl/table"

// ReadOptions overrule what a source finds out by itself. The zero value leaves all of it
// to the source.
type ReadOptions struct {
	Encoding  string   `json:"encoding,omitempty"`  // "utf-8", "utf-16le", "utf-16be", "windows-1252"
	Delimiter string   `json:"delimiter,omitempty"` // one character
	Quote     string   `json:"quote,omitempty"`     // one character, or "none"
	Header    string   `json:"header,omitempty"`    // "yes" or "no"
	Decimal   string   `json:"decimal,omitempty"`   // "." or ","
	Missing   []string `json:"missing,omitempty"`   // spellings of a missing value, beside the empty cell
	// Fields fixes the kinds and spellings of the columns with these names, as a model's
	// schema does for a file to predict. Values that cannot be read so become missing and
	// are counted in ReadReport.Unreadable.
	Fields  map[string]table.Field `json:"fields,omitempty"`
	MaxRows int                    `json:"max_rows,omitempty"` // read so many rows at most; 0: all
	Workers int                    `json:"-"`                  // goroutines; 0: as many as there are cores
	// Progress is called now and then with the bytes read so far and their total.
	Progress func(done, total int64) `json:"-"`
}

// BadRow is a row of a file that could not be taken.
type BadRow struct {
	Line   int64  `json:"line"` // first line of the row in the file, from 1
	Reason string `json:"reason"`
	Text   string `json:"text"` // its beginning, at most 200 characters
}

// ReadReport says how a file was read.
type ReadReport struct {
	Path      string `json:"path"`
	Size      int64  `json:"size"`
	Encoding  string `json:"encoding"`
	Delimiter string `json:"delimiter"`
	Quote     string `json:"quote"`
	Header    bool   `json:"header"`
	Decimal   string `json:"decimal"`
	Rows      int    `json:"rows"`
	// BadCount is the number of rows that were kept aside; BadRows holds the first 1,000.
	BadCount int      `json:"bad_count"`
	BadRows  []BadRow `json:"bad_rows,omitempty"`
	// Unreadable counts, by column, the values that did not fit the kind fixed by
	// ReadOptions.Fields and were taken as missing.
	Unreadable map[string]int `json:"unreadable,omitempty"`
	Notices    []string       `json:"notices,omitempty"` // sentences: renamed duplicates, ambiguous dates, ...
}
