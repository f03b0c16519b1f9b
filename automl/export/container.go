package export

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/onnx"
	"winnow/automl/predict"
	"winnow/automl/table"
)

const (
	forImage  = "image"
	forPush   = "push"
	modelPath = "opt/ml/model/" // Why there: SageMaker's place, and the scorer looks into it.
	noRoot    = "65532:65532"   // Why: the numbers that images without users commonly take.
)

// clouds are the platforms that containers and functions run on.
var clouds = []string{"linux-amd64", "linux-arm64"}

func imageOptions() []automl.ExportOption {
	return []automl.ExportOption{
		{Name: forImage, Help: "Name of the image, with registry and tag where it has them; empty: what the model predicts."},
		{Name: forPlatform, Help: "Processor that the image is for.", Default: clouds[0], Choices: clouds},
		{Name: forPush, Help: "Where to put the image besides, as registry/name:tag, with the login that docker or podman keeps; empty: nowhere."},
	}
}

// Container is an image that serves the model.
func Container() automl.Exporter {
	return automl.Exporter{
		ID: "container", Name: "Container image", Ext: ".tar", Options: imageOptions(), Supports: canImage,
		Help: "An image of the model with the program that serves it, made without Docker, for those who run containers: Docker, Podman, Kubernetes, SageMaker, Vertex AI, Cloud Run.",
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			return writeImage(m, o, "", to)
		},
		Verify: verifyImage,
		Send: func(ctx context.Context, _ *automl.Model, o automl.ExportOptions, path string) (string, error) {
			return push(ctx, o, path)
		},
		Readme: func(m *automl.Model, o automl.ExportOptions, path string) string {
			file, name := filepath.Base(path), imageName(m, o)
			return fmt.Sprintf("# %s as a container image\n\n%s The image holds the model and one program, and nothing else.\n\n"+
				"    docker load -i %s\n    docker run --rm -p 127.0.0.1:8080:8080 %s\n\n"+
				"Podman takes the same lines. Without either, `skopeo copy oci-archive:%s docker://REGISTRY/NAME:TAG`\nputs it into a registry.\n\n%s", m.Name, purpose(m), file, name, file, serviceText(m))
		},
		HowTo: func(m *automl.Model, o automl.ExportOptions, path string) string {
			if o[forPush] != "" {
				return fmt.Sprintf("Start it wherever the registry is read; it answers at http://localhost:8080:\n  docker run --rm -p 127.0.0.1:8080:8080 %s", imageName(m, o))
			}
			return fmt.Sprintf("Load it and start it; it answers at http://localhost:8080:\n  docker load -i %s && docker run --rm -p 127.0.0.1:8080:8080 %s", filepath.Base(path), imageName(m, o))
		},
	}
}

var imagePattern = regexp.MustCompile(`^[a-z0-9]+([._-]+[a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$`)

// canImage says why there can be no image with these options.
func canImage(m *automl.Model, o automl.ExportOptions) error {
	if name := imageName(m, o); !imagePattern.MatchString(name) || len(name) > 255 {
		return automl.Errorf("export", automl.BadUsage, "%q is no name of an image.", name).
			WithHint("It is lower-case letters, digits and . _ - in parts between slashes, with a tag after a colon: registry.example.com/team/model:1.")
	}
	if err := canPush(o); err != nil {
		return err
	}
	_, err := scorer(o[forPlatform])
	return err
}

// imageName is the name with its tag.
func imageName(m *automl.Model, o automl.ExportOptions) string {
	name := o[forPush]
	if name == "" {
		name = o[forImage]
	}
	if name == "" {
		name = called(m)
	}
	if !strings.Contains(name[strings.LastIndex(name, "/")+1:], ":") {
		name += ":latest"
	}
	return name
}

// called is the model's name in addresses and of its image: letters, digits and hyphens, as
// hosts have them. Why not its own: that is the recipe's, and other models have it too.
func called(m *automl.Model) string {
	var b strings.Builder
	for _, r := range strings.ToLower("predict " + m.Schema.Target) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	const most = 40
	return strings.Trim(b.String()[:min(b.Len(), most)], "-")
}

