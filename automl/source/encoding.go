package source

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"winnow/automl"
)

// The encodings that a file can be in, as ReadOptions and ReadReport spell them.
const (
	utf8Name    = "utf-8"
	utf16LEName = "utf-16le"
	utf16BEName = "utf-16be"
	cp1252Name  = "windows-1252"
)

// boms are the marks with which a file can announce its encoding.
var boms = []struct {
	mark []byte
	name string
}{
	{[]byte("\xef\xbb\xbf"), utf8Name},
	{[]byte("\xff\xfe"), utf16LEName},
	{[]byte("\xfe\xff"), utf16BEName},
}

// strangers are the first bytes of files that are no text, and what to call them.
var strangers = []struct{ magic, name, hint string }{
	{"PK\x03\x04", "a zip archive or an Excel workbook", "Save the sheet as CSV and open that."},
	{"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV and open that."},
	{"PAR1", "a Parquet file", "Save the table as CSV and open that."},
	{"\x1f\x8b", "a gzip archive", "Unpack it first."},
	{"%PDF-", "a PDF document", "Save the table as CSV and open that."},
	{"SQLite format 3\x00", "a database", "Save the table as CSV and open that."},
}

// findEncoding tells the encoding of a file by its beginning. whole says that head is all
// of the file. Bytes that are not valid UTF-8 mean Windows-1252.
func findEncoding(head []byte, whole bool) (string, error) {
	for _, b := range boms {
		if bytes.HasPrefix(head, b.mark) {
			return b.name, nil
		}
	}
	for _, s := range strangers {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return "", automl.Errorf("read", automl.BadData, "The file is %s, not a table of text.", s.name).WithHint("%s", s.hint)
		}
	}
	if name := wideEncoding(head); name != "" {
		return name, nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return "", notText()
	}
	if !whole {
		head = wholeRunes(head)
	}
	if utf8.Valid(head) {
		return utf8Name, nil
	}
	return guessBytes(head), nil
}

func notText() error {
	return automl.Errorf("read", automl.BadData, "The file holds binary data, not a table of text.").
		WithHint("Save the table as CSV and open that.")
}

// wideEncoding recognises UTF-16 without a mark: in text of Western letters and digits
// every second byte is zero.
func wideEncoding(head []byte) string {
	var zeros [2]int
	n := min(len(head), 1<<16) &^ 1
	for i, b := range head[:n] {
		if b == 0 {
			zeros[i&1]++
		}
	}
	half := n / 2
	switch {
	case half == 0:
		return ""
	case zeros[1]*10 >= half*4 && zeros[0]*50 <= half:
		return utf16LEName
	case zeros[0]*10 >= half*4 && zeros[1]*50 <= half:
		return utf16BEName
	}
	return ""
}

// wholeRunes drops the beginning of a character that was cut off at the end of b.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		c := b[len(b)-i]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			return b
		}
	}
	return b
}

// guessBytes chooses between UTF-8 with damaged spots and Windows-1252 for text that is
// not valid UTF-8: damaged UTF-8 still has far more whole characters than odd bytes.
func guessBytes(b []byte) string {
	whole, odd := 0, 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			odd++
		} else if n > 1 {
			whole++
		}
		i += n
	}
	if whole > 10*odd {
		return utf8Name
	}
	return cp1252Name
}

// decoder turns a stream in the named encoding into UTF-8 without a mark; bytes that do
// not fit become U+FFFD. Plain says that r is known to be valid UTF-8.
func decoder(r io.Reader, name string) (io.Reader, error) {
	var e encoding.Encoding
	switch name {
	case utf8Name:
		e = unicode.UTF8BOM
	case utf16LEName:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case utf16BEName:
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case cp1252Name:
		e = charmap.Windows1252
	default:
		return nil, &automl.Error{
			Op: "read", Kind: automl.BadUsage,
			Msg:  fmt.Sprintf("The encoding %q is not known.", name),
			Hint: "Choose utf-8, utf-16le, utf-16be or windows-1252.",
		}
	}
	return transform.NewReader(r, e.NewDecoder()), nil
}
