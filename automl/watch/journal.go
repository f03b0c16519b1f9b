package watch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"winnow/automl"
)

// journalName is the file, in the folder of the predictions, that remembers which files
// were dealt with: one JSON object a line.
const journalName = ".winnow-watched.jsonl"

// entry is one line of the journal.
type entry struct {
	File     string    `json:"file"` // its name; where the predictions go elsewhere, its path
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Rows     int       `json:"rows,omitempty"`
	// Refused says why the file could not be predicted.
	Refused string    `json:"refused,omitempty"`
	At      time.Time `json:"at"`
}

// stamp tells versions of a file apart.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime().UnixNano()} }

// journal remembers the files that were dealt with, across restarts.
type journal struct {
	path string
	done map[string]stamp
	torn bool // the last line was not written to its end
}

func openJournal(folder string) (*journal, error) {
	j := &journal{path: filepath.Join(folder, journalName), done: map[string]stamp{}}
	raw, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		e := automl.Errorf("watch", automl.NoResource, "The list of the files that are done, %s, cannot be read.", j.path)
		e.Err = err
		return nil, e.WithHint("Without it files would be predicted twice; remove it if that does not matter.")
	}
	j.torn = len(raw) > 0 && raw[len(raw)-1] != '\n'
	lines := bufio.NewReader(bytes.NewReader(raw))
	for {
		line, err := lines.ReadBytes('\n')
		var e entry
		// Why: a line that a crash left half written is of a file that is done again.
		if json.Unmarshal(line, &e) == nil && e.File != "" {
			j.done[e.File] = stamp{e.Size, e.Modified.UnixNano()}
		}
		if errors.Is(err, io.EOF) {
			return j, nil
		}
	}
}

// knows reports whether this version of a file was dealt with.
func (j *journal) knows(file string, s stamp) bool {
	known, ok := j.done[file]
	return ok && known == s
}

// add writes a line and waits until it is on disk.
func (j *journal) add(e entry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if j.torn {
		raw = append([]byte{'\n'}, raw...)
	}
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = f.Write(append(raw, '\n'))
		j.torn = err != nil
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		failed := automl.Errorf("watch", automl.NoResource, "The list of the files that are done, %s, cannot be written.", j.path)
		failed.Err = err
		return failed.WithHint("%s.", err)
	}
	j.done[e.File] = stamp{e.Size, e.Modified.UnixNano()}
	return nil
}
