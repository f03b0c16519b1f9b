package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/onnx"
	"winnow/automl/table"
)

// description is model.json: what the programs beside an ONNX file know about its model.
type description struct {
	Name       string            `json:"name"`
	Target     string            `json:"target"`
	Task       automl.Task       `json:"task"`
	Classes    []string          `json:"classes"`
	Threshold  float64           `json:"threshold,omitempty"`
	AppVersion string            `json:"app_version"`
	SchemaHash string            `json:"schema_sha256"`
	Columns    []describedColumn `json:"columns"`
}

type describedColumn struct {
	Name   string       `json:"name"`
	Input  string       `json:"input"` // of the ONNX file; empty: the model does not look at it
	Kind   table.Kind   `json:"kind"`
	Format table.Format `json:"format"`
	Layout string       `json:"layout,omitempty"` // of dates, in the manner of strptime
	Levels []string     `json:"levels,omitempty"`
	Min    float64      `json:"min"`
	Max    float64      `json:"max"`
}

func describe(m *automl.Model, f *onnx.File) *description {
	s := &m.Schema
	d := &description{Name: m.Name, Target: s.Target, Task: s.Task, Classes: append([]string{}, s.Classes...), Threshold: s.Decision,
		AppVersion: m.AppVersion, SchemaHash: onnx.SchemaHash(s)}
	for i, c := range s.Columns {
		col := describedColumn{Name: c.Name, Kind: c.Kind, Format: c.Format, Levels: c.Levels, Min: c.Min, Max: c.Max}
		if c.Kind == table.Time && c.Format.Layout != "unix" {
			col.Layout = strptime(c.Format.Layout)
		}
		for _, in := range f.Inputs {
			if in.Column == i {
				col.Input = in.Name
			}
		}
		d.Columns = append(d.Columns, col)
	}
	return d
}

// strptimeParts turn a layout of package time into one of strptime, the longer first.
var strptimeParts = strings.NewReplacer(
	"January", "%B", "Monday", "%A", "2006", "%Y", "Z07:00", "%z", "-07:00", "%z", "-0700", "%z", "Jan", "%b", "Mon", "%a",
	"01", "%m", "02", "%d", "03", "%I", "04", "%M", "05", "%S", "06", "%y", "15", "%H", "PM", "%p", "1", "%m", "2", "%d", "3", "%I")

func strptime(layout string) string { return strptimeParts.Replace(layout) }

// withONNX writes the files that every folder around an ONNX file has.
func withONNX(m *automl.Model, o onnx.Options, to automl.ExportSink) (*onnx.File, error) {
	f, err := onnx.Build(m, o)
	if err != nil {
		return nil, unableONNX(err)
	}
	raw, err := json.MarshalIndent(describe(m, f), "", "  ")
	if err != nil {
		return nil, err
	}
	sample, err := modelfile.SampleCSV(m)
	if err != nil {
		return nil, err
	}
	answers, err := modelfile.ExpectedCSV(m)
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{
		"model.onnx": f.Bytes, "model.json": append(raw, '\n'), "sample_input.csv": sample, "expected_output.csv": answers,
	} {
		if err := to.File(name, 0o644, whole(content)); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func whole(b []byte) func(w io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

// inputTable lists what the model needs, in Markdown.
func inputTable(m *automl.Model, used func(column int) bool) string {
	var b strings.Builder
	b.WriteString("| column | type | what it holds |\n| --- | --- | --- |\n")
	for i, c := range m.Schema.Columns {
		if !used(i) {
			continue
		}
		kind := "text"
		if c.Kind == table.Number || c.Kind == table.Time {
			kind = "double"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, kind, strings.ReplaceAll(meaning(&c), "|", "\\|"))
	}
	return b.String()
}

func meaning(c *automl.SchemaColumn) string {
	switch c.Kind {
	case table.Number:
		return fmt.Sprintf("a number, in training from %s to %s; NaN when missing", modelfile.Number(c.Min), modelfile.Number(c.Max))
	case table.Time:
		return "a moment in seconds since 1970-01-01 00:00 UTC; NaN when missing"
	case table.Text:
		return "text"
	}
	levels := c.Levels
	more := ""
	if len(levels) > 12 {
		levels, more = levels[:12], fmt.Sprintf(" and %d more", len(levels)-12)
	}
	return "one of " + strings.Join(levels, ", ") + more + "; empty when missing; another value counts as unknown"
}

// purpose says in a sentence what the model predicts.
func purpose(m *automl.Model) string {
	s := &m.Schema
	switch s.Task {
	case automl.Regression:
		return fmt.Sprintf("It predicts the number %q.", s.Target)
	case automl.Binary:
		return fmt.Sprintf("It predicts whether %q is %q or %q; it says %q from a probability of %s.", s.Target, s.Classes[1], s.Classes[0], s.Classes[1], modelfile.Number(decision(s)))
	}
	named, more := s.Classes, ""
	if n := len(named); n > namedClasses {
		named, more = named[:namedClasses], fmt.Sprintf(" and %d more", n-namedClasses)
	}
	return fmt.Sprintf("It predicts %q, one of %s%s.", s.Target, strings.Join(named, ", "), more)
}

// namedClasses is how many classes are named in a sentence.
const namedClasses = 200

func decision(s *automl.Schema) float64 {
	if s.Decision == 0 {
		return 0.5
	}
	return s.Decision
}
