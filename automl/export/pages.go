package export

import (
	"context"
	_ "embed"
	"fmt"
	"path/filepath"

	"winnow/automl"
	"winnow/automl/onnx"
)

var (
	//go:embed files/streamlit_app.py
	streamlitApp []byte
	//go:embed files/gradio_app.py
	gradioApp []byte
)

// Streamlit is a small web page over the ONNX file.
func Streamlit() automl.Exporter {
	return page("streamlit", "Streamlit app",
		"A folder with a web page that asks the model one case at a time or a file, for showing it to others with Streamlit.",
		streamlitApp, "streamlit>=1.40", "streamlit run app.py")
}

// Gradio is a small web page over the ONNX file.
func Gradio() automl.Exporter {
	return page("gradio", "Gradio app",
		"A folder with a web page and an interface for programs, for showing the model to others with Gradio or on Hugging Face Spaces.",
		gradioApp, "gradio>=5", "python app.py")
}

// page is a folder of an app in Python, which needs a package and is started by a command.
func page(id, name, help string, app []byte, needs, start string) automl.Exporter {
	return automl.Exporter{
		ID: id, Name: name, Help: help,
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return onnx.Supports(m) },
		Write: func(_ context.Context, m *automl.Model, _ automl.ExportOptions, to automl.ExportSink) error {
			if _, err := withPython(m, to); err != nil {
				return err
			}
			if err := to.File("requirements.txt", 0o644, text("numpy>=1.26\nonnxruntime>=1.21\n"+needs+"\n")); err != nil {
				return err
			}
			return to.File("app.py", 0o644, whole(app))
		},
		Verify: verifyFolder,
		Readme: func(m *automl.Model, _ automl.ExportOptions, path string) string {
			return folderReadme(m, path, fmt.Sprintf("    pip install -r requirements.txt\n    %s\n\n`python winnow_model.py --check` answers sample_input.csv and holds that against expected_output.csv.\n", start))
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("In the folder %s:\n  pip install -r requirements.txt && %s", filepath.Base(path), start)
		},
	}
}
