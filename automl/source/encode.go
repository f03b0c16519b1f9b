package source

import (
	"bytes"
	"io"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"winnow/automl"
)

// Marked reports whether the file begins with the mark of UTF-8, which some spreadsheets want.
// It is false for a file that cannot be read.
func Marked(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 3)
	_, err = io.ReadFull(f, head)
	return err == nil && bytes.Equal(head, boms[0].mark)
}

// Encoder writes UTF-8 text to w in the named encoding; empty means UTF-8. Letters that the
// encoding does not have become question marks. Mark begins UTF-8 with its mark; UTF-16 always
// has one. Close ends the text but does not close w.
func Encoder(w io.Writer, name string, mark bool) (io.WriteCloser, error) {
	var e encoding.Encoding
	switch name {
	case "", utf8Name:
		if mark {
			if _, err := w.Write(boms[0].mark); err != nil {
				return nil, err
			}
		}
		return transform.NewWriter(w, transform.Nop), nil
	case utf16LEName:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case utf16BEName:
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case cp1252Name:
		return &western{w: w}, nil
	default:
		return nil, automl.Errorf("write", automl.BadUsage, "The encoding %q is not known.", name).
			WithHint("Choose utf-8, utf-16le, utf-16be or windows-1252.")
	}
	return transform.NewWriter(w, e.NewEncoder()), nil
}

// western writes Windows-1252.
type western struct {
	w    io.Writer
	rest []byte // the beginning of a letter
	out  []byte
}

func (w *western) Write(p []byte) (int, error) {
	text := append(w.rest, p...)
	whole := wholeRunes(text)
	w.out = w.out[:0]
	for _, r := range string(whole) {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			b = '?'
		}
		w.out = append(w.out, b)
	}
	w.rest = append([]byte(nil), text[len(whole):]...)
	if _, err := w.w.Write(w.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (w *western) Close() error { return nil }
