// Package watch predicts the files that come into a folder: each when it is written to its
// end, once, and with its predictions under their final name only when they are whole. A
// file that cannot be predicted is moved into a subfolder with the reason beside it.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"winnow/automl"
	"winnow/automl/predict"
)

const (
	// settled is how long a file must keep its size and time to count as written.
	settled = 2 * time.Second
	// retried is how long a file waits that could not be dealt with for lack of room.
	retried = 30 * time.Second
	// idle is how often the folder is looked at where the system says when something
	// happens in it, and blind where it does not.
	idle  = 15 * time.Second
	blind = 2 * time.Second
)

// watcher is a watch under way.
type watcher struct {
	model   *automl.Model
	req     automl.WatchRequest
	folder  *folder
	journal *journal
	sum     *automl.WatchSummary
	now     func() time.Time
	looked  bool // at the folder, at least once
	lost    bool // the folder could not be read the last time
}

// Run watches as automl.Watching says.
func Run(ctx context.Context, m *automl.Model, req automl.WatchRequest) (*automl.WatchSummary, error) {
	return run(ctx, m, req, settled)
}

func run(ctx context.Context, m *automl.Model, req automl.WatchRequest, settle time.Duration) (*automl.WatchSummary, error) {
	w, err := begin(m, req, settle)
	if err != nil {
		return nil, err
	}
	woken, end := notices(w.folder.path)
	defer end()
	for told := false; ; {
		busy, waiting, err := w.round(ctx)
		if err != nil || w.stopped() {
			return w.sum, err
		}
		if busy {
			told = false
			continue
		}
		if !waiting && !told {
			w.tell(automl.WatchEvent{State: automl.WatchIdle})
			told = true
		}
		if req.Once && !waiting {
			return w.sum, nil
		}
		pause := idle
		wake := woken
		switch {
		case waiting:
			// Why: a large file that is being written wakes without end
			pause, wake = max(settle/4, time.Millisecond), nil
		case woken == nil || w.lost:
			pause = blind
		}
		timer := time.NewTimer(pause)
		select {
		case <-wake:
		case <-timer.C:
		case <-req.Stop:
		case <-ctx.Done():
			timer.Stop()
			return w.sum, ctx.Err()
		}
		timer.Stop()
	}
}

func begin(m *automl.Model, req automl.WatchRequest, settle time.Duration) (*watcher, error) {
	if err := predict.Check(m, predictRequest(req)); err != nil {
		return nil, err
	}
	path, err := existing(req.Folder, "There is no folder %s to watch.")
	if err != nil {
		return nil, err
	}
	out := path
	if req.Out != "" {
		if out, err = existing(req.Out, "There is no folder %s for the predictions."); err != nil {
			return nil, err
		}
	}
	w := &watcher{model: m, req: req, sum: &automl.WatchSummary{}, now: time.Now}
	w.req.Folder, w.req.Out = path, out
	if w.journal, err = openJournal(out); err != nil {
		return nil, err
	}
	w.folder = &folder{path: path, settle: settle, seen: map[string]*sight{}, begun: w.now(), known: func(name string, s stamp) bool {
		known := w.journal.knows(w.key(name), s)
		if known && !w.looked {
			w.sum.Known++
		}
		return known
	}}
	return w, nil
}

// existing is the full path of a folder that is there.
func existing(path, say string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return "", automl.Errorf("watch", automl.NotFound, say, path).WithHint("Make it, or name another one.")
	}
	return filepath.Abs(path)
}

func predictRequest(req automl.WatchRequest) automl.PredictRequest {
	return automl.PredictRequest{Keep: req.Keep, Rename: req.Rename, NoMapping: req.NoMapping, Threshold: req.Threshold, Interval: req.Interval, Plain: req.Plain}
}

// key is the name of a file in the journal.
func (w *watcher) key(name string) string {
	if w.req.Out == w.req.Folder {
		return name
	}
	return filepath.Join(w.req.Folder, name)
}

func (w *watcher) stopped() bool {
	select {
	case <-w.req.Stop:
		return true
	default:
		return false
	}
}

func (w *watcher) tell(e automl.WatchEvent) {
	if e.At = w.now(); w.req.Observe != nil {
		w.req.Observe(e)
	}
}

// round deals with the files that are ready. Busy says that there were some.
func (w *watcher) round(ctx context.Context) (busy, waiting bool, err error) {
	ready, waiting, err := w.folder.look(w.now())
	if err != nil {
		if !w.lost {
			w.tell(automl.WatchEvent{State: automl.WatchDeferred, Text: fmt.Sprintf("The folder %s cannot be read; it is tried again.", w.req.Folder)})
		}
		w.lost = true
		return false, true, nil
	}
	w.looked, w.lost = true, false
	for _, name := range ready {
		if w.stopped() {
			return true, waiting, nil
		}
		if err := ctx.Err(); err != nil {
			return true, waiting, err
		}
		if err := w.file(ctx, name); err != nil {
			return true, waiting, err
		}
	}
	return len(ready) > 0, waiting, nil
}

// file predicts one file and remembers it. Its error ends the watch.
func (w *watcher) file(ctx context.Context, name string) error {
	before, info, there := w.folder.stampNow(name)
	if !there {
		return nil // it was taken away again
	}
	if err := openable(filepath.Join(w.req.Folder, name)); err != nil {
		w.later(name, err)
		return nil
	}
	w.tell(automl.WatchEvent{State: automl.WatchBegun, File: name})
	req := predictRequest(w.req)
	req.Data = filepath.Join(w.req.Folder, name)
	req.Out = filepath.Join(w.req.Out, resultName(name))
	sum, err := predict.Run(ctx, w.model, nil, req)
	if err == nil && sum.Rows == 0 {
		os.Remove(req.Out)
		err = automl.Errorf("watch", automl.BadData, "The file holds no row that can be predicted.")
	}
	if after, _, there := w.folder.stampNow(name); !there || after != before {
		return nil // it was changed or taken away while it was read: look again
	}
	line := entry{File: w.key(name), Size: info.Size(), Modified: info.ModTime(), At: w.now()}
	switch kind := automl.KindOf(err); {
	case err == nil:
		line.Rows = sum.Rows
		if err := w.journal.add(line); err != nil {
			return err
		}
		w.sum.Done++
		w.sum.Rows += sum.Rows
		w.tell(automl.WatchEvent{State: automl.WatchDone, File: name, Rows: sum.Rows, Outside: sum.Outside, Out: req.Out})
		return nil
	case kind == automl.Stopped:
		return err
	case kind == automl.NoResource || kind == automl.NotFound:
		w.later(name, err)
		return nil
	}
	return w.refuse(name, line, err)
}

// openable tells whether a file can be opened: some systems lock one that is being written.
func openable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return automl.Errorf("watch", automl.NoResource, "The file cannot be opened: %w.", err)
	}
	return f.Close()
}

// later puts a file off.
func (w *watcher) later(name string, err error) {
	if s := w.folder.seen[name]; s != nil {
		s.again = w.now().Add(retried)
	}
	text, hint := said(err)
	w.tell(automl.WatchEvent{State: automl.WatchDeferred, File: name, Text: text, Hint: hint})
}

// said is what an error says, and what to do about it.
func said(err error) (text, hint string) {
	var e *automl.Error
	if errors.As(err, &e) && e.Kind != automl.Internal {
		return e.Msg, e.Hint
	}
	return fmt.Sprintf("Something went wrong that should not have: %v.", err), ""
}
