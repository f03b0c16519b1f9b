package flow

import (
	"encoding/json"
)

// memoVersion is raised when an older memo can no longer be read.
const memoVersion = 1

// Memo is what is kept of a project between two starts: the file and the decisions.
type Memo struct {
	Version int
	Path    string
	Choices Choices
}

// Memo is the memo of the present project.
func (s *State) Memo() Memo {
	c := s.Choices
	c.Marks = nil // they are about a run, and runs do not last
	return Memo{memoVersion, s.Path, c}
}

// Encode spells a memo as JSON.
func (m Memo) Encode() (string, error) {
	m.Choices.Read.Progress = nil
	b, err := json.Marshal(m)
	return string(b), err
}

// DecodeMemo reads a memo; ok is false when there is none that this version understands.
func DecodeMemo(text string) (m Memo, ok bool) {
	if json.Unmarshal([]byte(text), &m) != nil || m.Version != memoVersion || m.Path == "" {
		return Memo{}, false
	}
	if e := m.Choices.Effort; e < Quick || e > Custom {
		m.Choices.Effort = Quick
	}
	return m, true
}

// Decided reports whether the memo holds anything that a fresh look at the file would not.
func (m Memo) Decided() bool {
	c := m.Choices
	return c.Target != "" || len(c.Drop) > 0 || len(c.Read.Fields) > 0 || c.Read.Delimiter+c.Read.Encoding+c.Read.Decimal+c.Read.Header != ""
}
