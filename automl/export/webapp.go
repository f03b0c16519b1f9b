package export

import (
	"context"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/onnx"
)

var (
	//go:embed files/webapp.html
	webappPage []byte
	//go:embed files/webapp.js
	webappScript []byte
)

// webRuntime is where a browser finds the ONNX runtime unless told otherwise.
const webRuntime = "https://cdn.jsdelivr.net/npm/onnxruntime-web@1.30.0/dist/"

// Webapp is a page that predicts in the browser.
func Webapp() automl.Exporter {
	return automl.Exporter{
		ID: "webapp", Name: "Web page",
		Help: "A folder with a page that predicts in the browser, without a server: for a web site or to pass on. What is entered does not leave the browser.",
		Options: []automl.ExportOption{{Name: "runtime", Default: webRuntime,
			Help: "Address or folder that holds the files of onnxruntime-web, with a slash at its end."}},
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return onnx.Supports(m) },
		Write:    writeWebapp,
		Verify: func(ctx context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
			say, err := checkWebapp(m, path)
			return strings.Replace(say, "the README holds sample rows to compare", "the page compares sample rows itself when it is opened", 1), err
		},
		Readme: func(m *automl.Model, o automl.ExportOptions, path string) string {
			return folderReadme(m, path, fmt.Sprintf(`Open index.html, or put the folder on any web server. When it opens, the page answers sample rows and
says whether it does so as Winnow did.

The page loads the ONNX runtime from %s. For a page that needs no other place, put the
files ort.wasm.min.js, ort-wasm-simd-threaded.mjs and ort-wasm-simd-threaded.wasm of the npm package
onnxruntime-web 1.30.0 into a folder ort, export with --set runtime=ort/ and use a web server:
browsers do not load them from a disk.
`, o["runtime"]))
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("Open %s in a browser, or put the folder on any web server.\nThe page says whether its answers to sample rows are those of the model.", filepath.Join(path, "index.html"))
		},
	}
}

// webModel is model.js.
type webModel struct {
	Info     *description `json:"info"`
	ONNX     []byte       `json:"onnx"` // base64
	Runtime  string       `json:"runtime"`
	Sample   [][]string   `json:"sample"`
	Expected [][]string   `json:"expected"`
}

const webModelStart = "const WINNOW = "

func writeWebapp(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
	f, err := onnx.Build(m, onnx.Options{})
	if err != nil {
		return unableONNX(err)
	}
	answers, err := modelfile.ExpectedCSV(m)
	if err != nil {
		return err
	}
	expected, err := csv.NewReader(strings.NewReader(string(answers))).ReadAll()
	if err != nil {
		return err
	}
	w := webModel{Info: describe(m, f), ONNX: f.Bytes, Runtime: o["runtime"], Sample: m.Sample, Expected: expected}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"index.html", whole(webappPage)},
		{"app.js", whole(webappScript)},
		{"model.js", func(to io.Writer) error {
			if _, err := io.WriteString(to, webModelStart); err != nil {
				return err
			}
			return json.NewEncoder(to).Encode(w)
		}},
	} {
		if err := to.File(file.name, 0o644, file.write); err != nil {
			return err
		}
	}
	return nil
}

func checkWebapp(m *automl.Model, path string) (string, error) {
	name := filepath.Join(path, "model.js")
	raw, err := os.ReadFile(name)
	if err != nil {
		return "", diskError(name, err)
	}
	var w webModel
	if err := json.Unmarshal(raw[min(len(raw), len(webModelStart)):], &w); err != nil {
		return "", err
	}
	return checkBytes(m, onnx.Options{}, w.ONNX)
}
