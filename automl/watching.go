package automl

import (
	"context"
	"time"
)

// Watching predicts files as they come.
type Watching interface {
	// Watch predicts the files in a folder, and those that come into it later, one after the
	// other until req.Stop closes or ctx ends. A file that cannot be predicted is put into
	// quarantine and is no error of Watch. When req.Stop closes, the file under way is
	// finished; when ctx ends, it is left for the next time and nothing of it is written.
	Watch(ctx context.Context, req WatchRequest) (*WatchSummary, error)
}

// WatchRequest names a model, the folder to watch and where the predictions go.
type WatchRequest struct {
	Model  string `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run    string `json:"run,omitempty"`   // a run of this service
	Row    string `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	Folder string `json:"folder"`
	Out    string `json:"out,omitempty"` // folder for the predictions; empty: beside the files
	// Once ends the watch when every file that is there has been dealt with.
	Once bool `json:"once,omitempty"`
	// Keep, Rename, NoMapping, Threshold, Interval and Plain are as in PredictRequest.
	Keep      bool              `json:"keep,omitempty"`
	Rename    map[string]string `json:"rename,omitempty"`
	Threshold float64           `json:"threshold,omitempty"`
	Interval  float64           `json:"interval,omitempty"`
	NoMapping bool              `json:"no_mapping,omitempty"`
	Plain     bool              `json:"plain,omitempty"`
	// Observe is told what happens, in order, one event at a time; it must return soon.
	Observe func(WatchEvent) `json:"-"`
	// Stop ends the watch when it closes.
	Stop <-chan struct{} `json:"-"`
}

// WatchState says what became of a file.
type WatchState string

// What can become of a file.
const (
	WatchBegun       WatchState = "predicting"
	WatchDone        WatchState = "done"
	WatchQuarantined WatchState = "quarantined" // it cannot be predicted as it is, and was moved away
	WatchDeferred    WatchState = "deferred"    // it cannot be dealt with now and is tried again
	// WatchIdle comes without a file, when all that is there has been dealt with.
	WatchIdle WatchState = "waiting"
)

// WatchEvent is something that happened in a watched folder.
type WatchEvent struct {
	At    time.Time  `json:"at"`
	State WatchState `json:"state"`
	File  string     `json:"file,omitempty"` // its name in the folder
	Rows  int        `json:"rows,omitempty"` // predicted
	// Outside are the rows unlike those of training.
	Outside int    `json:"outside,omitempty"`
	Out     string `json:"out,omitempty"`  // path of the predictions, or of the file in quarantine
	Text    string `json:"text,omitempty"` // one sentence: why a file was not predicted
	Hint    string `json:"hint,omitempty"` // what to do about it
}

// WatchSummary counts what came of a watch.
type WatchSummary struct {
	Done        int `json:"done"`
	Quarantined int `json:"quarantined"`
	Rows        int `json:"rows"`  // predicted
	Known       int `json:"known"` // files that were dealt with in an earlier watch
}
