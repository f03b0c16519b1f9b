package fake

import (
	"context"
	"path/filepath"
	"time"

	"winnow/automl"
)

// Watch tells of two files, one of which cannot be predicted, and waits for the end.
func (s *Service) Watch(ctx context.Context, req automl.WatchRequest) (*automl.WatchSummary, error) {
	s.mu.Lock()
	s.Watched = append(s.Watched, req)
	s.mu.Unlock()
	out := req.Out
	if out == "" {
		out = req.Folder
	}
	at := time.Date(2026, 3, 17, 9, 30, 0, 0, time.UTC)
	if req.Observe != nil {
		for _, e := range []automl.WatchEvent{
			{State: automl.WatchBegun, File: "march.csv"},
			{State: automl.WatchDone, File: "march.csv", Rows: 1480, Outside: 12, Out: filepath.Join(out, "march.predictions.csv")},
			{State: automl.WatchBegun, File: "notes.txt"},
			{State: automl.WatchQuarantined, File: "notes.txt", Out: filepath.Join(req.Folder, "quarantine", "notes.txt"), Text: "The file has none of the 11 columns that the model needs."},
			{State: automl.WatchIdle},
		} {
			e.At = at
			req.Observe(e)
		}
	}
	sum := &automl.WatchSummary{Done: 1, Quarantined: 1, Rows: 1480}
	if req.Once {
		return sum, ctx.Err()
	}
	select {
	case <-req.Stop:
		return sum, nil
	case <-ctx.Done():
		return sum, ctx.Err()
	}
}
