// Package jsonrow reads rows from JSON into a batch and spells the answers to them in JSON, for
// servers and for streams of records.
package jsonrow

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// Token is a piece of JSON: a mark, the beginning of a literal, or 0 at the end.
type Token struct {
	Kind byte   // { } [ ] " t f n, and 0 for numbers, of which raw is the digits
	Raw  []byte // of a string between its quotes, of a number as it is
}

// The kinds of tokens that are no mark of JSON.
const (
	End    = 0
	Number = '0'
	Text   = '"'
	True   = 't'
	False  = 'f'
	Null   = 'n'
)

// Opens reports whether a list or an object begins.
func (t Token) Opens() bool { return t.Kind == '[' || t.Kind == '{' }

// Text is the string that the token spells.
func (t Token) Text() string {
	if bytes.IndexByte(t.Raw, '\\') < 0 && utf8.Valid(t.Raw) {
		return string(t.Raw)
	}
	quoted := make([]byte, 0, len(t.Raw)+2)
	quoted = append(append(append(quoted, '"'), t.Raw...), '"')
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return string(t.Raw)
	}
	return s
}

// Number is the number that the token spells; false when it is beyond those there are.
func (t Token) Number() (float64, bool) {
	v, err := strconv.ParseFloat(string(t.Raw), 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// Tokens reads JSON that is known to be sound, so that commas and colons say nothing.
type Tokens struct {
	raw []byte
	at  int
}

// Read begins to read sound JSON.
func Read(raw []byte) Tokens { return Tokens{raw: raw} }

// Next is the next piece.
func (s *Tokens) Next() Token {
	for ; s.at < len(s.raw); s.at++ {
		switch c := s.raw[s.at]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
		case '{', '}', '[', ']':
			s.at++
			return Token{Kind: c}
		case '"':
			return s.quoted()
		case 't', 'n':
			s.at += len("true")
			return Token{Kind: c}
		case 'f':
			s.at += len("false")
			return Token{Kind: c}
		default:
			return s.digits()
		}
	}
	return Token{}
}

func (s *Tokens) quoted() Token {
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
	return Token{Text, s.raw[from:to]}
}

func (s *Tokens) digits() Token {
	from := s.at
	for s.at++; s.at < len(s.raw); s.at++ {
		if c := s.raw[s.at]; (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			break
		}
	}
	return Token{Number, s.raw[from:s.at]}
}

// Skip passes over the rest of the value that a token began.
func (s *Tokens) Skip(t Token) {
	for depth := 0; ; t = s.Next() {
		switch t.Kind {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case End:
			return
		}
		if depth <= 0 {
			return
		}
	}
}
