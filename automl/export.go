package automl

import (
	"context"
	"io"
	"io/fs"
	"slices"

	"winnow/automl/table"
)

// Exporter writes a model, with all its preprocessing, in a form that works without this
// program.
type Exporter struct {
	ID   string // stable, as on the command line: "onnx"
	Name string // on screen
	Help string // one sentence: what it is and for whom
	Ext  string // of the file's name, with its dot; empty for a format that is a folder

	Options []ExportOption

	// Foresee says before training why models of such columns cannot be expressed, or why
	// those of some of the algorithms cannot: nil when nothing stands in the way. No
	// algorithms means any. It may be nil: the format takes every model.
	Foresee func(fields []table.Field, algorithms []string) error
	// Supports says why the model cannot be expressed, with the options as they are; nil
	// when it can. It may be nil: the format takes every model. The reason is one sentence.
	Supports func(m *Model, o ExportOptions) error
	// Write writes the model. It is called only for models that are supported.
	Write func(ctx context.Context, m *Model, o ExportOptions, to ExportSink) error
	// Verify reads back what Write wrote at path, under a name of the moment, and fails when
	// it is not the model. It returns one sentence about what was checked, not more.
	Verify func(ctx context.Context, m *Model, o ExportOptions, path string) (string, error)
	// Send passes on what stands at path to where the options say, and returns one sentence
	// about it, empty when they say nothing. It may be nil.
	Send func(ctx context.Context, m *Model, o ExportOptions, path string) (string, error)
	// Readme is the text that goes with it: README.md of a folder, and beside a file its name
	// with .README.md. It may be nil: the format holds its own.
	Readme func(m *Model, o ExportOptions, path string) string
	// HowTo is two lines on how what was written at path is used.
	HowTo func(m *Model, o ExportOptions, path string) string
}

// ExportOption is one choice of a format.
type ExportOption struct {
	Name    string   `json:"name"` // snake_case
	Help    string   `json:"help"` // one sentence
	Default string   `json:"default"`
	Choices []string `json:"choices,omitempty"` // what it may be; empty: any text
}

// ExportOptions are the values of a format's options by name, all of them.
type ExportOptions map[string]string

// ExportSink takes the files of an export.
type ExportSink interface {
	// File writes one file. Name is its place within the folder, with slashes, or empty for
	// a format that is a single file; mode its permissions.
	File(name string, mode fs.FileMode, write func(w io.Writer) error) error
}

// ExportQuery names what is asked about: a saved model, a model of a run, or before
// training the columns and algorithms. Nothing at all asks for the formats alone.
type ExportQuery struct {
	Model      string        `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run        string        `json:"run,omitempty"`   // a run of this service
	Row        string        `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Fields     []table.Field `json:"fields,omitempty"`
	Algorithms []string      `json:"algorithms,omitempty"`
}

// ExportFormat says what a format is and whether what was asked about can be written in it.
type ExportFormat struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Help    string         `json:"help"`
	Ext     string         `json:"ext"` // empty: a folder
	Options []ExportOption `json:"options,omitempty"`
	Able    bool           `json:"able"`
	Why     string         `json:"why,omitempty"` // one sentence, when it cannot
}

// ExportRequest names a model, a format and a place.
type ExportRequest struct {
	Model   string        `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run     string        `json:"run,omitempty"`   // a run of this service
	Row     string        `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Format  string        `json:"format"`
	Out     string        `json:"out"` // file or folder to write
	Options ExportOptions `json:"options,omitempty"`
	// Replace allows that a folder at Out which is not empty gives way. A file always does.
	Replace bool `json:"replace,omitempty"`
}

// ExportResult says what was written.
type ExportResult struct {
	Format   string   `json:"format"`
	Out      string   `json:"out"`
	Files    []string `json:"files"` // of a folder, with slashes; or the one file
	Bytes    int64    `json:"bytes"`
	Verified string   `json:"verified"`       // one sentence about what was checked
	Sent     string   `json:"sent,omitempty"` // one sentence about where it was put besides
	HowTo    string   `json:"how_to"`         // two lines
}

// Exports writes models in forms that work without this program.
type Exports interface {
	// ExportFormats lists the formats and says of each whether it can express what q names.
	ExportFormats(ctx context.Context, q ExportQuery) ([]ExportFormat, error)
	// Export writes a model, checks what was written and then puts it in its place, whole or
	// not at all.
	Export(ctx context.Context, req ExportRequest) (*ExportResult, error)
}

// Exporter finds a format by its stable name.
func (c *Catalog) Exporter(id string) (*Exporter, bool) {
	i := slices.IndexFunc(c.Exporters, func(e Exporter) bool { return e.ID == id })
	if i < 0 {
		return nil, false
	}
	return &c.Exporters[i], true
}
