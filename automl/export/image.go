package export

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Media types of the OCI image specification 1.1.
const (
	mediaIndex    = "application/vnd.oci.image.index.v1+json"
	mediaManifest = "application/vnd.oci.image.manifest.v1+json"
	mediaConfig   = "application/vnd.oci.image.config.v1+json"
	mediaLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// image is a container image of one layer.
type image struct {
	name    string // with its tag
	arch    string
	created time.Time
	config  imageConfig
	files   []imageFile // folders before what is in them
}

type imageFile struct {
	name string // without a slash in front; with one at the end for a folder
	mode int64
	body []byte
}

// imageConfig is how a container of the image is started.
type imageConfig struct {
	User       string              `json:"User,omitempty"`
	Exposed    map[string]struct{} `json:"ExposedPorts,omitempty"`
	Env        []string            `json:"Env,omitempty"`
	Entrypoint []string            `json:"Entrypoint,omitempty"`
	Cmd        []string            `json:"Cmd,omitempty"`
	WorkingDir string              `json:"WorkingDir,omitempty"`
	Labels     map[string]string   `json:"Labels,omitempty"`
}

// imageDoc is the configuration blob of an image.
type imageDoc struct {
	Created string      `json:"created"`
	Arch    string      `json:"architecture"`
	OS      string      `json:"os"`
	Config  imageConfig `json:"config"`
	RootFS  struct {
		Type    string   `json:"type"`
		DiffIDs []string `json:"diff_ids"`
	} `json:"rootfs"`
	History []imageHistory `json:"history"`
}

type imageHistory struct {
	Created   string `json:"created"`
	CreatedBy string `json:"created_by"`
}

// blob points to a part of an image by its hash.
type blob struct {
	Media       string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type imageManifest struct {
	Schema int    `json:"schemaVersion"`
	Media  string `json:"mediaType"`
	Config blob   `json:"config"`
	Layers []blob `json:"layers"`
}

type imageIndex struct {
	Schema    int    `json:"schemaVersion"`
	Media     string `json:"mediaType"`
	Manifests []blob `json:"manifests"`
}

// dockerManifest is the list that "docker load" reads.
type dockerManifest struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// write writes the image as one tar that is an OCI archive and a Docker archive at once:
// both name the same blobs. The bytes depend on nothing but the image.
func (g *image) write(w io.Writer) error {
	plain, packed, err := g.layer()
	if err != nil {
		return err
	}
	when := g.created.UTC().Format(time.RFC3339)
	doc := imageDoc{Created: when, Arch: g.arch, OS: "linux", Config: g.config, History: []imageHistory{{when, "winnow export"}}}
	doc.RootFS.Type, doc.RootFS.DiffIDs = "layers", []string{digest(plain)}
	config, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	m := imageManifest{2, mediaManifest, blob{Media: mediaConfig, Digest: digest(config), Size: int64(len(config))},
		[]blob{{Media: mediaLayer, Digest: digest(packed), Size: int64(len(packed))}}}
	manifest, err := json.Marshal(m)
	if err != nil {
		return err
	}
	tag := g.name[strings.LastIndex(g.name, ":")+1:]
	index, err := json.Marshal(imageIndex{2, mediaIndex, []blob{{Media: mediaManifest, Digest: digest(manifest), Size: int64(len(manifest)),
		Annotations: map[string]string{"org.opencontainers.image.ref.name": tag, "io.containerd.image.name": fullName(g.name)}}}})
	if err != nil {
		return err
	}
	docker, err := json.Marshal([]dockerManifest{{place(config), []string{g.name}, []string{place(packed)}}})
	if err != nil {
		return err
	}
	return writeTar(w, g.created, []imageFile{
		{"oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`)}, {"index.json", 0o644, index}, {"manifest.json", 0o644, docker},
		{"blobs/", 0o755, nil}, {"blobs/sha256/", 0o755, nil},
		{place(manifest), 0o644, manifest}, {place(config), 0o644, config}, {place(packed), 0o644, packed},
	})
}

// layer is the file system of the image, as it is and compressed.
func (g *image) layer() (plain, packed []byte, err error) {
	var t, z bytes.Buffer
	if err := writeTar(&t, g.created, g.files); err != nil {
		return nil, nil, err
	}
	zip := gzip.NewWriter(&z)
	if _, err := zip.Write(t.Bytes()); err != nil {
		return nil, nil, err
	}
	err = zip.Close()
	return t.Bytes(), z.Bytes(), err
}

func writeTar(w io.Writer, when time.Time, files []imageFile) error {
	t := tar.NewWriter(w)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.body)), ModTime: when.Truncate(time.Second), Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(f.body); err != nil {
			return err
		}
	}
	return t.Close()
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// place is where a blob stands in an image's tar.
func place(b []byte) string { return "blobs/" + strings.Replace(digest(b), ":", "/", 1) }

// fullName spells an image's name with its registry, as Docker completes it.
func fullName(name string) string {
	first, _, more := strings.Cut(name, "/")
	switch {
	case !more:
		return "docker.io/library/" + name
	case !strings.ContainsAny(first, ".:") && first != "localhost":
		return "docker.io/" + name
	}
	return name
}

// readImage reads what write wrote, and fails where a part is not what its hash says or
// the two lists do not name the same parts.
func readImage(r io.Reader) (*imageDoc, map[string][]byte, error) {
	parts, err := readTar(r)
	if err != nil {
		return nil, nil, err
	}
	var (
		index  imageIndex
		m      imageManifest
		docker []dockerManifest
		doc    imageDoc
	)
	if err := json.Unmarshal(parts["index.json"], &index); err != nil {
		return nil, nil, fmt.Errorf("index.json: %w", err)
	}
	if len(index.Manifests) != 1 {
		return nil, nil, fmt.Errorf("index.json lists %d images", len(index.Manifests))
	}
	if err := part(parts, index.Manifests[0], &m); err != nil {
		return nil, nil, err
	}
	if err := part(parts, m.Config, &doc); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(parts["manifest.json"], &docker); err != nil {
		return nil, nil, fmt.Errorf("manifest.json: %w", err)
	}
	if len(docker) != 1 || len(m.Layers) != 1 || len(docker[0].Layers) != 1 ||
		docker[0].Config != m.Config.path() || docker[0].Layers[0] != m.Layers[0].path() {
		return nil, nil, errors.New("manifest.json names another image than index.json")
	}
	if err := part(parts, m.Layers[0], nil); err != nil {
		return nil, nil, err
	}
	plain, err := unpack(parts[m.Layers[0].path()])
	if err != nil {
		return nil, nil, err
	}
	if len(doc.RootFS.DiffIDs) != 1 || doc.RootFS.DiffIDs[0] != digest(plain) {
		return nil, nil, errors.New("the layer is not what the configuration says")
	}
	files, err := readTar(bytes.NewReader(plain))
	return &doc, files, err
}

func (b blob) path() string { return "blobs/" + strings.Replace(b.Digest, ":", "/", 1) }

// part checks a blob and decodes it, where to is not nil.
func part(parts map[string][]byte, b blob, to any) error {
	raw, ok := parts[b.path()]
	if !ok || digest(raw) != b.Digest || int64(len(raw)) != b.Size {
		return fmt.Errorf("the image's part %s is not what its hash says", b.Digest)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(raw, to)
}

func readTar(r io.Reader) (map[string][]byte, error) {
	out := map[string][]byte{}
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(t)
		if err != nil {
			return nil, err
		}
		out[h.Name] = b
	}
}
