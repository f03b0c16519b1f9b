// Package figure is a chart as data: axes, series, one sentence. It knows nothing of how
// or where it is drawn; package figure/draw draws it with gonum/plot, the widgets show it,
// and every figure can be read as a table.
package figure

// Scale is how an axis maps values to places.
type Scale string

// The scales.
const (
	Linear Scale = ""    // even
	Log    Scale = "log" // logarithmic; values must be above 0
)

// Axis is one axis. When Categories is set, values are the whole numbers 0..n-1 and the
// categories are their names.
type Axis struct {
	Title      string   `json:"title"`
	Scale      Scale    `json:"scale,omitempty"`
	Min        float64  `json:"min,omitempty"` // Min == Max: fitted to the data
	Max        float64  `json:"max,omitempty"`
	Percent    bool     `json:"percent,omitempty"` // values are shares, shown as percentages
	Time       bool     `json:"time,omitempty"`    // values are seconds since 1970
	Whole      bool     `json:"whole,omitempty"`   // values are counts: no tick between whole numbers
	Categories []string `json:"categories,omitempty"`
}

// Mark is how a series is drawn.
type Mark string

// The marks.
const (
	Line   Mark = "line"   // X, Y joined in order
	Steps  Mark = "steps"  // X, Y joined by steps, horizontal first
	Points Mark = "points" // X, Y
	Bars   Mark = "bars"   // a bar of height Y at X; on a category X axis one per category
	HBars  Mark = "hbars"  // a horizontal bar of length X at Y; on a category Y axis
	Band   Mark = "band"   // the area between Low and High along X
	Cells  Mark = "cells"  // a grid: colour Z at the whole-numbered places X, Y
)

// Tone names a colour of the theme, so that a figure suits light and dark alike. Colour is
// never alone: series also differ in mark, dash or label.
type Tone string

// The tones.
const (
	First  Tone = ""       // the main series
	Second Tone = "second" // what it is compared with
	Third  Tone = "third"
	Muted  Tone = "muted" // context: diagonals, fold lines
	Good   Tone = "good"
	Bad    Tone = "bad"
)

// Series is one set of marks. Slices that a mark does not use are nil; those it uses have
// equal lengths. NaN leaves a gap.
type Series struct {
	Name   string    `json:"name"` // empty: not in the legend
	Mark   Mark      `json:"mark"`
	Tone   Tone      `json:"tone,omitempty"`
	Dashed bool      `json:"dashed,omitempty"`
	X      []float64 `json:"x,omitempty"`
	Y      []float64 `json:"y,omitempty"`
	Z      []float64 `json:"z,omitempty"`
	Low    []float64 `json:"low,omitempty"`  // of a band; of bars: end of the error bar
	High   []float64 `json:"high,omitempty"` // of a band; of bars: end of the error bar
	From   []float64 `json:"from,omitempty"` // of bars: where each begins; nil: at 0
	Labels []string  `json:"labels,omitempty"`
	// Members are the places, among the scored rows, of the rows behind each mark, so that
	// they can be looked at; nil where there are none to show.
	Members [][]int32 `json:"-"`
}

// Table is a figure's content for reading and copying.
type Table struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
}

// Figure is one chart.
type Figure struct {
	Title    string   `json:"title"`
	Sentence string   `json:"sentence"` // what it says, in the person's words
	X        Axis     `json:"x"`
	Y        Axis     `json:"y"`
	Series   []Series `json:"series"`
	Table    Table    `json:"table"` // filled by the chart, or by AsTable
	// Empty says why there is nothing to draw; then Series is empty.
	Empty string `json:"empty,omitempty"`
}
