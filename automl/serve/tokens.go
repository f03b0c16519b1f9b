package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"unicode/utf8"
)

// token is a piece of JSON: a mark, the beginning of a literal, or 0 at the end.
type token struct {
	kind byte   // { } [ ] " t f n, and 0 for numbers, of which raw is the digits
	raw  []byte // of a string between its quotes, of a number as it is
}

// The kinds of tokens that are no mark of JSON.
const (
	tokenEnd    = 0
	tokenNumber = '0'
	tokenText   = '"'
	tokenTrue   = 't'
	tokenFalse  = 'f'
	tokenNull   = 'n'
)

// opens reports whether a list or an object begins.
func (t token) opens() bool { return t.kind == '[' || t.kind == '{' }

// text is the string that the token spells.
func (t token) text() string {
	if bytes.IndexByte(t.raw, '\\') < 0 && utf8.Valid(t.raw) {
		return string(t.raw)
	}
	quoted := make([]byte, 0, len(t.raw)+2)
	quoted = append(append(append(quoted, '"'), t.raw...), '"')
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return string(t.raw)
	}
	return s
}

// number is the number that the token spells; false when it is beyond those there are.
func (t token) number() (float64, bool) {
	v, err := strconv.ParseFloat(string(t.raw), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// tokens reads JSON that is known to be sound, so that commas and colons say nothing.
type tokens struct {
	raw []byte
	at  int
}

// sound says what is wrong with a text that should be one value of JSON; nil when it is.
func sound(raw []byte) error {
	if json.Valid(raw) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	var any json.RawMessage
	if err := d.Decode(&any); err != nil {
		return notJSON(err)
	}
	return refuse(http.StatusBadRequest, "The body goes on after its JSON value.")
}

func (s *tokens) next() token {
	for ; s.at < len(s.raw); s.at++ {
		switch c := s.raw[s.at]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
		case '{', '}', '[', ']':
			s.at++
			return token{kind: c}
		case '"':
			return s.quoted()
		case 't', 'n':
			s.at += len("true")
			return token{kind: c}
		case 'f':
			s.at += len("false")
			return token{kind: c}
		default:
			return s.digits()
		}
	}
	return token{}
}

func (s *tokens) quoted() token {
	s.at++
	from := s.at
	for s.at < len(s.raw) && s.raw[s.at] != '"' {
		if s.raw[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	to := min(s.at, len(s.raw))
	s.at = to + 1
	return token{tokenText, s.raw[from:to]}
}

func (s *tokens) digits() token {
	from := s.at
	for s.at++; s.at < len(s.raw); s.at++ {
		if c := s.raw[s.at]; (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			break
		}
	}
	return token{tokenNumber, s.raw[from:s.at]}
}

// skip passes over the rest of the value that a token began.
func (s *tokens) skip(t token) {
	for depth := 0; ; t = s.next() {
		switch t.kind {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case tokenEnd:
			return
		}
		if depth <= 0 {
			return
		}
	}
}

// notJSON tells of a text that cannot be read.
func notJSON(err error) error {
	s, ok := err.(*json.SyntaxError)
	switch {
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return refuse(http.StatusBadRequest, "The body is not JSON: it ends too early.")
	case ok:
		return refuse(http.StatusBadRequest, "The body is not JSON: %v (byte %d).", s, s.Offset)
	}
	return refuse(http.StatusBadRequest, "The body is not JSON: %v.", err)
}
