package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// endings are those of the files that are predicted; others in the folder are left alone.
var endings = []string{".csv", ".tsv", ".tab", ".txt", ".psv"}

const (
	resultEnding = ".predictions.csv"
	reasonEnding = ".reason.txt"
	// quarantineName is the subfolder for files that cannot be predicted.
	quarantineName = "quarantine"
)

// wanted reports whether a file of that name is one to predict: no hidden or temporary
// file, and none of ours.
func wanted(name string) bool {
	low := strings.ToLower(name)
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || strings.HasSuffix(low, resultEnding) || strings.HasSuffix(low, reasonEnding) {
		return false
	}
	return slices.Contains(endings, filepath.Ext(low))
}

// resultName is the name of the predictions of a file; two files never share one.
func resultName(file string) string {
	if ext := filepath.Ext(file); ext == ".csv" {
		file = strings.TrimSuffix(file, ext)
	}
	return file + resultEnding
}

// sight is what is known of a file that waits.
type sight struct {
	stamp stamp
	since time.Time // since when it is as it is
	again time.Time // not to be tried before
}

// folder looks at a folder again and again and tells which files are written to their end.
type folder struct {
	path   string
	settle time.Duration // how long a file must stay as it is
	known  func(name string, s stamp) bool
	seen   map[string]*sight
	begun  time.Time // of the watch
}

// old is the age from which a file that was there before the watch began counts as written.
const old = time.Minute

// look returns the files that are ready, the oldest first, and whether others wait.
func (f *folder) look(now time.Time) (ready []string, waiting bool, err error) {
	list, err := os.ReadDir(f.path)
	if err != nil {
		return nil, false, err
	}
	there := map[string]*sight{}
	for _, e := range list {
		if !wanted(e.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(f.path, e.Name())) // Why: a link counts as what it leads to
		if err != nil || !info.Mode().IsRegular() {
			continue // gone in the meantime, or no file
		}
		s := stampOf(info)
		if f.known(e.Name(), s) {
			continue
		}
		v := f.seen[e.Name()]
		if v == nil || v.stamp != s {
			v = &sight{stamp: s, since: now}
			if f.begun.Sub(info.ModTime()) > old {
				v.since = info.ModTime()
			}
		}
		there[e.Name()] = v
		if now.Sub(v.since) >= f.settle && !now.Before(v.again) {
			ready = append(ready, e.Name())
		} else {
			waiting = true
		}
	}
	f.seen = there
	slices.SortStableFunc(ready, func(a, b string) int {
		return int(min(1, max(-1, there[a].stamp.modified-there[b].stamp.modified)))
	})
	return ready, waiting, nil
}

// stampNow is the present version of a file; false when it is not there.
func (f *folder) stampNow(name string) (stamp, fs.FileInfo, bool) {
	info, err := os.Stat(filepath.Join(f.path, name))
	if err != nil {
		return stamp{}, nil, false
	}
	return stampOf(info), info, true
}

// notices tells when something happens in a folder; the channel is nil where the system
// cannot say so, as with some network drives.
func notices(path string) (<-chan struct{}, func()) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, func() {}
	}
	if err := w.Add(path); err != nil {
		w.Close()
		return nil, func() {}
	}
	out := make(chan struct{}, 1)
	left := make(chan struct{})
	go func() {
		defer close(left)
		tell := func() {
			select {
			case out <- struct{}{}:
			default:
			}
		}
		for {
			select {
			case _, ok := <-w.Events:
				if !ok {
					return
				}
				tell()
			case _, ok := <-w.Errors:
				if !ok {
					return
				}
				tell() // Why: notices may have been lost; the folder itself tells
			}
		}
	}()
	return out, func() {
		w.Close()
		<-left
	}
}
