package shell

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"winnow/app/pages"
	"winnow/app/words"
)

// maxRecent is how many files are remembered.
const maxRecent = 8

// Recent lists the files opened before, the latest first.
func (s *Shell) Recent() []pages.Recent {
	var list []pages.Recent
	for _, text := range s.prefs.StringList("recent") {
		var r pages.Recent
		if json.Unmarshal([]byte(text), &r) != nil || r.Path == "" {
			continue // written by another version
		}
		_, err := os.Stat(r.Path)
		r.Gone = err != nil
		list = append(list, r)
	}
	return list
}

// remember puts the present project first in the list of recent files.
func (s *Shell) remember() {
	d := s.state.Loaded()
	if d == nil {
		return
	}
	r := pages.Recent{Path: absolute(s.state.Path), When: time.Now(), Note: words.RecentNote(d.Rows, len(d.Fields))}
	if run := s.state.Run; run != nil && run.Ended() {
		if m := run.Row(run.Board.Recommended); m != nil && run.Plan != nil {
			name := run.Board.Metric
			if metric, ok := s.Catalog().Metric(name, run.Plan.Job.Task); ok {
				name = metric.Name
			}
			r.Note = words.RecentScore(r.Note, name, m.Score)
		}
	}
	s.put(r)
}

// absolute is a path that means the same from every folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// put puts a file first in the list of recent files.
func (s *Shell) put(r pages.Recent) {
	list := slices.DeleteFunc(s.Recent(), func(x pages.Recent) bool { return x.Path == r.Path })
	list = append([]pages.Recent{r}, list[:min(len(list), maxRecent-1)]...)
	texts := make([]string, 0, len(list))
	for _, x := range list {
		if b, err := json.Marshal(x); err == nil {
			texts = append(texts, string(b))
		}
	}
	s.prefs.SetStringList("recent", texts)
	s.menus()
}
