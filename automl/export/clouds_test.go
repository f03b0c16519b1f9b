package export_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// standIn puts a script that answers as tiny does where the scorers are.
func standIn(t *testing.T) string {
	t.Helper()
	dir := scorers(t, false)
	for _, arch := range []string{"amd64", "arm64"} {
		script := "#!/bin/sh\nprintf 'prediction\\n3\\n9\\n' # " + arch + "\n"
		if err := os.WriteFile(filepath.Join(dir, "scorer-linux-"+arch), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ran() string {
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		return "was run"
	}
	return "was not run"
}

func tarFiles(t *testing.T, r io.Reader) map[string]*tar.Header {
	t.Helper()
	out := map[string]*tar.Header{}
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out[h.Name] = h
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		h.PAXRecords = map[string]string{"body": string(b)}
	}
}

func TestTheImageIsBothKindsOfArchive(t *testing.T) {
	standIn(t)
	e := export.Container()
	m := tiny()
	m.Schema.Target, m.Created = "9 Lives: Cats & Co.", time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC)
	out := filepath.Join(t.TempDir(), "m.tar")
	res, err := export.Run(t.Context(), &e, m, automl.ExportRequest{Out: out, Options: automl.ExportOptions{"image": "localhost:5000/team/cats:1.2"}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(res.Verified, ran()) || strings.Count(res.HowTo, "\n") != 1 {
		t.Errorf("verified %q, how to %q", res.Verified, res.HowTo)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	files := tarFiles(t, bytes.NewReader(raw))
	body := func(name string) []byte {
		if files[name] == nil {
			t.Fatalf("there is no %s", name)
		}
		return []byte(files[name].PAXRecords["body"])
	}
	var docker []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal(body("manifest.json"), &docker); err != nil {
		t.Fatal(err)
	}
	if len(docker) != 1 || !slices.Equal(docker[0].RepoTags, []string{"localhost:5000/team/cats:1.2"}) || len(docker[0].Layers) != 1 {
		t.Fatalf("manifest.json is %+v", docker)
	}
	var config struct {
		OS, Architecture, Created string
		Config                    struct {
			User                 string
			Entrypoint, Cmd, Env []string
			ExposedPorts         map[string]struct{}
			Labels               map[string]string
		}
	}
	if err := json.Unmarshal(body(docker[0].Config), &config); err != nil {
		t.Fatal(err)
	}
	c := config.Config
	if config.OS != "linux" || config.Architecture != "amd64" || config.Created != "2026-03-01T12:00:00Z" || c.User != "65532:65532" ||
		!slices.Equal(c.Entrypoint, []string{"/scorer"}) || !slices.Equal(c.Cmd, []string{"serve"}) || len(c.ExposedPorts) != 1 ||
		!slices.Contains(c.Env, "PORT=8080") ||
		c.Labels["org.opencontainers.image.title"] != m.Name {
		t.Errorf("the configuration is %+v", config)
	}
	z, err := gzip.NewReader(bytes.NewReader(body(docker[0].Layers[0])))
	if err != nil {
		t.Fatal(err)
	}
	layer := tarFiles(t, z)
	if h := layer["scorer"]; h == nil || h.Mode != 0o755 || h.Uid != 0 || !h.ModTime.Equal(m.Created.Truncate(time.Second)) {
		t.Errorf("the program is %+v", h)
	}
	if h := layer["tmp/"]; h == nil || h.Mode != 0o1777 {
		t.Errorf("the place for temporary files is %+v", h)
	}
	model := layer["opt/ml/model/predict-9-lives-cats-co.winnow"]
	if model == nil || model.Mode != 0o644 {
		t.Fatalf("the layer holds %v", layer)
	}
	back, err := modelfile.Read(strings.NewReader(model.PAXRecords["body"]), model.Size)
	if err != nil {
		t.Fatal(err)
	}
	if err := predict.Verify(t.Context(), back); err != nil {
		t.Error(err)
	}
}

// TestCloudFormatsAreTheSameEveryTime also holds that a model which answers its sample
// otherwise is not packed, and that a scorer which is missing is named.
func TestCloudFormatsAreTheSameEveryTime(t *testing.T) {
	dir := standIn(t)
	for _, e := range []automl.Exporter{export.Container(), export.Kubernetes(), export.Lambda()} {
		for _, platform := range []string{"linux-amd64", "linux-arm64"} {
			var first map[string][]byte
			for range 2 {
				out := filepath.Join(t.TempDir(), "out")
				if _, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out, Options: automl.ExportOptions{"platform": platform}}); err != nil {
					t.Fatalf("%s: %v", e.ID, err)
				}
				got := contents(t, out)
				if first == nil {
					first = got
					continue
				}
				for name, b := range got {
					if !bytes.Equal(b, first[name]) {
						t.Errorf("%s on %s: %s differs the second time", e.ID, platform, name)
					}
				}
			}
		}
		out := filepath.Join(t.TempDir(), "out")
		if _, err := export.Run(t.Context(), &e, wrongly(), automl.ExportRequest{Out: out}); err == nil {
			t.Errorf("%s: a model that answers its sample otherwise passes", e.ID)
		}
	}
	for _, name := range []string{"amd64", "arm64"} {
		if err := os.Remove(filepath.Join(dir, "scorer-linux-"+name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range []automl.Exporter{export.Container(), export.Kubernetes(), export.Lambda()} {
		_, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: filepath.Join(t.TempDir(), "out")})
		if err == nil || !strings.Contains(err.Error(), "scorer-linux-amd64") {
			t.Errorf("%s without a scorer gives %v", e.ID, err)
		}
	}
}

func wrongly() *automl.Model {
	m := tiny()
	m.Expected[1] = 8
	return m
}

// contents are the files under a path, or the one file.
func contents(t *testing.T, at string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(at, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(at, path)
		out[rel] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNamesThatAreNoImagesAreRefused(t *testing.T) {
	standIn(t)
	e := export.Kubernetes()
	for name, good := range map[string]bool{"a": true, "ghcr.io/x/y_z:V1": true, "localhost:5000/a": true, "Upper": false, "a b": false, "a:": false, "/a": false, "a:b:c": false, "a\"\nb": false} {
		err := e.Supports(tiny(), automl.ExportOptions{"image": name, "platform": "linux-amd64"})
		if (err == nil) != good {
			t.Errorf("%q gives %v", name, err)
		}
	}
}

func TestTheClusterRunsTheImageOfThatName(t *testing.T) {
	standIn(t)
	e := export.Kubernetes()
	m := tiny()
	m.Schema.Target = "Übermaß \": {}"
	out := filepath.Join(t.TempDir(), "k8s")
	if _, err := export.Run(t.Context(), &e, m, automl.ExportRequest{Out: out, Options: automl.ExportOptions{"image": "ghcr.io/x/y:2", "platform": "linux-arm64"}}); err != nil {
		t.Fatal(err)
	}
	files := contents(t, out)
	for _, name := range []string{"deployment.yaml", "kserve.yaml"} {
		for _, want := range []string{"image: ghcr.io/x/y:2\n", "kubernetes.io/arch: arm64\n", "name: predict-berma\n"} {
			if !strings.Contains(string(files[name]), want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
	if !strings.Contains(string(files["README.md"]), "docker://ghcr.io/x/y:2") {
		t.Error("the README names another image")
	}
}

func TestTheFunctionMayBeRun(t *testing.T) {
	standIn(t)
	e := export.Lambda()
	out := filepath.Join(t.TempDir(), "fn")
	res, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(res.Files, " "); got != "README.md event.json function.zip template.yaml" || !strings.Contains(res.Verified, ran()) {
		t.Errorf("files %s, verified %q", got, res.Verified)
	}
	z, err := zip.OpenReader(filepath.Join(out, "function.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 2 || z.File[0].Name != "bootstrap" || z.File[0].Mode().Perm() != 0o755 || z.File[1].Name != "predict-y.winnow" {
		t.Errorf("the zip holds %v", z.File)
	}
	var event []map[string]string
	if err := json.Unmarshal(contents(t, out)["event.json"], &event); err != nil || len(event) != 2 || event[1]["x"] != "4" {
		t.Errorf("the question to try is %+v, %v", event, err)
	}
}
