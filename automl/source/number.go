package source

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"winnow/automl/table"
)

// How a cell reads as a number.
type reading uint8

const (
	isNumber   reading = iota
	isInfinite         // a spelling of infinity, or beyond the range of float64
	notNumber
)

// powers are the powers of ten that a float64 holds exactly.
var powers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// plain reads a number with a decimal point and no marks. The result is the float64
// nearest to the decimal: up to 2^53 and 10^22 one exact multiplication or division gives
// it (Clinger 1990), beyond that strconv does.
func plain(b []byte) (float64, reading) {
	i, n := 0, len(b)
	neg := false
	if i < n && (b[i] == '-' || b[i] == '+') {
		neg = b[i] == '-'
		i++
	}
	var m uint64
	first := i
	for ; i < n; i++ {
		c := b[i] - '0'
		if c > 9 {
			break
		}
		m = m*10 + uint64(c)
	}
	digits, exp := i-first, 0
	if i < n && b[i] == '.' {
		i++
		point := i
		for ; i < n; i++ {
			c := b[i] - '0'
			if c > 9 {
				break
			}
			m = m*10 + uint64(c)
		}
		exp = point - i
		digits += i - point
	}
	if digits == 0 {
		return notDigits(b)
	}
	if i < n {
		if b[i] != 'e' && b[i] != 'E' {
			return 0, notNumber
		}
		e, ok := exponent(b[i+1:])
		if !ok {
			return 0, notNumber
		}
		exp += e
	}
	if digits > 19 || m > 1<<53 || exp < -22 || exp > 22 {
		return slow(b)
	}
	v := float64(m)
	if exp < 0 {
		v /= powers[-exp]
	} else if exp > 0 {
		v *= powers[exp]
	}
	if neg {
		v = -v
	}
	return v, isNumber
}

// exponent reads what follows the e of a number, held within bounds that are far beyond
// the range of float64.
func exponent(b []byte) (int, bool) {
	neg := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		b = b[1:]
	}
	if len(b) == 0 {
		return 0, false
	}
	e := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		if e < 100_000 {
			e = e*10 + int(c-'0')
		}
	}
	if neg {
		e = -e
	}
	return e, true
}

// slow reads a number whose form has been checked.
func slow(b []byte) (float64, reading) {
	v, _ := strconv.ParseFloat(string(b), 64)
	if math.IsInf(v, 0) {
		return 0, isInfinite
	}
	return v, isNumber
}

// notDigits tells infinity from other text without digits.
func notDigits(b []byte) (float64, reading) {
	b = bytes.TrimLeft(b, "+-")
	for _, s := range []string{"inf", "infinity", "∞"} {
		if len(b) == len(s) && strings.EqualFold(string(b), s) {
			return 0, isInfinite
		}
	}
	return 0, notNumber
}

// numeral is a way to spell numbers.
type numeral struct{ decimal, thousands byte }

// numerals are the ways that are looked for, the likeliest first.
var numerals = []numeral{
	{'.', 0}, {'.', ','}, {',', 0}, {',', '.'}, {'.', ' '}, {',', ' '}, {'.', '\''}, {',', '\''},
}

// numberForm is how the numbers of a column are spelt.
type numberForm struct {
	numeral
	prefix, suffix string
}

func (f numberForm) plain() bool {
	return f.numeral == numerals[0] && f.prefix == "" && f.suffix == ""
}

// zerosOf is how many decimals numbers are written with when they are whole, few and all written
// alike, such as 1.0 and 2.0; else 0. Why: classes keep the names that the file has for them.
func zerosOf(texts []string, f numberForm) int {
	if f.numeral != numerals[0] || f.prefix != "" || f.suffix != "" || len(texts) > fewSpellings {
		return 0
	}
	zeros := 0
	for i, t := range texts {
		whole, decimals, _ := strings.Cut(t, ".")
		if whole == "" || decimals == "" || strings.Trim(decimals, "0") != "" || i > 0 && len(decimals) != zeros {
			return 0
		}
		zeros = len(decimals)
	}
	return zeros
}

// fewSpellings is the number of different numbers up to which they may be classes.
const fewSpellings = 1000

func (f numberForm) format() table.Format {
	var t table.Format
	if f.decimal == ',' {
		t.Decimal = ","
	}
	if f.thousands != 0 {
		t.Thousands = string(f.thousands)
	}
	t.Prefix, t.Suffix = f.prefix, f.suffix
	return t
}

func formOf(t table.Format) numberForm {
	f := numberForm{numeral: numerals[0], prefix: t.Prefix, suffix: t.Suffix}
	if t.Decimal == "," {
		f.decimal = ','
	}
	if t.Thousands != "" {
		f.thousands = t.Thousands[0]
		if f.thousands >= utf8.RuneSelf { // a no-break space
			f.thousands = ' '
		}
	}
	return f
}

