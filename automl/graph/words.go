package graph

import (
	"unicode"
	"unicode/utf8"
)

// Words cuts texts into lower-case words: runs of letters, digits, and the marks and
// apostrophes within them. In scripts that put no spaces between words (Chinese, Japanese
// kana, Thai, Lao, Khmer, Burmese) each letter is a word of its own. It keeps its memory from text to text.
type Words struct {
	text   []byte // words with one space between
	starts []int
	ends   []int
}

// Set cuts the text s. Bytes that are no UTF-8 end a word.
func (w *Words) Set(s string) {
	w.text, w.starts, w.ends = w.text[:0], w.starts[:0], w.ends[:0]
	open := false
	closeWord := func() {
		if open {
			w.ends = append(w.ends, len(w.text))
			open = false
		}
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		next := i + size
		switch {
		case r == utf8.RuneError && size == 1:
			closeWord()
		case Alone(r):
			closeWord()
			w.begin()
			w.text = utf8.AppendRune(w.text, r)
			open = true
			closeWord()
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !open {
				w.begin()
				open = true
			}
			w.text = utf8.AppendRune(w.text, unicode.ToLower(r))
		case open && unicode.IsMark(r):
			w.text = utf8.AppendRune(w.text, r)
		case open && (r == '\'' || r == '\u2019') && letterAt(s, next):
			w.text = append(w.text, '\'')
		default:
			closeWord()
		}
		i = next
	}
	closeWord()
}

func (w *Words) begin() {
	if len(w.text) > 0 {
		w.text = append(w.text, ' ')
	}
	w.starts = append(w.starts, len(w.text))
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r) && !Alone(r)
}

// Alone reports whether a letter is a word of its own.
func Alone(r rune) bool {
	return r >= 0x0e00 && unicode.IsLetter(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// Len is the number of words.
func (w *Words) Len() int { return len(w.ends) }

// Gram is the n words from word i on with a space between them, valid until the next Set.
// It panics when there are fewer.
func (w *Words) Gram(i, n int) []byte { return w.text[w.starts[i]:w.ends[i+n-1]] }

// Each calls f with the numbers of the words, and the pairs of neighbouring words, that have one.
func (w *Words) Each(number map[string]int32, f func(int32)) {
	for k := range w.Len() {
		for n := 1; n <= 2 && k+n <= w.Len(); n++ {
			if t, ok := number[string(w.Gram(k, n))]; ok {
				f(t)
			}
		}
	}
}
