package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// dialect is the outer form of a file: how it is cut into rows and cells.
type dialect struct {
	delim  byte // between cells; 0: the file has one column
	quote  byte // around cells; 0: none
	escape bool // a backslash before a quote makes it part of the text
	spaces bool // cells lie between runs of spaces and tabs
	header bool // the first row after skip names the columns
	skip   int  // rows before the header or the data that are no part of the table
	extra  bool // each row ends in a delimiter that closes an empty cell
}

// Verdicts of closing.
const (
	closed = iota
	unclosed
	unfinished // the data ends before it can be told
)

// closing finds the end of the quoted cell whose text begins at i. It returns the place of
// the closing quote and the place after the blanks that follow it. A quote inside that is
// neither doubled nor followed by the end of the cell is taken as itself while it stands on
// the line on which the cell began; on a later line it means that the cell was never
// closed. last says that data ends where the file does.
func (d *dialect) closing(data []byte, i int, last bool) (end, next, verdict int) {
	from := i
	for {
		j := bytes.IndexByte(data[i:], d.quote)
		if j < 0 {
			return 0, 0, d.atEnd(last, unclosed)
		}
		j += i
		if d.escape && escaped(data[from:j]) {
			i = j + 1
			continue
		}
		if j+1 == len(data) {
			return j, j + 1, d.atEnd(last, closed)
		}
		if data[j+1] == d.quote {
			i = j + 2
			continue
		}
		k := j + 1
		for k < len(data) && d.blank(data[k]) {
			k++
		}
		if k == len(data) {
			return j, k, d.atEnd(last, closed)
		}
		if c := data[k]; c == '\n' || c == '\r' || d.delim != 0 && c == d.delim || d.spaces && k > j+1 {
			return j, k, closed
		}
		if bytes.IndexByte(data[from:j], '\n') >= 0 {
			return 0, 0, unclosed
		}
		i = j + 1
	}
}

// escaped reports whether b ends in an odd number of backslashes.
func escaped(b []byte) bool {
	return (len(b)-len(bytes.TrimRight(b, "\\")))%2 == 1
}

func (d *dialect) atEnd(last bool, verdict int) int {
	if last {
		return verdict
	}
	return unfinished
}

// blank reports whether c is a space that may surround a cell.
func (d *dialect) blank(c byte) bool {
	return c == ' ' || c == '\t' && d.delim != '\t'
}

// scanner cuts text that begins at a row into rows and cells.
type scanner struct {
	dialect
	data    []byte
	pos     int
	stop    [256]bool // bytes that end a bare cell
	ends    uint64    // the delimiter eight times, or line ends where there is none
	cell    []byte    // the current cell, trimmed and unquoted; valid until the next one
	scratch []byte
	start   int    // where the current row begins
	line    int    // the line on which it begins, from 0
	lines   int    // line ends passed
	bad     string // why the current row cannot be taken
}

func newScanner(d dialect) *scanner {
	s := &scanner{dialect: d, ends: newlines}
	s.stop['\n'], s.stop['\r'] = true, true
	if d.delim != 0 {
		s.stop[d.delim] = true
		s.ends = uint64(d.delim) * ones
	}
	if d.spaces {
		s.stop[' '], s.stop['\t'] = true, true
	}
	return s
}

func (s *scanner) reset(data []byte) { s.data, s.pos, s.lines = data, 0, 0 }

// next goes to the next row, passing empty lines. It is false at the end. The row's cells
// must be read with field, to the last one.
func (s *scanner) next() bool {
	for s.pos < len(s.data) && (s.data[s.pos] == '\n' || s.data[s.pos] == '\r') {
		s.newline()
	}
	s.start, s.line, s.bad = s.pos, s.lines, ""
	return s.pos < len(s.data)
}

// newline passes the line end at pos.
func (s *scanner) newline() {
	if s.data[s.pos] == '\r' && s.pos+1 < len(s.data) && s.data[s.pos+1] == '\n' {
		s.pos++
	}
	s.pos++
	s.lines++
}

// field reads one cell and reports whether another follows in the row.
func (s *scanner) field() bool {
	d, i := s.data, s.pos
	for i < len(d) && s.blank(d[i]) {
		i++
	}
	if i < len(d) && d[i] == s.quote && s.quote != 0 {
		return s.quoted(i + 1)
	}
	from := i
	i = s.bareEnd(i)
	to := i
	for to > from && s.blank(d[to-1]) {
		to--
	}
	s.cell = d[from:to]
	return s.after(i)
}

