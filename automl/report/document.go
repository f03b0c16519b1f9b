// Package report writes what is known about a model for people to read and keep: what it is
// for, what it was made from, how good and how sure it is, what drives it, where its limits
// are and how to make it again. A report is first a document, which is data; then it is
// written as one self-contained HTML file, as PDF or as Markdown.
package report

import (
	"time"

	"winnow/automl/figure"
)

// Document is a report before it is written in any form. All of it is plain text.
type Document struct {
	Title    string
	Sub      string    // one line beneath the title
	Made     time.Time // when the model was made
	Keys     []Key     // the figures to see first
	Sections []Section
	Foot     string
}

// Key is a figure in large print.
type Key struct {
	Label, Value, Note string
}

// Section is a part of a report with a heading.
type Section struct {
	ID     string // unique within the document, of small letters
	Title  string
	Blocks []Block
}

// Block is one thing in a section: exactly one of its fields is set.
type Block struct {
	Heading string
	Text    string
	List    []string
	Facts   []Fact
	Table   *Table
	Charts  []Chart
	Note    *Note
	Code    string
}

// Fact is a name with what it stands for.
type Fact struct {
	Name, Value string
}

// Table has as many cells in each row as it has columns. The first column names the row.
type Table struct {
	Caption string
	Head    []Column
	Rows    []Row
}

// Column is the head of a column. Weight is its share of the width in relation to the others;
// 0 means 1.
type Column struct {
	Text   string
	Right  bool // numbers
	Weight float64
}

// Long reports whether the column holds sentences rather than names and figures.
func (c Column) Long() bool { return c.Weight > 2 }

// Row is a row of a table.
type Row struct {
	Cells  []Cell
	Strong bool // stands out
}

// Cell is a text, or an interval drawn along a line that all rows of the column share.
type Cell struct {
	Text string
	Span *Span
}

// Span is an interval and its middle as shares of the line, 0 to 1.
type Span struct {
	Low, Mid, High float64
}

// Chart is a figure with a name of its own.
type Chart struct {
	ID   string // unique within the document
	Help string // one sentence: what to look for
	Fig  *figure.Figure
	Bare bool // without its table
}

// Wide reports whether the chart needs the whole width.
func (c *Chart) Wide() bool {
	return len(c.Fig.X.Categories) > 8 || len(c.Fig.Y.Categories) > 10
}

// Note is a remark that stands out: a finding, a warning.
type Note struct {
	Tone  Tone
	Label string // a word in front: "High"
	Title string
	Text  string
	After string // what was done about it
}

// Tone says how grave a note is.
type Tone string

// The tones.
const (
	Plain Tone = "plain"
	Good  Tone = "good"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
)

func text(s string) Block       { return Block{Text: s} }
func heading(s string) Block    { return Block{Heading: s} }
func cells(texts ...string) Row { return Row{Cells: plain(texts...)} }
func fact(name, v string) Fact  { return Fact{Name: name, Value: v} }
func figures(s string) Column   { return Column{Text: s, Right: true, Weight: 0.7} }

func plain(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}
