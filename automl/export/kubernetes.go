package export

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"winnow/automl"
)

//go:embed files/kubernetes files/lambda
var manifests embed.FS

var kubernetesFiles = []string{"deployment.yaml", "service.yaml", "hpa.yaml", "kserve.yaml", "kustomization.yaml"}

// Kubernetes is the container image with what a cluster needs to run it.
func Kubernetes() automl.Exporter {
	return automl.Exporter{
		ID: "kubernetes", Name: "Kubernetes", Options: imageOptions(), Supports: canImage,
		Help: "A folder with the container image and the files that run it in a cluster, for those who operate Kubernetes or KServe: deployment, service, probes, growth with load.",
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			if err := writeImage(m, o, "image.tar", to); err != nil {
				return err
			}
			for _, name := range kubernetesFiles {
				b, err := manifest(m, o, name)
				if err != nil {
					return err
				}
				if err := to.File(name, 0o644, whole(b)); err != nil {
					return err
				}
			}
			return nil
		},
		Verify: verifyKubernetes,
		Send: func(ctx context.Context, _ *automl.Model, o automl.ExportOptions, path string) (string, error) {
			return push(ctx, o, filepath.Join(path, "image.tar"))
		},
		Readme: func(m *automl.Model, o automl.ExportOptions, _ string) string {
			name := imageName(m, o)
			lead := fmt.Sprintf("Put the image where the cluster finds it, and start it:\n\n    skopeo copy oci-archive:image.tar docker://%s", fullName(name))
			if o[forPush] != "" {
				lead = fmt.Sprintf("The image was put into the registry as %s. Start it:\n", name)
			}
			return fmt.Sprintf("# %s in Kubernetes\n\n%s\n\n%s\n    kubectl apply -k .\n\n"+
				"Within the cluster it answers at `http://%s`; from this computer after `kubectl port-forward service/%s 8080:80`.\n"+
				"`hpa.yaml` lets two copies grow to ten with their load, where the cluster has a metrics server. Where KServe is\n"+
				"installed, `kubectl apply -f kserve.yaml` does in place of that line. The name of the image stands in\n"+
				"deployment.yaml and kserve.yaml; `--set image=REGISTRY/NAME:TAG` sets it when exporting, and with\n`--set push=REGISTRY/NAME:TAG` it is put there too.\n\n%s", m.Name, purpose(m), lead, called(m), called(m), serviceText(m))
		},
		HowTo: func(m *automl.Model, o automl.ExportOptions, path string) string {
			if o[forPush] != "" {
				return fmt.Sprintf("In the folder %s:\n  kubectl apply -k .", filepath.Base(path))
			}
			return fmt.Sprintf("In the folder %s, with a registry that the cluster reads:\n  skopeo copy oci-archive:image.tar docker://%s && kubectl apply -k .", filepath.Base(path), fullName(imageName(m, o)))
		},
	}
}

// manifest fills in one of the cluster's files.
func manifest(m *automl.Model, o automl.ExportOptions, name string) ([]byte, error) {
	const request = 128 // MiB
	return fill("files/kubernetes/"+name, map[string]any{
		"Name": called(m), "Image": imageName(m, o), "Arch": strings.TrimPrefix(o[forPlatform], "linux-"),
		"Request": request, "Limit": 8 * request,
	})
}

// fill fills in an embedded file.
func fill(name string, with map[string]any) ([]byte, error) {
	t, err := template.New(filepath.Base(name)).Option("missingkey=error").ParseFS(manifests, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, with)
	return b.Bytes(), err
}

func verifyKubernetes(ctx context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
	for _, name := range kubernetesFiles {
		want, err := manifest(m, o, name)
		if err != nil {
			return "", err
		}
		got, err := os.ReadFile(filepath.Join(path, name))
		if err != nil {
			return "", err
		}
		if !bytes.Equal(got, want) {
			return "", fmt.Errorf("%s is not what was written", name)
		}
	}
	return verifyImage(ctx, m, o, filepath.Join(path, "image.tar"))
}
