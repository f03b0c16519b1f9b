package export_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// tiny is a model of one number: y = 2 x + 1.
func tiny() *automl.Model {
	return &automl.Model{
		Version: modelfile.Version, AppVersion: "test", Name: "Tiny",
		Schema: automl.Schema{Target: "y", Task: automl.Regression,
			Columns: []automl.SchemaColumn{{Field: table.Field{Name: "x", Kind: table.Number}, Min: 0, Max: 10, Weight: 1}}},
		Graph:    graph.Apply(&graph.Linear{Weights: []float64{2}, Bias: []float64{1}}, graph.Apply(&graph.Input{})),
		Sample:   [][]string{{"x"}, {"1"}, {"4"}},
		Expected: []float64{3, 9},
	}
}

// folder is a format of two files that fails where fail says.
func folder(fail string) *automl.Exporter {
	return &automl.Exporter{
		ID: "folder", Name: "Folder", Help: "For tests.",
		Options: []automl.ExportOption{{Name: "size", Default: "small", Choices: []string{"small", "large"}}},
		Write: func(_ context.Context, _ *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			if fail == "write" {
				return errors.New("no")
			}
			return to.File("in/side.txt", 0o644, func(w io.Writer) error {
				_, err := io.WriteString(w, o["size"])
				return err
			})
		},
		Verify: func(_ context.Context, _ *automl.Model, _ automl.ExportOptions, path string) (string, error) {
			if fail == "verify" {
				return "", errors.New("it is another model")
			}
			_, err := os.Stat(filepath.Join(path, "in", "side.txt"))
			return "Looked at.", err
		},
		Readme: func(*automl.Model, automl.ExportOptions, string) string { return "read me" },
		HowTo:  func(_ *automl.Model, _ automl.ExportOptions, path string) string { return "Use " + path },
	}
}

func TestAFolderIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	for _, fail := range []string{"write", "verify"} {
		if _, err := export.Run(t.Context(), folder(fail), tiny(), automl.ExportRequest{Out: out}); err == nil {
			t.Errorf("%s: no error", fail)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: %v is left", fail, left)
		}
	}
	res, err := export.Run(t.Context(), folder(""), tiny(), automl.ExportRequest{Out: out, Options: automl.ExportOptions{"size": "large"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(res.Files, " "); got != "README.md in/side.txt" || res.Bytes != 12 || res.Verified != "Looked at." {
		t.Errorf("result %+v", res)
	}
	if raw, _ := os.ReadFile(filepath.Join(out, "in", "side.txt")); string(raw) != "large" {
		t.Errorf("the option did not arrive: %q", raw)
	}
	again := automl.ExportRequest{Out: out}
	if _, err := export.Run(t.Context(), folder(""), tiny(), again); automl.KindOf(err) != automl.BadUsage {
		t.Errorf("a folder that is not empty gives %v", err)
	}
	again.Replace = true
	if _, err := export.Run(t.Context(), folder("verify"), tiny(), again); err == nil {
		t.Error("no error")
	}
	if raw, _ := os.ReadFile(filepath.Join(out, "in", "side.txt")); string(raw) != "large" {
		t.Error("the old folder did not survive a failure")
	}
	if _, err := export.Run(t.Context(), folder(""), tiny(), again); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("beside the folder stands %v", left)
	}
}

func TestOptionsThatAreWrongAreRefused(t *testing.T) {
	for _, o := range []automl.ExportOptions{{"size": "huge"}, {"colour": "red"}} {
		_, err := export.Run(t.Context(), folder(""), tiny(), automl.ExportRequest{Out: filepath.Join(t.TempDir(), "o"), Options: o})
		if automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%v gives %v", o, err)
		}
	}
}

func TestWinnowIsReadBack(t *testing.T) {
	e := export.Winnow()
	dir := t.TempDir()
	out := filepath.Join(dir, "m.winnow")
	res, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(res.Verified, "2 sample rows") {
		t.Errorf("verified: %s", res.Verified)
	}
	if _, err := modelfile.Load(out); err != nil {
		t.Error(err)
	}
	wrong := tiny()
	wrong.Expected[1] = 8
	if _, err := export.Run(t.Context(), &e, wrong, automl.ExportRequest{Out: filepath.Join(dir, "w.winnow")}); err == nil {
		t.Error("a model that answers its sample otherwise passes")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}
