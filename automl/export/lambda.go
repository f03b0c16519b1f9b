package export

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// Limits of Lambda on what a function unpacks to and on one that is uploaded without S3, and
// where the memory of a function begins and ends, in MiB.
const (
	lambdaUnpacked = 250 << 20
	lambdaLeast    = 512
	lambdaMost     = 10240
)

// Lambda is a function for Amazon's cloud.
func Lambda() automl.Exporter {
	return automl.Exporter{
		ID: "lambda", Name: "AWS Lambda",
		Help: "A folder with a function and its SAM template, for those who use Amazon's cloud and want to pay per question: nothing runs in between.",
		Options: []automl.ExportOption{{Name: forPlatform, Help: "Processor that the function runs on; arm64 costs less.",
			Default: clouds[0], Choices: clouds}},
		Supports: func(_ *automl.Model, o automl.ExportOptions) error {
			_, err := scorer(o[forPlatform])
			return err
		},
		Write:  writeLambda,
		Verify: verifyLambda,
		Readme: func(m *automl.Model, _ automl.ExportOptions, _ string) string {
			return fmt.Sprintf("# %s as a function\n\n%s\n\nWith the SAM command line and an account of Amazon Web Services:\n\n"+
				"    sam deploy --guided\n    aws lambda invoke --function-name NAME --cli-binary-format raw-in-base64-out --payload file://event.json answer.json\n\n"+
				"`sam deploy` prints NAME. Without SAM, upload function.zip as a function with the runtime provided.al2023.\n"+
				"event.json is such a question: a list of rows by the names of the columns; its rows are made up. The\n"+
				"function has an address too, for callers that sign what they send; there it answers as the model's service does:\n"+
				"`POST /predict`, `GET /health` and what else `GET /docs` lists.\n\n## What it needs\n\n%s",
				m.Name, purpose(m), cellTable(m))
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("In the folder %s, with the SAM command line; event.json is a question to try:\n  sam deploy --guided", filepath.Base(path))
		},
	}
}

func writeLambda(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
	program, err := scorer(o[forPlatform])
	if err != nil {
		return err
	}
	var model bytes.Buffer
	if err := modelfile.Write(&model, m); err != nil {
		return err
	}
	size := len(program) + model.Len()
	if size > lambdaUnpacked {
		return automl.Errorf("export", automl.NoResource, "The model is too large for a function: %d MB with its program, where Lambda takes 250 MB.", size>>20).
			WithHint("Export a container image, which may be larger.")
	}
	err = to.File("function.zip", 0o644, func(w io.Writer) error {
		return writeZip(w, m, []imageFile{{"bootstrap", 0o755, program}, {called(m) + ".winnow", 0o644, model.Bytes()}})
	})
	if err != nil {
		return err
	}
	description, err := json.Marshal(m.Name + ". " + purpose(m))
	if err != nil {
		return err
	}
	arch := map[string]string{"linux-amd64": "x86_64", "linux-arm64": "arm64"}[o[forPlatform]]
	template, err := fill("files/lambda/template.yaml", map[string]any{"Description": string(description), "Arch": arch,
		"Memory": min(lambdaMost, lambdaLeast+8*(size>>20))})
	if err != nil {
		return err
	}
	if err := to.File("template.yaml", 0o644, whole(template)); err != nil {
		return err
	}
	event, err := lambdaEvent(m)
	if err != nil {
		return err
	}
	return to.File("event.json", 0o644, whole(event))
}

// lambdaEvent is a question with the model's sample rows.
func lambdaEvent(m *automl.Model) ([]byte, error) {
	rows := []map[string]string{}
	if len(m.Sample) > 1 {
		for _, row := range m.Sample[1:min(4, len(m.Sample))] {
			cells := map[string]string{}
			for k, name := range m.Sample[0] {
				cells[name] = row[k]
			}
			rows = append(rows, cells)
		}
	}
	b, err := json.MarshalIndent(rows, "", "  ")
	return append(b, '\n'), err
}

// writeZip writes a zip whose bytes depend on nothing but the files and the model's age.
func writeZip(w io.Writer, m *automl.Model, files []imageFile) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: moment(m)}
		h.SetMode(fs.FileMode(f.mode))
		part, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := part.Write(f.body); err != nil {
			return err
		}
	}
	return z.Close()
}

func verifyLambda(ctx context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
	z, err := zip.OpenReader(filepath.Join(path, "function.zip"))
	if err != nil {
		return "", err
	}
	defer z.Close()
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return "", err
		}
		if f.Name == "bootstrap" && f.Mode()&0o111 == 0 {
			return "", errors.New("the program in the function may not be run")
		}
		parts[f.Name] = b
	}
	return verifyParts(ctx, m, o, path, "function", parts["bootstrap"], parts[called(m)+".winnow"])
}
