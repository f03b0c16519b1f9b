package export

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/onnx"
	"winnow/automl/predict"
	"winnow/automl/table"
)

//go:embed files/winnow_pyfunc.py
var mlflowModule []byte

// The versions that the folder names: of MLflow as it was tried, of Python for those who
// build an environment.
const (
	mlflowVersion = "3.17.2"
	pythonVersion = "3.11.7"
)

// MLflow is a model folder as MLflow's registry and servers read it.
func MLflow() automl.Exporter {
	return automl.Exporter{
		ID: "mlflow", Name: "MLflow model",
		Help:     "A model folder for MLflow, for teams that register and serve models there, or on Databricks and Azure ML.",
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return onnx.Supports(m) },
		Write:    writeMLflow,
		Verify:   verifyFolder,
		Readme: func(m *automl.Model, _ automl.ExportOptions, path string) string {
			return folderReadme(m, path, `    pip install -r requirements.txt
    mlflow models serve -m . --env-manager local --port 5000

In a program: `+"`mlflow.pyfunc.load_model(folder).predict(table)`"+`. MLflow is strict about types: columns of whole
numbers must be made doubles first, `+"`table[numbers].astype(float)`"+`, and dates are given as text as in
training. What comes through the server as JSON or CSV is converted by itself.
`)
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("Register the folder, or serve it:\n  mlflow models serve -m %s --env-manager local", filepath.Base(path))
		},
	}
}

func writeMLflow(ctx context.Context, m *automl.Model, _ automl.ExportOptions, to automl.ExportSink) error {
	f, err := withONNX(m, onnx.Options{}, to)
	if err != nil {
		return err
	}
	example, err := mlflowExample(ctx, m)
	if err != nil {
		return err
	}
	frame := map[string]any{"dataframe_split": example}
	files := map[string]string{
		"code/winnow_model.py":  string(pythonModule),
		"code/winnow_pyfunc.py": string(mlflowModule),
		"MLmodel":               mlmodel(m, f),
		"requirements.txt":      "mlflow==" + mlflowVersion + "\nnumpy>=1.26\nonnxruntime>=1.21\npandas>=2\n",
		"python_env.yaml":       "python: " + pythonVersion + "\nbuild_dependencies:\n- pip\ndependencies:\n- -r requirements.txt\n",
		"conda.yaml": "channels:\n- conda-forge\ndependencies:\n- python=" + pythonVersion + "\n- pip\n- pip:\n  - mlflow==" + mlflowVersion +
			"\n  - numpy>=1.26\n  - onnxruntime>=1.21\n  - pandas>=2\nname: winnow\n",
		"input_example.json":         jsonLine(example),
		"serving_input_example.json": jsonLine(frame),
	}
	for name, content := range files {
		if err := to.File(name, 0o644, text(content)); err != nil {
			return err
		}
	}
	return nil
}

func jsonLine(v any) string {
	raw, _ := json.Marshal(v) // of texts and finite numbers, which always marshal
	return string(raw) + "\n"
}

type colSpec struct {
	Type     string `json:"type"`
	Name     string `json:"name"`
	Required bool   `json:"required"`
}

// mlmodel is the file MLmodel.
func mlmodel(m *automl.Model, f *onnx.File) string {
	var in, out []colSpec
	for _, i := range f.Inputs {
		c := &m.Schema.Columns[i.Column]
		kind := "string"
		if c.Kind == table.Number {
			kind = "double"
		}
		in = append(in, colSpec{kind, c.Name, false})
	}
	for i, name := range modelfile.Header(&m.Schema) {
		kind := "double"
		if i == 0 && m.Schema.Task.IsClassification() {
			kind = "string"
		}
		out = append(out, colSpec{kind, name, true})
	}
	sum := sha256.Sum256(f.Bytes)
	created := m.Created
	if created.IsZero() {
		created = time.Unix(0, 0)
	}
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("flavors:")
	p("  python_function:")
	p("    code: code")
	p("    data: model.onnx")
	p("    env:")
	p("      conda: conda.yaml")
	p("      virtualenv: python_env.yaml")
	p("    loader_module: winnow_pyfunc")
	p("    python_version: %s", pythonVersion)
	p("mlflow_version: %s", mlflowVersion)
	p("model_uuid: %s", hex.EncodeToString(sum[:16]))
	p("saved_input_example_info:")
	p("  artifact_path: input_example.json")
	p("  pandas_orient: split")
	p("  serving_input_path: serving_input_example.json")
	p("  type: dataframe")
	p("signature:")
	p("  inputs: %s", yamlString(jsonLine(in)))
	p("  outputs: %s", yamlString(jsonLine(out)))
	p("  params: null")
	p("utc_time_created: '%s'", created.UTC().Format("2006-01-02 15:04:05.000000"))
	return b.String()
}

// yamlString is a text in single quotes, on one line.
func yamlString(s string) string {
	return "'" + strings.ReplaceAll(strings.TrimSpace(s), "'", "''") + "'"
}

// mlflowExample is the sample rows as a data frame, split into columns and data.
func mlflowExample(ctx context.Context, m *automl.Model) (map[string]any, error) {
	frame, err := predict.Sample(ctx, m)
	if err != nil {
		return nil, err
	}
	var columns []string
	data := make([][]any, frame.Rows)
	for i, c := range m.Schema.Columns {
		if !slices.Contains(graph.Inputs(m.Graph), i) {
			continue
		}
		columns = append(columns, c.Name)
		at := slices.Index(m.Sample[0], c.Name)
		for r := range data {
			var v any = m.Sample[r+1][at]
			if c.Kind == table.Number {
				if v = frame.Cols[i].Nums[r]; math.IsNaN(frame.Cols[i].Nums[r]) {
					v = nil
				}
			}
			data[r] = append(data[r], v)
		}
	}
	return map[string]any{"columns": columns, "data": data}, nil
}
