package conform

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/table"
)

// Exporter holds a format to its word for one model, with each choice of its options: it
// says before it writes that it cannot express the model and leaves nothing on the disk, or
// it writes what passes its own check. What it foresees for a model's columns and algorithm
// it keeps.
func Exporter(t *testing.T, e automl.Exporter, m *automl.Model, algorithm string) {
	t.Helper()
	for _, o := range choices(&e) {
		written := 0
		watched := e
		watched.Write = func(ctx context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			written++
			return e.Write(ctx, m, o, to)
		}
		var refused error
		if e.Supports != nil {
			refused = e.Supports(m, o)
		}
		dir := t.TempDir()
		out := filepath.Join(dir, "out"+e.Ext)
		res, err := export.Run(t.Context(), &watched, m, automl.ExportRequest{Out: out, Options: o})
		if refused != nil {
			checkRefusal(t, &e, m, algorithm, refused, err, written, dir)
			continue
		}
		if err != nil {
			t.Errorf("%s %v: it says that it can write the model, and then: %v", e.ID, o, err)
			checkNothing(t, dir)
			continue
		}
		checkFiles(t, &e, res, dir)
	}
}

// choices are the defaults, and each other choice of an option beside the defaults of all
// others.
func choices(e *automl.Exporter) []automl.ExportOptions {
	base := automl.ExportOptions{}
	for _, d := range e.Options {
		base[d.Name] = d.Default
	}
	all := []automl.ExportOptions{base}
	for _, d := range e.Options {
		for _, c := range d.Choices {
			if c == d.Default {
				continue
			}
			o := automl.ExportOptions{d.Name: c}
			for k, v := range base {
				if k != d.Name {
					o[k] = v
				}
			}
			all = append(all, o)
		}
	}
	return all
}

func checkRefusal(t *testing.T, e *automl.Exporter, m *automl.Model, algorithm string, refused, err error, written int, dir string) {
	t.Helper()
	// Why the reason alone: the sentence about it ends in its own way.
	reason := strings.TrimSuffix(refused.Error(), ".")
	if err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("%s refuses by %q, and then answers %v", e.ID, refused, err)
	}
	if automl.KindOf(err) == automl.Internal {
		t.Errorf("%s: a refusal is not a fault: %v", e.ID, err)
	}
	if written > 0 {
		t.Errorf("%s wrote before it refused", e.ID)
	}
	checkNothing(t, dir)
	if automl.KindOf(refused) == automl.NotFound { // a part of the installation, which no column tells of
		return
	}
	if e.Foresee == nil || e.Foresee(fieldsOf(m), []string{algorithm}) == nil {
		t.Errorf("%s did not foresee that it cannot write a model of %s: %v", e.ID, algorithm, refused)
	}
}

func fieldsOf(m *automl.Model) []table.Field {
	fields := make([]table.Field, len(m.Schema.Columns))
	for i, c := range m.Schema.Columns {
		fields[i] = c.Field
	}
	return fields
}

func checkNothing(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("there is left %v, %v", left, err)
	}
}

// checkFiles holds what is on the disk against what the result names.
func checkFiles(t *testing.T, e *automl.Exporter, res *automl.ExportResult, dir string) {
	t.Helper()
	if res.Verified == "" || strings.Count(res.HowTo, "\n") != 1 || res.Bytes <= 0 {
		t.Errorf("%s: verified %q, how to %q, %d bytes", e.ID, res.Verified, res.HowTo, res.Bytes)
	}
	top := dir
	if e.Ext == "" {
		top = res.Out
	}
	var found []string
	err := filepath.WalkDir(top, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(top, path)
		found = append(found, filepath.ToSlash(name))
		return err
	})
	slices.Sort(found)
	named := slices.Sorted(slices.Values(res.Files))
	if err != nil || !slices.Equal(found, named) {
		t.Errorf("%s names %v and leaves %v, %v", e.ID, named, found, err)
	}
}
