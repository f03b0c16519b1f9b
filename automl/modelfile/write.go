package modelfile

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"winnow/automl"
)

// Save writes the model to path, whole or not at all: a file that stood there before stays
// until the new one is complete.
func Save(path string, m *automl.Model) error {
	return WriteFile("save", path, func(w io.Writer) error { return Write(w, m) })
}

// WriteFile calls write for a new file beside path and puts it in path's place once it is
// complete and on disk. Op names the work for the log. Errors of the disk are of a kind for
// a person; those of write are passed on as they are.
func WriteFile(op, path string, write func(w io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		// Why: to put a file in its place would take a device or a folder away.
		return automl.Errorf(op, automl.BadUsage, "%s is no file that could be replaced.", path).WithHint("Name another file.")
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return diskError(op, path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	disk := &watched{w: f}
	b := bufio.NewWriterSize(disk, 1<<20)
	if err := write(b); err != nil {
		if disk.err != nil && errors.Is(err, disk.err) {
			return diskError(op, path, err)
		}
		return err
	}
	if err := errors.Join(b.Flush(), f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return diskError(op, path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return diskError(op, path, err)
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		// Why: the rename itself is on disk only once its folder is. Not every system can
		// do this to a folder; the file is whole either way.
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// watched notes the first error of what is written to.
type watched struct {
	w   io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

func diskError(op, path string, err error) error {
	e := automl.Errorf(op, automl.NoResource, "%s could not be written.", path)
	e.Err = err
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind = automl.NotFound
		return e.WithHint("There is no folder %s.", filepath.Dir(path))
	case errors.Is(err, fs.ErrPermission):
		return e.WithHint("You may not write to %s; choose another place.", filepath.Dir(path))
	case fullDisk(err):
		return e.WithHint("The disk is full: make room on it, or choose another place. Nothing was left half-written.")
	}
	return e.WithHint("%s.", err)
}

// Write writes the model. The same model gives the same bytes.
func Write(w io.Writer, m *automl.Model) error {
	files, err := entries(m)
	if err != nil {
		e := automl.Errorf("save", automl.Internal, "The model cannot be stored.")
		e.Err = err
		return e
	}
	z := newZipWriter(w)
	for _, name := range order(files) {
		if err := addEntry(z, name, files[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

// order puts the README and the manifest first, and the others by name.
func order(files map[string][]byte) []string {
	rest := slices.Sorted(maps.Keys(files))
	rest = slices.DeleteFunc(rest, func(s string) bool { return s == readmeEntry || s == manifestEntry })
	return append([]string{readmeEntry, manifestEntry}, rest...)
}

// entries are the files of the archive by name.
func entries(m *automl.Model) (map[string][]byte, error) {
	if err := checkModel(m); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	g, err := encodeGraph(m.Graph, mainLetter, files)
	if err != nil {
		return nil, err
	}
	if err := encodeSureness(m.Sureness, files); err != nil {
		return nil, fmt.Errorf("%s: %w", surenessEntry, err)
	}
	for _, j := range []struct {
		name  string
		value any
	}{
		{schemaEntry, finiteSchema(m.Schema)},
		{graphEntry, g},
		{metricsEntry, metricsFile{Model: FiniteRow(m.Row), Importance: finiteImportance(m.Importance)}},
		{leaderboardEntry, finiteBoard(m.Leaderboard)},
		{findingsEntry, append([]automl.Finding{}, m.Findings...)},
	} {
		if files[j.name], err = marshal(j.value); err != nil {
			return nil, fmt.Errorf("%s: %w", j.name, err)
		}
	}
	if err := encodeEvidence(m.Evidence, files); err != nil {
		return nil, err
	}
	if err := encodeMapping(&m.Schema, files); err != nil {
		return nil, err
	}
	files[readmeEntry] = []byte(readme(m))
	if files[sampleEntry], err = encodeTable(m.Sample); err != nil {
		return nil, fmt.Errorf("%s: %w", sampleEntry, err)
	}
	if files[expectedEntry], err = encodeExpected(m); err != nil {
		return nil, fmt.Errorf("%s: %w", expectedEntry, err)
	}
	files[manifestEntry], err = marshal(manifest{
		Format: Version, Application: application, AppVersion: m.AppVersion, Created: m.Created.UTC(), Name: m.Name,
		Fingerprint: m.Fingerprint, Rows: m.Rows, Seed: m.Job.Seed, Job: m.Job, Entries: sums(files),
	})
	return files, err
}

func sums(files map[string][]byte) map[string]entry {
	out := make(map[string]entry, len(files))
	for name, raw := range files {
		h := sha256.Sum256(raw)
		out[name] = entry{Bytes: int64(len(raw)), SHA256: hex.EncodeToString(h[:])}
	}
	return out
}

// finite is v, or 0 for NaN and the infinities, which JSON does not have.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// FiniteRow is the row without what JSON cannot hold: scores that are not numbers or not
// finite are left out, or 0 where there must be a number.
func FiniteRow(r automl.ModelRow) automl.ModelRow {
	r.Score, r.Low, r.High = finite(r.Score), finite(r.Low), finite(r.High)
	r.FitSec, r.PredictMs, r.Weight = finite(r.FitSec), finite(r.PredictMs), finite(r.Weight)
	r.Folds = slices.DeleteFunc(slices.Clone(r.Folds), func(v float64) bool { return finite(v) != v })
	r.Scores = maps.Clone(r.Scores)
	maps.DeleteFunc(r.Scores, func(_ string, v float64) bool { return finite(v) != v })
	return r
}

func finiteBoard(b automl.Leaderboard) automl.Leaderboard {
	rows := make([]automl.ModelRow, len(b.Rows))
	for i, r := range b.Rows {
		rows[i] = FiniteRow(r)
	}
	b.Rows = rows
	return b
}

func finiteImportance(in []automl.Importance) []automl.Importance {
	out := make([]automl.Importance, len(in))
	for i, v := range in {
		out[i] = automl.Importance{Column: v.Column, Drop: finite(v.Drop), Std: finite(v.Std)}
	}
	return out
}

func finiteSchema(s automl.Schema) automl.Schema {
	cols := slices.Clone(s.Columns)
	for i := range cols {
		c := &cols[i]
		c.Min, c.Max, c.Share, c.Weight = finite(c.Min), finite(c.Max), finite(c.Share), finite(c.Weight)
	}
	s.Columns = cols
	return s
}
