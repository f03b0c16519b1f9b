package shell

import (
	"os"
	"reflect"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/widgets/toast"
)

// diaryPause is how long after the last decision it is written down.
const diaryPause = 3 * time.Second

// diary keeps the decisions made for the latest files, so that a start can go on where the
// last one ended. Writing is safe for concurrent use.
type diary struct {
	prefs fyne.Preferences
	after func(time.Duration, func()) (stop func())
	mu    sync.Mutex
	next  *flow.Memo // not written yet
	stop  func()
}

func newDiary(prefs fyne.Preferences) *diary {
	return &diary{prefs: prefs, after: func(d time.Duration, f func()) func() {
		t := time.AfterFunc(d, f)
		return func() { t.Stop() }
	}}
}

// note takes a memo down, to be written when nothing has changed for a while.
func (d *diary) note(m flow.Memo) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		d.stop()
	}
	d.next = &m
	d.stop = d.after(diaryPause, d.flush)
}

// flush writes what was noted.
func (d *diary) flush() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.next == nil {
		return
	}
	m := *d.next
	d.next = nil
	text, err := m.Encode()
	if err != nil {
		return // Why: names that JSON cannot hold do not come from files
	}
	list := []string{text}
	for _, old := range d.prefs.StringList("decisions") {
		if o, ok := flow.DecodeMemo(old); ok && o.Path != m.Path && len(list) < maxRecent {
			list = append(list, old)
		}
	}
	d.prefs.SetStringList("decisions", list)
}

// find returns the decisions made for a file, if they are more than the file itself says.
func (d *diary) find(path string) (flow.Memo, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.next != nil && d.next.Path == path {
		return *d.next, d.next.Decided()
	}
	for _, text := range d.prefs.StringList("decisions") {
		if m, ok := flow.DecodeMemo(text); ok && m.Path == path {
			return m, m.Decided()
		}
	}
	return flow.Memo{}, false
}

// latest is the latest file with decisions that is still there.
func (d *diary) latest() (flow.Memo, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, text := range d.prefs.StringList("decisions") {
		m, ok := flow.DecodeMemo(text)
		if !ok || !m.Decided() {
			continue
		}
		if _, err := os.Stat(m.Path); err == nil {
			return m, true
		}
	}
	return flow.Memo{}, false
}

// noteChange takes down what the person just decided.
func (s *Shell) noteChange(before *flow.State) {
	if s.state.Path == "" || before.Path != s.state.Path || reflect.DeepEqual(before.Choices, s.state.Choices) {
		return
	}
	m := s.state.Memo()
	m.Path = absolute(m.Path)
	s.diary.note(m)
}

// restore opens a file with the decisions made for it, if there are any.
func (s *Shell) restore(path string) bool {
	m, ok := s.diary.find(absolute(path))
	if !ok {
		return false
	}
	s.Do(flow.OpenFile{Path: path, Choices: &m.Choices})
	s.toasts.Post(toast.Message{Text: words.Restored, Action: words.StartAfresh, Do: func() { s.Do(flow.OpenFile{Path: path}) }})
	return true
}

// Continue is the file that was worked on last, with what was to be predicted; empty when
// there is none.
func (s *Shell) Continue() (path, target string) {
	m, ok := s.diary.latest()
	if !ok {
		return "", ""
	}
	return m.Path, m.Choices.Target
}