// bareEnd is the place of the first byte from i on that ends a bare cell.
func (s *scanner) bareEnd(i int) int {
	d := s.data
	for !s.spaces && i >= 0 && i < len(d)-8 {
		x := binary.LittleEndian.Uint64(d[i : i+8])
		if m := zeros(x^s.ends) | zeros(x^newlines) | zeros(x^returns); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
		i += 8
	}
	for i < len(d) && !s.stop[d[i]] {
		i++
	}
	return i
}

// ones is a word of bytes that are all 1; times a byte it is that byte eight times.
const (
	ones     = 0x0101010101010101
	newlines = '\n' * ones
	returns  = '\r' * ones
)

// zeros has the high bit of the first zero byte of x set and nothing below it; there may be
// wrong bits above (Mycroft 1987).
func zeros(x uint64) uint64 { return (x - ones) &^ x & (0x80 * ones) }

// after stands at the byte that ended a cell and moves on.
func (s *scanner) after(i int) bool {
	if s.spaces {
		for i < len(s.data) && s.blank(s.data[i]) {
			i++
		}
	}
	s.pos = i
	if i == len(s.data) {
		return false
	}
	if c := s.data[i]; c == '\n' || c == '\r' {
		s.newline()
		return false
	}
	if !s.spaces {
		s.pos++
	}
	return true
}

// quoted reads the quoted cell whose text begins at i.
func (s *scanner) quoted(i int) bool {
	if end, doubled := s.skim(s.data, i); end > 0 {
		text := s.data[i:end]
		if doubled {
			text = s.unquote(text)
		}
		s.cell = trim(text)
		return s.after(end + 1)
	}
	end, next, verdict := s.closing(s.data, i, true)
	if verdict == unclosed {
		s.bad = "a quote is opened and never closed"
		for s.pos = i; s.pos < len(s.data) && s.data[s.pos] != '\n' && s.data[s.pos] != '\r'; s.pos++ {
		}
		if s.pos < len(s.data) {
			s.newline()
		}
		s.cell = nil
		return false
	}
	text := s.data[i:end]
	s.lines += lineEnds(text)
	if bytes.IndexByte(text, s.quote) >= 0 {
		text = s.unquote(text)
	}
	s.cell = trim(text)
	return s.after(next)
}

// skim finds the closing quote of the quoted cell that begins at i if the cell stays on its
// line, the only quotes in it are doubled, and its end follows at once; else end is 0.
func (d *dialect) skim(data []byte, i int) (end int, doubled bool) {
	quotes := uint64(d.quote) * ones
	for !d.escape && i >= 0 && i < len(data)-9 {
		x := binary.LittleEndian.Uint64(data[i : i+8])
		m := zeros(x^quotes) | zeros(x^newlines) | zeros(x^returns)
		if m == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(m) / 8
		if data[i] != d.quote {
			return 0, false
		}
		switch c := data[i+1]; {
		case c == d.quote:
			doubled = true
			i += 2
		case c == '\n' || c == '\r' || d.delim != 0 && c == d.delim:
			return i, doubled
		default:
			return 0, false
		}
	}
	return 0, false
}

// trim is bytes.TrimSpace, quick where there is nothing to trim.
func trim(b []byte) []byte {
	if n := len(b); n > 0 && b[0]-'!' < 0x5e && b[n-1]-'!' < 0x5e {
		return b
	}
	return bytes.TrimSpace(b)
}

// unquote takes the marks off the quotes inside a quoted cell.
func (s *scanner) unquote(text []byte) []byte {
	s.scratch = s.scratch[:0]
	for !s.escape {
		j := bytes.IndexByte(text, s.quote) + 1
		if j == 0 {
			s.scratch = append(s.scratch, text...)
			return s.scratch
		}
		s.scratch = append(s.scratch, text[:j]...)
		text = bytes.TrimPrefix(text[j:], []byte{s.quote})
	}
	for j := 0; j < len(text); j++ {
		if text[j] == '\\' && j+1 < len(text) && (text[j+1] == s.quote || text[j+1] == '\\') {
			j++
			s.scratch = append(s.scratch, text[j])
			continue
		}
		s.scratch = append(s.scratch, text[j])
		if text[j] == s.quote && j+1 < len(text) && text[j+1] == s.quote {
			j++
		}
	}
	return s.scratch
}

// lineEnds counts \n, \r\n and lone \r.
func lineEnds(b []byte) int {
	n := bytes.Count(b, []byte{'\n'})
	if bytes.IndexByte(b, '\r') >= 0 {
		n += bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n"))
	}
	return n
}
