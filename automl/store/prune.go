package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Prune removes the oldest runs below dir so that at most keep are left; folders that hold
// no run are not touched. Runs that were written to within the last day stay.
func Prune(dir string, keep int) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cannot("look at earlier runs", err)
	}
	type run struct {
		path string
		time time.Time
	}
	var runs []run
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(filepath.Join(path, "run.json"))
		if err == nil {
			runs = append(runs, run{path, info.ModTime()})
		}
	}
	slices.SortFunc(runs, func(a, b run) int { return b.time.Compare(a.time) })
	for i, r := range runs {
		if i >= keep && time.Since(r.time) > 24*time.Hour {
			if err := os.RemoveAll(r.path); err != nil {
				return cannot("remove an old run", err)
			}
		}
	}
	return nil
}
