package export_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/registry"

	"winnow/automl"
	"winnow/automl/export"
)

// TestTheImageIsPutIntoARegistry holds the manifest there against the one in the file, for both
// formats that have an image, and that the file stands when the registry does not answer.
func TestTheImageIsPutIntoARegistry(t *testing.T) {
	standIn(t)
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	host := strings.TrimPrefix(server.URL, "http://")
	for _, e := range []automl.Exporter{export.Container(), export.Kubernetes()} {
		name := host + "/team/" + e.ID + ":1"
		out := filepath.Join(t.TempDir(), "out")
		res, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out, Options: automl.ExportOptions{"push": name}})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(res.Sent, name) || strings.Contains(res.HowTo, "skopeo") || strings.Count(res.HowTo, "\n") != 1 {
			t.Errorf("%s: sent %q, how to %q", e.ID, res.Sent, res.HowTo)
		}
		answer, err := http.Get(server.URL + "/v2/team/" + e.ID + "/manifests/1")
		if err != nil {
			t.Fatal(err)
		}
		manifest, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		raw := contents(t, out)
		if e.ID == "kubernetes" {
			if !strings.Contains(string(raw["deployment.yaml"]), "image: "+name+"\n") {
				t.Error("the cluster runs another image")
			}
			out = filepath.Join(out, "image.tar")
		}
		file, err := os.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		sum := strings.TrimPrefix(answer.Header.Get("Docker-Content-Digest"), "sha256:")
		if h := tarFiles(t, file)["blobs/sha256/"+sum]; h == nil || h.PAXRecords["body"] != string(manifest) {
			t.Errorf("%s: the registry has the manifest %s", e.ID, manifest)
		}
		file.Close()
	}
	server.Close()
	e := export.Container()
	out := filepath.Join(t.TempDir(), "m.tar")
	_, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out, Options: automl.ExportOptions{"push": host + "/m"}})
	if err == nil || !strings.Contains(err.Error(), "cannot be reached") || !strings.Contains(err.Error(), out+" all the same") {
		t.Errorf("without a registry: %v", err)
	}
	if st, err := os.Stat(out); err != nil || st.Size() == 0 {
		t.Errorf("the image is not there: %v", err)
	}
	for _, o := range []automl.ExportOptions{{"push": "team/m"}, {"push": host + "/m", "image": "other"}} {
		out := filepath.Join(t.TempDir(), "m.tar")
		if _, err := export.Run(t.Context(), &e, tiny(), automl.ExportRequest{Out: out, Options: o}); err == nil {
			t.Errorf("%v passes", o)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%v leaves a file", o)
		}
	}
}
