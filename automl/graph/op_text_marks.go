package graph

import (
	"unicode"
	"unicode/utf8"
)

// TextMarks is how a text is written. Its first three columns are counts: of groups of two or
// more capitals in a row, of digits, and of signs, which are the characters that are neither
// letters nor digits, marks nor spaces. The other three are the same for each word, as Words
// cuts it; a text without words counts as one. Bytes that are no UTF-8 count for nothing.
type TextMarks struct{}

// textMarks is the number of counts of TextMarks.
const textMarks = 3

// ID is "text_marks".
func (*TextMarks) ID() string { return "text_marks" }

// Shape is six columns.
func (*TextMarks) Shape(in []Shape) (Shape, error) {
	return Shape{Width: 2 * textMarks}, oneText(in)
}

// Fields declares no state.
func (*TextMarks) Fields(*Fields) {}

// Eval counts in every text.
func (o *TextMarks) Eval(s *Scratch, in []Block, out Block) {
	w := Keep(s, o, func() *Words { return &Words{} })
	for i, text := range in[0].Strs[0] {
		w.Set(text)
		words := float64(max(1, w.Len()))
		for k, n := range marksOf(text) {
			out.Nums[k][i] = float64(n)
			out.Nums[textMarks+k][i] = float64(n) / words
		}
	}
}

func marksOf(text string) (n [textMarks]int) {
	capitals := 0 // in a row
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				capitals = 0
				continue
			}
		}
		if !unicode.IsUpper(r) {
			capitals = 0
		} else if capitals++; capitals == 2 {
			n[0]++
		}
		if unicode.IsDigit(r) {
			n[1]++
		}
		if Sign(r) {
			n[2]++
		}
	}
	return n
}

// Sign reports whether a character is neither a letter nor a digit, mark or space.
func Sign(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !unicode.IsSpace(r)
}
