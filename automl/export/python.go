package export

import (
	"context"
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/onnx"
)

//go:embed files/winnow_model.py
var pythonModule []byte

// Python is the ONNX file with a small module and program around it.
func Python() automl.Exporter {
	return automl.Exporter{
		ID: "python", Name: "Python",
		Help:     "A folder with the ONNX file and a short module that reads tables, for people who work in Python: a program for CSV files and a class for notebooks.",
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return onnx.Supports(m) },
		Write: func(_ context.Context, m *automl.Model, _ automl.ExportOptions, to automl.ExportSink) error {
			_, err := withPython(m, to)
			return err
		},
		Verify: verifyFolder,
		Readme: func(m *automl.Model, _ automl.ExportOptions, path string) string {
			return folderReadme(m, path, `    pip install onnxruntime numpy
    python winnow_model.py new.csv > predictions.csv

`+"`python winnow_model.py --check`"+` answers sample_input.csv and holds that against expected_output.csv. In a
program or notebook:

    from winnow_model import Model
    Model().predict(table)   # a list of rows, or a pandas DataFrame
`)
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("In the folder %s:\n  pip install onnxruntime numpy && python winnow_model.py new.csv > predictions.csv", filepath.Base(path))
		},
	}
}

// withPython writes the ONNX file and the module.
func withPython(m *automl.Model, to automl.ExportSink) (*onnx.File, error) {
	f, err := withONNX(m, onnx.Options{}, to)
	if err != nil {
		return nil, err
	}
	return f, to.File("winnow_model.py", 0o644, whole(pythonModule))
}

// verifyFolder checks the ONNX file of a folder.
func verifyFolder(_ context.Context, m *automl.Model, _ automl.ExportOptions, path string) (string, error) {
	say, err := checkONNX(m, onnx.Options{}, filepath.Join(path, "model.onnx"))
	return strings.Replace(say, "the README holds sample rows to compare", "sample_input.csv and expected_output.csv are there to compare", 1), err
}

// folderReadme describes a folder around an ONNX file.
func folderReadme(m *automl.Model, path, use string) string {
	var b strings.Builder
	used := map[int]bool{}
	for _, c := range graph.Inputs(m.Graph) {
		used[c] = true
	}
	fmt.Fprintf(&b, "# %s\n\nA model made with Winnow %s. %s All preprocessing is in model.onnx; nothing leaves the computer it runs on.\n\n## How to use it\n\n%s\n", filepath.Base(path), m.AppVersion, purpose(m), use)
	fmt.Fprintf(&b, "## What it needs\n\nThe order of columns does not matter, others may stand beside them, and cells may be empty.\n\n%s", inputTable(m, func(c int) bool { return used[c] }))
	return b.String()
}
