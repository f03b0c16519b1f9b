package graph

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTexts takes lists of texts to a file and back.
func TestTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "texts")
		n := rapid.SampledFrom([]int{1, manyTexts - 1, manyTexts, manyTexts + 3}).Draw(t, "many")
		o := &DateParts{}
		for i := range n {
			o.Parts = append(o.Parts, few[i%len(few)])
		}
		arrays := Arrays{}
		attrs, err := PackFields(o, "x.", arrays)
		if err != nil {
			t.Fatal(err)
		}
		if _, plain := attrs["parts"]; plain != (n < manyTexts) || plain == (len(arrays) == 2) {
			t.Fatalf("%d texts: %d attributes and %d arrays", n, len(attrs), len(arrays))
		}
		var back DateParts
		if err := LoadOnly(&back, "x.", attrs, arrays); err != nil || !slices.Equal(back.Parts, o.Parts) {
			t.Fatalf("%q came back as %q: %v", o.Parts, back.Parts, err)
		}
		// Files of format 4 have lists of any length in JSON.
		if attrs, err = SaveFields(o, "x.", arrays); err != nil {
			t.Fatal(err)
		}
		var old DateParts
		if err := LoadOnly(&old, "x.", attrs, Arrays{}); err != nil || !slices.Equal(old.Parts, o.Parts) {
			t.Fatalf("%q came back from JSON as %q: %v", o.Parts, old.Parts, err)
		}
	})
}

// TestTextsNotUTF8 keeps a list in JSON where arrays would keep what is no text.
func TestTextsNotUTF8(t *testing.T) {
	texts := slices.Repeat([]string{"a"}, manyTexts)
	if !packTexts(texts) {
		t.Error("many texts are kept in JSON")
	}
	texts[3] = "\xff"
	if packTexts(texts) {
		t.Error("a text that is no UTF-8 is kept in arrays")
	}
}

// TestSplitTextsRefuses holds what no list of texts gives to be refused.
func TestSplitTextsRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		raw     string
		lengths []int32
		cause   string
	}{
		"no UTF-8":       {"a\xff", []int32{1, 1}, "UTF-8"},
		"too long":       {"abc", []int32{2, 2}, "text 1 has 2 bytes"},
		"below nothing":  {"abc", []int32{4, -1}, "text 0 has 4 bytes"},
		"negative":       {"abc", []int32{3, -1}, "text 1 has -1 bytes"},
		"within a sign":  {"é", []int32{1, 1}, "text 0 has 1 bytes"},
		"something left": {"abc", []int32{1, 1}, "1 bytes belong to no text"},
	} {
		if _, err := splitTexts([]uint8(c.raw), c.lengths); err == nil || !strings.Contains(err.Error(), c.cause) {
			t.Errorf("%s: %v, want %q", name, err, c.cause)
		}
	}
}