// read reads a number in the form; signs that stand for the form's prefix and suffix may
// be absent. Parentheses around a number make it negative.
func (f numberForm) read(b []byte) (float64, reading) {
	if f.plain() {
		return plain(b)
	}
	core, prefix, suffix, neg := unsign(b)
	if prefix != "" && prefix != f.prefix || suffix != "" && suffix != f.suffix {
		return 0, notNumber
	}
	v, r := f.numeral.read(core)
	if neg {
		v = -v
	}
	return v, r
}

// read reads digits with the numeral's marks.
func (m numeral) read(b []byte) (float64, reading) {
	if m == numerals[0] {
		return plain(b)
	}
	var room [64]byte
	whole := b
	if i := bytes.IndexByte(b, m.decimal); i >= 0 {
		whole = b[:i]
	}
	out, ok := m.ungroup(room[:0], whole)
	if !ok {
		return 0, notNumber
	}
	if rest := b[len(whole):]; len(rest) > 0 {
		if m.decimal == ',' && bytes.IndexByte(rest, '.') >= 0 {
			return 0, notNumber
		}
		out = append(out, '.')
		out = append(out, rest[1:]...)
	}
	return plain(out)
}

// ungroup copies the whole part of a number without the marks between thousands, which
// must stand before three digits; Indian groups of two digits are taken as well.
func (m numeral) ungroup(out, b []byte) ([]byte, bool) {
	if m.thousands == 0 {
		if m.decimal == ',' && bytes.IndexByte(b, '.') >= 0 {
			return out, false
		}
		return append(out, b...), true
	}
	run, marks := 0, 0
	for i := 0; i < len(b); {
		w := m.mark(b[i:])
		if w == 0 {
			if c := b[i]; c >= '0' && c <= '9' {
				run++
			} else if c == '.' || c == ',' || c == 'e' || c == 'E' {
				return out, false
			}
			out = append(out, b[i])
			i++
			continue
		}
		if run == 0 || run > 3 || marks > 0 && run < 2 {
			return out, false
		}
		run, marks = 0, marks+1
		i += w
	}
	return out, marks == 0 || run == 3
}

// mark is the width of the mark between thousands at the start of b, 0 for none.
func (m numeral) mark(b []byte) int {
	if b[0] == m.thousands {
		return 1
	}
	if m.thousands == ' ' {
		for _, s := range []string{"\u00a0", "\u202f", "\u2009"} {
			if bytes.HasPrefix(b, []byte(s)) {
				return len(s)
			}
		}
	}
	if m.thousands == '\'' && bytes.HasPrefix(b, []byte("’")) {
		return len("’")
	}
	return 0
}

// unsign takes currency and percent signs and accountants' parentheses off a number.
func unsign(b []byte) (core []byte, prefix, suffix string, neg bool) {
	core = b
	if n := len(core); n > 2 && core[0] == '(' && core[n-1] == ')' {
		core, neg = bytes.TrimSpace(core[1:n-1]), true
	}
	if bytes.HasPrefix(core, []byte("−")) { // the typographic minus
		core, neg = core[len("−"):], true
	}
	if len(core) > 1 && core[0] == '-' && (core[1] < '0' || core[1] > '9') && core[1] != '.' {
		core, neg = bytes.TrimSpace(core[1:]), !neg
	}
	if n := signBefore(core); n > 0 {
		prefix, core = string(core[:n]), trimBlank(core[n:])
	}
	if n := signAfter(core); n > 0 {
		suffix, core = string(core[len(core)-n:]), trimBlank(core[:len(core)-n])
	}
	return core, prefix, suffix, neg
}

func trimBlank(b []byte) []byte { return bytes.Trim(b, " \t\u00a0\u202f") }

// currencies are the codes and letters that stand for a currency beside the symbols.
var currencies = []string{"US$", "R$", "A$", "C$", "USD", "EUR", "GBP", "CHF", "JPY", "INR", "Rs.", "Rs", "kr"}

func signBefore(b []byte) int {
	if len(b) == 0 || b[0] < utf8.RuneSelf && b[0] != '$' && (b[0] < 'A' || b[0] > 'Z') {
		return 0
	}
	for _, c := range currencies {
		if bytes.HasPrefix(b, []byte(c)) {
			return len(c)
		}
	}
	if r, n := utf8.DecodeRune(b); unicode.Is(unicode.Sc, r) {
		return n
	}
	return 0
}

func signAfter(b []byte) int {
	if len(b) == 0 || b[len(b)-1] >= '0' && b[len(b)-1] <= '9' {
		return 0
	}
	if b[len(b)-1] == '%' {
		return 1
	}
	for _, c := range currencies {
		if bytes.HasSuffix(b, []byte(c)) {
			return len(c)
		}
	}
	if r, n := utf8.DecodeLastRune(b); unicode.Is(unicode.Sc, r) {
		return n
	}
	return 0
}
