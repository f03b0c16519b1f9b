package source

import "strings"

// missingWords are the spellings of a missing value that are known without being told.
var missingWords = []string{
	"NA", "N/A", "n/a", "N/a", "NaN", "nan", "NAN", "null", "NULL", "Null",
	"none", "None", "NONE", "?", "-", "#N/A", "<NA>",
}

// missing tells missing cells from values.
type missing struct {
	words   map[string]bool
	longest int
	numeric bool // one of the words reads as a number, such as -999
}

// newMissing takes the given spellings, or the known ones when there are none.
func newMissing(words []string) *missing {
	if len(words) == 0 {
		words = missingWords
	}
	m := &missing{words: make(map[string]bool, len(words))}
	for _, w := range words {
		w = strings.TrimSpace(w)
		m.words[w] = true
		m.longest = max(m.longest, len(w))
		if _, r := plain([]byte(w)); r != notNumber {
			m.numeric = true
		}
	}
	return m
}

// is reports whether a trimmed cell is missing.
func (m *missing) is(b []byte) bool {
	return len(b) == 0 || len(b) <= m.longest && m.words[string(b)]
}