// writeImage writes the image's tar as a file of an export.
func writeImage(m *automl.Model, o automl.ExportOptions, file string, to automl.ExportSink) error {
	program, err := scorer(o[forPlatform])
	if err != nil {
		return err
	}
	var model bytes.Buffer
	if err := modelfile.Write(&model, m); err != nil {
		return err
	}
	g := &image{name: imageName(m, o), arch: strings.TrimPrefix(o[forPlatform], "linux-"), created: moment(m),
		config: imageConfig{
			User: noRoot, Exposed: map[string]struct{}{"8080/tcp": {}}, WorkingDir: "/",
			Env:        []string{"PATH=/", "MODEL_DIR=/" + strings.TrimSuffix(modelPath, "/"), "PORT=8080"},
			Entrypoint: []string{"/scorer"}, Cmd: []string{"serve"},
			Labels: map[string]string{
				"org.opencontainers.image.title":       m.Name,
				"org.opencontainers.image.description": purpose(m),
				"org.opencontainers.image.created":     moment(m).Format(time.RFC3339),
				"org.opencontainers.image.version":     m.AppVersion,
				"org.winnow.schema.sha256":             onnx.SchemaHash(&m.Schema),
			},
		},
		files: []imageFile{
			{"opt/", 0o755, nil}, {"opt/ml/", 0o755, nil}, {modelPath, 0o755, nil},
			{modelPath + called(m) + ".winnow", 0o644, model.Bytes()},
			{"scorer", 0o755, program}, {"tmp/", 0o1777, nil},
		},
	}
	return to.File(file, 0o644, g.write)
}

// moment is when the model was made, for all times in an export: the same model gives the
// same bytes.
func moment(m *automl.Model) time.Time {
	first := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // of zip files
	if t := m.Created.UTC().Truncate(time.Second); t.After(first) {
		return t
	}
	return first
}

// verifyImage reads the image at path back and runs what is in it where that can be done.
func verifyImage(ctx context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	doc, files, err := readImage(f)
	if err != nil {
		return "", err
	}
	if "linux-"+doc.Arch != o[forPlatform] {
		return "", fmt.Errorf("the image is for %s", doc.Arch)
	}
	return verifyParts(ctx, m, o, path, "image", files["scorer"], files[modelPath+called(m)+".winnow"])
}

// verifyParts checks a model that stands beside its program in something packed.
func verifyParts(ctx context.Context, m *automl.Model, o automl.ExportOptions, path, what string, program, model []byte) (string, error) {
	want, err := scorer(o[forPlatform])
	if err != nil {
		return "", err
	}
	if !bytes.Equal(program, want) {
		return "", fmt.Errorf("the program in the %s is another", what)
	}
	back, err := modelfile.Read(bytes.NewReader(model), int64(len(model)))
	if err != nil {
		return "", err
	}
	if err := predict.Verify(ctx, back); err != nil {
		return "", err
	}
	rows := noun(max(0, len(m.Sample)-1), "sample row")
	if o[forPlatform] != host() || len(m.Sample) < 2 {
		return fmt.Sprintf("The model was read back from the %s, and its answers to %s are those of the model. Its program was not run here.", what, rows), nil
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".check.*.part")
	if err != nil {
		return "", diskError(path, err)
	}
	defer os.RemoveAll(dir)
	sample, err := modelfile.SampleCSV(m)
	if err != nil {
		return "", err
	}
	run, data := filepath.Join(dir, "scorer"), filepath.Join(dir, "sample.csv")
	for at, content := range map[string][]byte{run: program, filepath.Join(dir, "model.winnow"): model, data: sample} {
		if err := os.WriteFile(at, content, 0o700); err != nil {
			return "", diskError(at, err)
		}
	}
	out, err := ask(ctx, run, data, "MODEL_DIR="+dir)
	if err != nil {
		return "", err
	}
	if err := same(m, out); err != nil {
		return "", err
	}
	return fmt.Sprintf("The program from the %s was run with the model from it: its answers to %s are those of the model.", what, rows), nil
}

// serviceText says what a service with the model answers.
func serviceText(m *automl.Model) string {
	return "## What it answers\n\n" + serviceTable + "\n## What it needs\n\n" + cellTable(m)
}

// cellTable lists the columns as they are written in JSON and CSV, in Markdown.
func cellTable(m *automl.Model) string {
	var b strings.Builder
	b.WriteString("| column | what it holds |\n| --- | --- |\n")
	for i := range m.Schema.Columns {
		c := &m.Schema.Columns[i]
		says := strings.Replace(meaning(c), "NaN when", "empty when", 1)
		if c.Kind == table.Time && c.Format.Layout != "unix" {
			says = fmt.Sprintf("a moment, written as in %s; empty when missing", c.Format.Layout)
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, strings.ReplaceAll(says, "|", "\\|"))
	}
	return b.String()
}

const serviceTable = `It listens on port 8080, or on what PORT or AIP_HTTP_PORT says.

| address | what for |
| --- | --- |
| ` + "`POST /predict`" + ` | rows as JSON or CSV |
| ` + "`POST /invocations`, `GET /ping`" + ` | MLflow and SageMaker |
| ` + "`POST /v1/models/NAME:predict`, `/v2/models/NAME/infer`" + ` | KServe |
| ` + "`GET /health`" + ` | is it up |
| ` + "`GET /metrics`" + ` | counts and times for Prometheus |
| ` + "`GET /docs`" + ` | the whole interface, with the model's columns |
`
