// Package table holds typed, immutable columns of equal length: what a file becomes
// once it is read. Missing values are part of every column.
package table

import "fmt"

// Kind says what the values of a column mean.
type Kind string

// The kinds of column.
const (
	Number   Kind = "number"   // a quantity; missing is NaN
	Category Kind = "category" // one of a set of levels
	YesNo    Kind = "yesno"    // a category with exactly two levels that mean no and yes
	Text     Kind = "text"     // free text, mostly different in each row
	Time     Kind = "time"     // a date, or a date with a time
)

// Kinds lists every kind in the order in which forms show them.
var Kinds = []Kind{Number, Category, YesNo, Text, Time}

// ParseKind turns the stable name of a kind into the kind.
func ParseKind(s string) (Kind, error) {
	for _, k := range Kinds {
		if string(k) == s {
			return k, nil
		}
	}
	return "", fmt.Errorf("table: unknown kind %q", s)
}

// Format tells how the values of a column are spelt in its file, so that a later file
// can be read in the same way.
type Format struct {
	Decimal   string `json:"decimal,omitempty"`   // decimal mark of numbers: "." (also when empty) or ","
	Thousands string `json:"thousands,omitempty"` // mark between thousands, empty for none
	Layout    string `json:"layout,omitempty"`    // layout of dates in the manner of package time, or "unix"
	Suffix    string `json:"suffix,omitempty"`    // sign after every number that was taken off, such as "%"
	Prefix    string `json:"prefix,omitempty"`    // sign before every number that was taken off, such as "$"
}

// Field names and describes a column.
type Field struct {
	Name   string `json:"name"`
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason,omitempty"` // why it has this kind, one plain sentence
	Format Format `json:"format,omitzero"`
}
