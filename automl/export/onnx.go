package export

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"winnow/automl"
	"winnow/automl/onnx"
)

// ONNX is the open format for models, read by runtimes in most languages.
func ONNX() automl.Exporter {
	return automl.Exporter{
		ID: "onnx", Name: "ONNX", Ext: ".onnx",
		Help: "One file that runs in Python, C#, Java, JavaScript, Rust and many services, for programmers: a table's columns go in, labels and probabilities come out.",
		Options: []automl.ExportOption{{Name: "profile", Default: "exact", Choices: []string{"exact", "compatible"},
			Help: "exact is for ONNX Runtime 1.21 and newer; compatible for older runtimes, with larger files."}},
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return onnx.Supports(m) },
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			return writeONNX(m, onnxOptions(o), "", to)
		},
		Verify: func(_ context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
			return checkONNX(m, onnxOptions(o), path)
		},
		Readme: onnxReadme,
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("Open it with any ONNX runtime; %s.README.md lists the inputs and has a program to begin with.\n  pip install onnxruntime numpy", filepath.Base(path))
		},
	}
}

func onnxOptions(o automl.ExportOptions) onnx.Options {
	return onnx.Options{Compatible: o["profile"] == "compatible"}
}

func writeONNX(m *automl.Model, o onnx.Options, name string, to automl.ExportSink) error {
	f, err := onnx.Build(m, o)
	if err != nil {
		return unableONNX(err)
	}
	return to.File(name, 0o644, func(w io.Writer) error {
		_, err := w.Write(f.Bytes)
		return err
	})
}

func unableONNX(err error) error {
	return automl.Errorf("export", automl.BadUsage, "The model cannot be written as ONNX: %s", sentence(err))
}

func checkONNX(m *automl.Model, o onnx.Options, path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", diskError(path, err)
	}
	return checkBytes(m, o, raw)
}

func checkBytes(m *automl.Model, o onnx.Options, raw []byte) (string, error) {
	n, err := onnx.Check(raw, m, o)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Read back: its %s fit together and its inputs, outputs and classes are the model's. Its answers were not asked for, which needs an ONNX runtime: the README holds sample rows to compare.", noun(n, "operator")), nil
}
