package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"winnow/automl"
)

// parcel is a file or folder in the making: it stands beside its final place until it is
// put there.
type parcel struct {
	path   string // of the moment
	folder bool
	files  []string
	bytes  int64
	placed bool
}

func newParcel(out string, folder bool) (*parcel, error) {
	dir, pattern := filepath.Dir(out), "."+filepath.Base(out)+".*.part"
	if folder {
		at, err := os.MkdirTemp(dir, pattern)
		if err != nil {
			return nil, diskError(out, err)
		}
		return &parcel{path: at, folder: true}, nil
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, diskError(out, err)
	}
	return &parcel{path: f.Name()}, f.Close()
}

// File writes one file of the parcel.
func (p *parcel) File(name string, mode fs.FileMode, write func(w io.Writer) error) error {
	at := p.path
	if p.folder {
		if !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name {
			return fmt.Errorf("export: %q is no place in a folder", name)
		}
		at = filepath.Join(p.path, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return diskError(at, err)
		}
	} else if name != "" || len(p.files) > 0 {
		return fmt.Errorf("export: a second file %q in a format of one", name)
	}
	f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return diskError(at, err)
	}
	n := &counter{}
	b := bufio.NewWriterSize(io.MultiWriter(f, n), 1<<20)
	if err := write(b); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(b.Flush(), f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return diskError(at, err)
	}
	p.files = append(p.files, name)
	p.bytes += n.bytes
	return nil
}

type counter struct{ bytes int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.bytes += int64(len(b))
	return len(b), nil
}

// place puts the parcel where it belongs. A folder that stands there is moved aside first
// and comes back when the new one cannot take its place.
func (p *parcel) place(out string) error {
	old := ""
	if p.folder {
		if err := os.Chmod(p.path, 0o755); err != nil {
			return diskError(out, err)
		}
		if _, err := os.Stat(out); err == nil {
			old = p.path + ".old"
			if err := os.Rename(out, old); err != nil {
				return diskError(out, err)
			}
		}
	}
	if err := os.Rename(p.path, out); err != nil {
		if old != "" {
			err = errors.Join(err, os.Rename(old, out))
		}
		return diskError(out, err)
	}
	p.placed = true
	if old != "" {
		if err := os.RemoveAll(old); err != nil {
			return diskError(old, err)
		}
	}
	if dir, err := os.Open(filepath.Dir(out)); err == nil {
		// Why: the rename is on disk only once its folder is; not every system can do this.
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// discard removes what was not put in its place.
func (p *parcel) discard() {
	if !p.placed {
		os.RemoveAll(p.path)
	}
}

// names are the files of the folder in order, or the one file.
func (p *parcel) names(out string) []string {
	if !p.folder {
		return []string{filepath.Base(out)}
	}
	return slices.Sorted(slices.Values(p.files))
}

func diskError(path string, err error) error {
	e := automl.Errorf("export", automl.NoResource, "%s could not be written.", path)
	e.Err = err
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind = automl.NotFound
		return e.WithHint("There is no folder %s.", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return e.WithHint("You may not write to %s; choose another place.", filepath.Dir(path))
	}
	return e.WithHint("%s.", err)
}
