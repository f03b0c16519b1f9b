package export

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"winnow/automl"
)

// bundled holds the compressed scorers of a release; nil in other builds.
var bundled fs.FS

// ScorersVar names a folder with scorers, before all other places.
const ScorersVar = "WINNOW_SCORERS"

// platforms are what scorers are made for: system and architecture as Go names them.
var platforms = []string{"linux-amd64", "linux-arm64", "windows-amd64", "windows-arm64", "darwin-amd64", "darwin-arm64"}

// host is the platform that this program runs on, where there are scorers for it.
func host() string {
	if p := runtime.GOOS + "-" + runtime.GOARCH; slices.Contains(platforms, p) {
		return p
	}
	return platforms[0]
}

func scorerName(platform string) string {
	if strings.HasPrefix(platform, "windows") {
		return "scorer-" + platform + ".exe"
	}
	return "scorer-" + platform
}

// scorer is the program that carries a model on a platform: that of the release, or the one
// that stands in a folder "scorers" beside this program.
func scorer(platform string) ([]byte, error) {
	name := scorerName(platform)
	var places []string
	if dir := os.Getenv(ScorersVar); dir != "" {
		places = append(places, dir)
	}
	if self, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(self), "scorers"))
	}
	for i, dir := range places {
		if i > 0 && bundled != nil {
			break
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			return b, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, diskRead(filepath.Join(dir, name), err)
		}
	}
	if bundled != nil {
		b, err := fs.ReadFile(bundled, name+".gz")
		if err == nil {
			return unpack(b)
		}
	}
	return nil, automl.Errorf("export", automl.NotFound, "The program %s, which carries the model, was not found.", name).
		WithHint("It comes with Winnow, in the folder %q beside the program; \"make scorers\" builds it.", "scorers")
}

func unpack(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("export: a bundled scorer: %w", err)
	}
	return io.ReadAll(z)
}

func diskRead(path string, err error) error {
	e := automl.Errorf("export", automl.NoResource, "%s could not be read.", path)
	e.Err = err
	return e.WithHint("%s.", err)
}
