// Package export writes models in forms that work without this program: one file per
// format. What is written stands under its final name only once it was checked.
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// All lists the formats in the order in which they are shown.
func All() []automl.Exporter {
	return []automl.Exporter{
		Winnow(),
		ONNX(),
		Python(),
		MLflow(),
		Streamlit(),
		Gradio(),
		Webapp(),
		SQL(),
		GoSource(),
		Executable(),
		Container(),
		Kubernetes(),
		Lambda(),
	}
}

// Describe says of each format whether it can express the model, or without a model
// whether it could express one of such columns and algorithms.
func Describe(all []automl.Exporter, m *automl.Model, fields []table.Field, algorithms []string) []automl.ExportFormat {
	out := make([]automl.ExportFormat, len(all))
	for i, e := range all {
		f := &out[i]
		*f = automl.ExportFormat{ID: e.ID, Name: e.Name, Help: e.Help, Ext: e.Ext, Options: e.Options, Able: true}
		var err error
		switch {
		case m != nil && e.Supports != nil:
			err = e.Supports(m, defaults(&e))
		case m == nil && fields != nil && e.Foresee != nil:
			err = e.Foresee(fields, algorithms)
		}
		if err != nil {
			f.Able, f.Why = false, sentence(err)
		}
	}
	return out
}

// Run writes the model as req says. Out, Options and Replace of req are read.
func Run(ctx context.Context, e *automl.Exporter, m *automl.Model, req automl.ExportRequest) (*automl.ExportResult, error) {
	o, err := options(e, req.Options)
	if err != nil {
		return nil, err
	}
	if e.Supports != nil {
		if err := e.Supports(m, o); err != nil {
			return nil, unable(e, err)
		}
	}
	if err := checkPlace(e, req); err != nil {
		return nil, err
	}
	p, err := newParcel(req.Out, e.Ext == "")
	if err != nil {
		return nil, err
	}
	defer p.discard()
	if err := e.Write(ctx, m, o, p); err != nil {
		return nil, err
	}
	if e.Ext == "" && e.Readme != nil {
		if err := p.File("README.md", 0o644, text(e.Readme(m, o, req.Out))); err != nil {
			return nil, err
		}
	}
	say, err := e.Verify(ctx, m, o, p.path)
	if err != nil {
		return nil, unlike(e, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.place(req.Out); err != nil {
		return nil, err
	}
	files := p.names(req.Out)
	if e.Ext != "" && e.Readme != nil {
		beside := req.Out + ".README.md"
		if err := modelfile.WriteFile("export", beside, text(e.Readme(m, o, req.Out))); err != nil {
			return nil, err
		}
		files = append(files, filepath.Base(beside))
	}
	sent, err := send(ctx, e, m, o, req.Out)
	if err != nil {
		return nil, err
	}
	return &automl.ExportResult{Format: e.ID, Out: req.Out, Files: files, Bytes: p.bytes, Verified: say, Sent: sent, HowTo: e.HowTo(m, o, req.Out)}, nil
}

// send passes on what was written, where that is asked for. An error says that it was written
// all the same.
func send(ctx context.Context, e *automl.Exporter, m *automl.Model, o automl.ExportOptions, out string) (string, error) {
	if e.Send == nil {
		return "", nil
	}
	say, err := e.Send(ctx, m, o, out)
	var known *automl.Error
	if errors.As(err, &known) {
		again := *known
		again.Hint = strings.TrimSpace(again.Hint + fmt.Sprintf(" What was exported stands at %s all the same.", out))
		return "", &again
	}
	return say, err
}

// text writes a whole text.
func text(s string) func(w io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func defaults(e *automl.Exporter) automl.ExportOptions {
	o := automl.ExportOptions{}
	for _, d := range e.Options {
		o[d.Name] = d.Default
	}
	return o
}

// options are the defaults with those that are given in their place.
func options(e *automl.Exporter, given automl.ExportOptions) (automl.ExportOptions, error) {
	o := defaults(e)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		i := slices.IndexFunc(e.Options, func(d automl.ExportOption) bool { return d.Name == name })
		if i < 0 {
			bad := automl.Errorf("export", automl.BadUsage, "The format %q has no option %q.", e.ID, name)
			if len(e.Options) == 0 {
				return nil, bad.WithHint("It has no options.")
			}
			return nil, bad.WithHint("Its options are %s.", strings.Join(optionNames(e), ", "))
		}
		v := given[name]
		if c := e.Options[i].Choices; len(c) > 0 && !slices.Contains(c, v) {
			return nil, automl.Errorf("export", automl.BadUsage, "The option %s cannot be %q.", name, v).WithHint("It is one of %s.", strings.Join(c, ", "))
		}
		o[name] = v
	}
	return o, nil
}

func optionNames(e *automl.Exporter) []string {
	out := make([]string, len(e.Options))
	for i, d := range e.Options {
		out[i] = d.Name
	}
	return out
}

// checkPlace refuses a place where something would be lost.
func checkPlace(e *automl.Exporter, req automl.ExportRequest) error {
	if req.Out == "" {
		return automl.Errorf("export", automl.BadUsage, "There is no place to write to.").WithHint("Name a file or folder.")
	}
	st, _ := os.Stat(req.Out)
	if st == nil { // whether it can be written shows when it is
		return nil
	}
	if e.Ext != "" {
		if st.IsDir() {
			return automl.Errorf("export", automl.BadUsage, "%s is a folder; this format is one file.", req.Out).WithHint("Name a file in it, such as %s.", filepath.Join(req.Out, "model"+e.Ext))
		}
		return nil
	}
	if !st.IsDir() {
		return automl.Errorf("export", automl.BadUsage, "%s is a file; this format is a folder.", req.Out).WithHint("Name another place.")
	}
	held, err := os.ReadDir(req.Out)
	if err != nil {
		return diskError(req.Out, err)
	}
	if len(held) > 0 && !req.Replace {
		return automl.Errorf("export", automl.BadUsage, "The folder %s is not empty.", req.Out).WithHint("Name a new folder, or say that what is in it may be replaced.")
	}
	return nil
}

func unable(e *automl.Exporter, err error) error {
	return automl.Errorf("export", automl.BadUsage, "The model cannot be written as %s: %s", e.Name, sentence(err)).
		WithHint("The list of formats says which can express it.")
}

func unlike(e *automl.Exporter, err error) error {
	var known *automl.Error
	if errors.As(err, &known) && known.Kind != automl.BadModel || automl.KindOf(err) == automl.Stopped {
		return err
	}
	bad := automl.Errorf("export", automl.Internal, "What was written as %s does not hold the model, so it was thrown away.", e.Name)
	bad.Err = err
	return bad
}

// sentence spells an error with one full stop.
func sentence(err error) string {
	var known *automl.Error
	if errors.As(err, &known) {
		return known.Error()
	}
	return strings.TrimSuffix(err.Error(), ".") + "."
}

// noun spells a number of things.
func noun(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
