package graph

import (
	"slices"
	"testing"
)

// TestTextMarks holds the counts of texts to what a person counts in them.
func TestTextMarks(t *testing.T) {
	for text, want := range map[string][]float64{
		"":                            {0, 0, 0, 0, 0, 0},
		"?!":                          {0, 0, 2, 0, 0, 2},
		"all is well":                 {0, 0, 0, 0, 0, 0},
		"Win A prize":                 {0, 0, 0, 0, 0, 0}, // one capital alone is no group
		"CALL 0712-345 NOW!":          {2, 7, 2, 2. / 4, 7. / 4, 2. / 4},
		"ABcDE":                       {2, 0, 0, 2, 0, 0},
		"\u00c9\u00c0 \u0663 e\u0301": {1, 1, 0, 1. / 3, 1. / 3, 0}, // letters, digits and marks of other scripts
		"A\xffB":                      {0, 0, 0, 0, 0, 0},           // no UTF-8: it counts for nothing, and parts
	} {
		p, err := NewPlan(Apply(&TextMarks{}, Apply(&Input{Text: true})), &Frame{Rows: 1, Cols: []FrameColumn{{Strs: []string{text}}}})
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float64, p.Width())
		p.Range(0, 1, got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
