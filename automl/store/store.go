// Package store keeps runs on disk, so that nothing that was finished is ever lost: the
// job, every event, and the predictions of every finished fold.
//
// A run is a folder:
//
//	run.json       what the run is: its key, job and plan
//	events.jsonl   one event a line, in order
//	folds/         one file per finished fold, <candidate>-<fold>.fold
//
// A file is written beside its place, synced and renamed, so that it is there whole or not
// at all; a last line of events.jsonl that was cut off is ignored.
package store

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"winnow/automl"
)

// Header says what a run is. Two runs with equal keys do the same work, so that one can go
// on where the other was cut off.
type Header struct {
	Key  string      `json:"key"`
	Plan automl.Plan `json:"plan"`
}

// Fold is the result of one fold of one candidate.
type Fold struct {
	Candidate string  `json:"candidate"` // key of the candidate
	Fold      int     `json:"fold"`      // from 0
	FitSec    float64 `json:"fit_seconds"`
	PredictMs float64 `json:"predict_ms"` // per 1,000 rows
	Bytes     int64   `json:"bytes"`      // of the fitted pipeline
	// Found are knobs that the fit found out for the trial's other folds.
	Found  automl.Settings `json:"found,omitempty"`
	Values []float64       `json:"-"` // predictions for the fold's valid rows, row by row
}

// Run is one run's folder. It may be used from several goroutines.
type Run struct {
	dir    string
	mu     sync.Mutex
	events *os.File
}

// Create makes the folder of a new run; it must not hold one already.
func Create(dir string, h Header) (*Run, error) {
	if _, err := os.Stat(filepath.Join(dir, "run.json")); err == nil {
		return nil, automl.Errorf("store", automl.BadUsage, "The folder %s holds a run already.", dir)
	}
	if err := os.MkdirAll(filepath.Join(dir, "folds"), 0o755); err != nil {
		return nil, cannot("make the folder of the run", err)
	}
	raw, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := WriteFile(filepath.Join(dir, "run.json"), raw); err != nil {
		return nil, cannot("write the run's description", err)
	}
	return open(dir)
}

// Open opens the folder of an earlier run.
func Open(dir string) (*Run, Header, error) {
	var h Header
	raw, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, h, automl.Errorf("store", automl.NotFound, "There is no run in %s.", dir)
	}
	if err != nil {
		return nil, h, cannot("read the run", err)
	}
	if err := json.Unmarshal(raw, &h); err != nil {
		return nil, h, cannot("understand the run's description", err)
	}
	r, err := open(dir)
	return r, h, err
}

func open(dir string) (*Run, error) {
	f, err := os.OpenFile(filepath.Join(dir, "events.jsonl"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, cannot("write the run's events", err)
	}
	return &Run{dir: dir, events: f}, nil
}

func cannot(what string, err error) error {
	return &automl.Error{Op: "store", Kind: automl.NoResource, Msg: "Winnow cannot " + what + ".",
		Hint: "Check that the disk has room and that the folder may be written to.", Err: err}
}

// Dir is the run's folder.
func (r *Run) Dir() string { return r.dir }

// Close closes the event log.
func (r *Run) Close() error { return r.events.Close() }

// Event appends an event to the log.
func (r *Run) Event(e automl.Event) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.events.Write(append(raw, '\n')); err != nil {
		return cannot("write the run's events", err)
	}
	return nil
}

// Events reads the log back.
func (r *Run) Events() ([]automl.Event, error) {
	raw, err := os.ReadFile(filepath.Join(r.dir, "events.jsonl"))
	if err != nil {
		return nil, cannot("read the run's events", err)
	}
	var out []automl.Event
	sc := bufio.NewScanner(bytes.NewReader(raw))
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var e automl.Event
		if json.Unmarshal(sc.Bytes(), &e) == nil {
			out = append(out, e)
		}
	}
	return out, sc.Err()
}

// SaveFold writes a fold's result; when it returns nil the result is on disk.
func (r *Run) SaveFold(f Fold) error {
	head, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	buf := make([]byte, 0, len(head)+1+8*len(f.Values))
	buf = append(append(buf, head...), '\n')
	for _, v := range f.Values {
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
	}
	name := fmt.Sprintf("%s-%d.fold", f.Candidate, f.Fold)
	if err := WriteFile(filepath.Join(r.dir, "folds", name), buf); err != nil {
		return cannot("save a fold's result", err)
	}
	return nil
}

// Folds reads every saved fold. Files that are damaged are left out: their work is done
// again.
func (r *Run) Folds() ([]Fold, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, "folds"))
	if err != nil {
		return nil, cannot("read the saved folds", err)
	}
	var out []Fold
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".fold") {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(r.dir, "folds", e.Name()))
		if err != nil {
			continue
		}
		if f, ok := parseFold(raw); ok {
			out = append(out, f)
		}
	}
	return out, nil
}

func parseFold(raw []byte) (Fold, bool) {
	var f Fold
	head, body, ok := bytes.Cut(raw, []byte{'\n'})
	if !ok || len(body)%8 != 0 || json.Unmarshal(head, &f) != nil {
		return f, false
	}
	f.Values = make([]float64, len(body)/8)
	for i := range f.Values {
		f.Values[i] = math.Float64frombits(binary.LittleEndian.Uint64(body[8*i:]))
	}
	return f, true
}

// WriteFile writes a file whole or not at all: beside its place, synced, then renamed.
func WriteFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
