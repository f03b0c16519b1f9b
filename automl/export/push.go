package export

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"winnow/automl"
	"winnow/automl/registry"
)

// canPush says why an image cannot be put where the options say.
func canPush(o automl.ExportOptions) error {
	to, name := o[forPush], o[forImage]
	if to == "" {
		return nil
	}
	if name != "" && name != to {
		return automl.Errorf("export", automl.BadUsage, "The image is to be called %q and to be put into the registry as %q.", name, to).
			WithHint("Give push alone: the image has that name then.")
	}
	_, err := registry.Parse(to)
	return err
}

// push puts the image at path into the registry that the options name.
func push(ctx context.Context, o automl.ExportOptions, path string) (string, error) {
	to := o[forPush]
	if to == "" {
		return "", nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", diskRead(path, err)
	}
	defer f.Close()
	img, err := imageParts(f)
	if err != nil {
		return "", diskRead(path, err)
	}
	home, _ := os.UserHomeDir() // Why: without one there are no logins in it
	at, err := registry.Push(ctx, to, *img, registry.Options{Getenv: os.Getenv, Home: home})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("The image is in the registry as %s, and was read back: %s.", to, at), nil
}

// imageParts reads an image's tar for a registry.
func imageParts(f *os.File) (*registry.Image, error) {
	parts, err := readTar(f)
	if err != nil {
		return nil, err
	}
	var index imageIndex
	var m imageManifest
	if err := json.Unmarshal(parts["index.json"], &index); err != nil {
		return nil, err
	}
	if len(index.Manifests) != 1 {
		return nil, fmt.Errorf("index.json lists %d images", len(index.Manifests))
	}
	if err := part(parts, index.Manifests[0], &m); err != nil {
		return nil, err
	}
	img := &registry.Image{Manifest: parts[index.Manifests[0].path()], Media: index.Manifests[0].Media}
	for _, b := range append([]blob{m.Config}, m.Layers...) {
		img.Parts = append(img.Parts, parts[b.path()])
	}
	return img, nil
}
