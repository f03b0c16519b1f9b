package export

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/onnx"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// onnxReadme describes an ONNX file to a programmer.
func onnxReadme(m *automl.Model, o automl.ExportOptions, path string) string {
	used := graph.Inputs(m.Graph)
	if len(used) == 0 {
		used = []int{0}
	}
	name := filepath.Base(path)
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# %s", name)
	p("")
	p("A model made with Winnow %s. %s All preprocessing is inside.", m.AppVersion, purpose(m))
	p("")
	if onnx.ReadsText(m.Graph) {
		p("It reads text, and cuts it into words with an operator that ONNX Runtime has beyond the standard (com.microsoft Tokenizer). So it runs in ONNX Runtime from 1.21 on (in the compatible profile from 1.20 on), on every system and in browsers, and in no other runtime. Predict some 1,000 rows at a time: memory grows with rows times words.")
	} else if o["profile"] == "compatible" {
		p("Opset 15 with ai.onnx.ml 3, for ONNX Runtime from 1.12 on (tried with 1.20.1).")
	} else {
		p("Opset 18 with ai.onnx.ml 5, double precision, for ONNX Runtime from 1.21 on (tried with 1.21.0 and 1.32.0).")
	}
	p("")
	p("## Inputs")
	p("")
	p("One for each column, of shape [rows, 1]. Types are strict: whole numbers must be fed as doubles.")
	p("")
	p("%s", inputTable(m, func(c int) bool { return slices.Contains(used, c) }))
	p("## Outputs")
	p("")
	if m.Schema.Task.IsClassification() {
		p("First the label, a string for each row; then the probabilities, doubles of shape [rows, %d], of %s.", len(m.Schema.Classes), strings.Join(m.Schema.Classes, ", "))
	} else {
		p("The predicted number, a double for each row.")
	}
	p("The metadata of the file holds target, classes, version and a hash of the columns.")
	p("")
	p("## A program to begin with")
	p("")
	p("```python\n%s```", beginning(m, used, name))
	if len(m.Expected) > 0 {
		p("")
		p("It should print what Winnow answered for this row when the model was made: %s.", firstAnswer(m))
	}
	return b.String()
}

// beginning is a program that predicts the first sample row.
func beginning(m *automl.Model, used []int, name string) string {
	var b strings.Builder
	b.WriteString("import numpy as np, onnxruntime\n\nmodel = onnxruntime.InferenceSession(" + pythonString(name) + ")\nprint(model.run(None, {\n")
	for _, i := range used {
		c := &m.Schema.Columns[i]
		if c.Kind == table.Number || c.Kind == table.Time {
			fmt.Fprintf(&b, "    %s: np.array([[%s]], dtype=np.float64),\n", pythonString(c.Name), sampleNumber(m, i))
			continue
		}
		fmt.Fprintf(&b, "    %s: np.array([[%s]], dtype=object),\n", pythonString(c.Name), pythonString(sampleCell(m, i)))
	}
	b.WriteString("}))\n")
	return b.String()
}

// pythonString spells a text as JSON does, which Python reads alike.
func pythonString(s string) string {
	raw, _ := json.Marshal(s) // a string always marshals
	return string(raw)
}

func sampleCell(m *automl.Model, column int) string {
	if len(m.Sample) < 2 {
		return ""
	}
	i := slices.Index(m.Sample[0], m.Schema.Columns[column].Name)
	if i < 0 {
		return ""
	}
	return m.Sample[1][i]
}

// sampleNumber spells the first sample row's number, or moment in seconds.
func sampleNumber(m *automl.Model, column int) string {
	frame, err := predict.Sample(context.Background(), m)
	if err != nil || frame.Rows == 0 || frame.Cols[column].Nums == nil {
		return "np.nan"
	}
	v := frame.Cols[column].Nums[0]
	if v != v {
		return "np.nan"
	}
	return modelfile.Number(v)
}

func firstAnswer(m *automl.Model) string {
	p := &automl.Prediction{Width: m.Schema.Task.PredictionWidth(len(m.Schema.Classes)), Values: m.Expected, Threshold: m.Schema.Decision}
	return strings.Join(modelfile.Cells(nil, &m.Schema, p, 0), ", ")
}
