package automl

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"winnow/automl/figure"
)

// Conversion turns the numbers of a file into those of training: v becomes v*Factor + Offset.
// The zero value changes nothing.
type Conversion struct {
	Factor float64 `json:"factor"`
	Offset float64 `json:"offset,omitempty"`
}

// Plain reports whether the conversion changes nothing.
func (c Conversion) Plain() bool { return c == Conversion{} || c == Conversion{Factor: 1} }

// Of converts a value.
func (c Conversion) Of(v float64) float64 {
	if c.Plain() {
		return v
	}
	return v*c.Factor + c.Offset
}

// After is what first b and then c make of a value. What is 1 but for rounding is 1.
func (c Conversion) After(b Conversion) Conversion {
	if b.Plain() {
		return c
	}
	out := Conversion{Factor: c.Factor * b.Factor, Offset: c.Of(b.Offset)}
	if math.Abs(out.Factor-1) < 1e-5 && math.Abs(out.Offset) < 1e-3 {
		return Conversion{Factor: 1}
	}
	return out
}

// String spells the conversion as it is given on the command line: "0.01" or
// "0.5556,-17.78".
func (c Conversion) String() string {
	if c == (Conversion{}) {
		c.Factor = 1
	}
	s := strconv.FormatFloat(c.Factor, 'g', -1, 64)
	if c.Offset != 0 {
		s += "," + strconv.FormatFloat(c.Offset, 'g', -1, 64)
	}
	return s
}

// Mapping says how files spell what a model needs: under which names, and in which units. One
// that is kept with a model holds for every file that has these names.
type Mapping struct {
	Rename map[string]string     `json:"rename,omitempty"` // needed column -> column of the file; empty: none
	Scale  map[string]Conversion `json:"scale,omitempty"`  // by needed column
}

// Empty reports whether the mapping says nothing.
func (m *Mapping) Empty() bool { return m == nil || len(m.Rename)+len(m.Scale) == 0 }

// For is the conversion that is kept for a needed column.
func (m *Mapping) For(needed string) Conversion {
	if m == nil {
		return Conversion{}
	}
	return m.Scale[needed]
}

// TypicalAt are the shares of the values that lie below the quantiles of Typical.Middle.
var TypicalAt = []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}

// Typical is how the values of a column were spread in training.
type Typical struct {
	// Edges are the upper ends of all groups of numbers or moments but the last, ascending. A
	// value belongs to the first group whose edge it does not exceed.
	Edges []float64 `json:"edges,omitempty"`
	// Shares are those of the rows with a value, by group, or by level in code order.
	Shares []float64 `json:"shares,omitempty"`
	Middle []float64 `json:"middle,omitempty"` // quantiles of numbers at TypicalAt
}

// MatchStatus is one thing that can be said of a needed column, the worst of which stands
// first in Match.Status.
type MatchStatus string

// The statuses.
const (
	StatusAbsent     MatchStatus = "absent"       // not there, and the model cannot do without
	StatusWrongKind  MatchStatus = "wrong_type"   // no value could be read, and the model cannot do without
	StatusUnit       MatchStatus = "unit"         // seems to be in another unit
	StatusUnreadable MatchStatus = "unreadable"   // some values could not be read
	StatusUnseen     MatchStatus = "new_levels"   // values that training never saw
	StatusFilled     MatchStatus = "filled"       // not there, taken as missing
	StatusEmpty      MatchStatus = "empty"        // there, but without a value in any row
	StatusSpelling   MatchStatus = "spelling"     // numbers or dates in another spelling, read in their own
	StatusRange      MatchStatus = "out_of_range" // values outside the range of training
	StatusDrift      MatchStatus = "drift"        // spread otherwise than in training
	StatusRenamed    MatchStatus = "renamed"      // under a name that is only like it
	StatusTold       MatchStatus = "told"         // under another name or in another unit, as told
)

// Serious reports whether the status keeps the file from being predicted.
func (s MatchStatus) Serious() bool { return s == StatusAbsent || s == StatusWrongKind }

// Drift is how the values of a column are spread in a file against training.
type Drift struct {
	// PSI is the population stability index, the sum of (now - before) * log(now / before) over
	// the groups: below 0.1 hardly anything changed, from 0.25 on much did.
	PSI float64 `json:"psi"`
	// Beyond is true when the spread differs by more than chance explains at 1 in 1,000 (Yurdakul
	// 2018: rows times the index is about chi-squared).
	Beyond bool           `json:"beyond_chance"`
	Bins   []DriftBin     `json:"bins"`
	Figure *figure.Figure `json:"-"`
}

// LossNotable is the loss of score from which a person would notice.
const LossNotable = 0.0005

// DriftNotable is the index from which a change is worth a warning.
const DriftNotable = 0.25

// Notable reports whether the change is worth a warning.
func (d *Drift) Notable() bool { return d != nil && d.Beyond && d.PSI >= DriftNotable }

// DriftBin is one group of values.
type DriftBin struct {
	Label  string  `json:"label"`
	Before float64 `json:"before"` // share in training, 0 to 1
	Now    float64 `json:"now"`    // share in the file
}

// UnitJump says that a column seems to be in another unit than in training.
type UnitJump struct {
	// Convert brings the column back.
	Convert Conversion `json:"convert"`
	Words   string     `json:"words"` // "100 times as large", "pounds instead of kilograms"
}

// VerdictState is whether a file can be predicted.
type VerdictState string

// The verdicts.
const (
	VerdictReady    VerdictState = "ready"
	VerdictWarnings VerdictState = "warnings"
	VerdictCannot   VerdictState = "cannot"
)

// Verdict sums the schema doctor's table up.
type Verdict struct {
	State    VerdictState `json:"state"`
	Warnings int          `json:"warnings,omitempty"` // columns that something is odd about
	Text     string       `json:"text"`               // "Ready with 2 warnings"
}

// VerdictOf sums up what is known of a file's columns; why is the error that keeps it from
// being predicted, or nil.
func VerdictOf(matches []Match, why error) Verdict {
	if why != nil {
		text := why.Error()
		if e := new(Error); errors.As(why, &e) {
			text = e.Msg
		}
		return Verdict{State: VerdictCannot, Text: "Cannot predict: " + text}
	}
	v := Verdict{State: VerdictReady, Text: "Ready"}
	for i := range matches {
		if slices.ContainsFunc(matches[i].Status, func(s MatchStatus) bool { return s != StatusTold }) {
			v.Warnings++
		}
	}
	if v.Warnings > 0 {
		v.State, v.Text = VerdictWarnings, fmt.Sprintf("Ready with %d warnings", v.Warnings)
		if v.Warnings == 1 {
			v.Text = "Ready with 1 warning"
		}
	}
	return v
}

// MappingRequest names a model and the mapping to keep with it.
type MappingRequest struct {
	Model string `json:"model,omitempty"` // path of a .winnow file; or empty and
	// Run is a run of this service, of which every model keeps what it has a use for. The run
	// need not be over.
	Run string `json:"run,omitempty"`
	// Mapping takes the place of the one kept before; an empty one takes it away.
	Mapping Mapping `json:"mapping"`
}

// Mappings keeps with a model how files spell its columns.
type Mappings interface {
	// SaveMapping keeps the mapping in the model's file, whole or not at all, without training
	// anew; of the models of a run, in what Save and Predict make of them from then on.
	SaveMapping(ctx context.Context, req MappingRequest) error
}
