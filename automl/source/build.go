package source

import (
	"bytes"
	"math"
	"strings"

	"winnow/automl"
)

// mode is how the cells of a column are gathered while the file is read.
type mode uint8

const (
	skipCells mode = iota
	numberCells
	timeCells
	wordCells // codes into a dictionary
	textCells
)

// plan is what the beginning of a file made expect of a column.
type plan struct {
	mode   mode
	form   numberForm
	zeros  int // decimals of all numbers, all of them 0
	layout string
	fixed  bool // by ReadOptions.Fields: cells that do not fit are missing, however many
}

// worker parses blocks. It is used by one goroutine.
type worker struct {
	id    int
	scan  *scanner
	plans []plan
	miss  *missing
	dicts []*dictionary
	quick []bool      // columns of plain numbers, none of which means missing
	plain [][]float64 // the room of such columns, but for the last; empty for the others
}

func newWorker(id int, d dialect, plans []plan, miss *missing) *worker {
	w := &worker{id: id, scan: newScanner(d), plans: plans, miss: miss, dicts: make([]*dictionary, len(plans))}
	w.quick, w.plain = make([]bool, len(plans)), make([][]float64, len(plans))
	for i, p := range plans {
		if p.mode == wordCells {
			w.dicts[i] = newDictionary()
		}
		w.quick[i] = i < len(plans)-1 && p.mode == numberCells && p.form.plain() && !miss.numeric && !d.spaces
	}
	return w
}

// parse reads a block; the first skip rows are passed over.
func (w *worker) parse(b *block, skip int) *parsed {
	out := &parsed{worker: w.id}
	w.open(out, b)
	if b.long {
		w.keepBad(out, 1, "the row is too long", b.data)
		return out
	}
	s := w.scan
	s.reset(b.data)
	for ; skip > 0 && s.next(); skip-- {
		for s.field() {
		}
	}
	for s.next() {
		n := w.row(out)
		if s.bad == "" && n == len(w.plans) {
			out.rows++
			continue
		}
		out.undo()
		if s.bad != "" || !blankLine(b.data[s.start:s.pos]) {
			w.refuse(out, n, b.data)
		}
	}
	out.close()
	out.lines = s.lines
	return out
}

// row reads the cells of one row into place out.rows of their columns, which the next row
// overwrites unless this one is taken. It returns their number.
func (w *worker) row(out *parsed) int {
	s, row := w.scan, out.rows
	width, n := len(w.plans), 0
	for {
		if n < width && row < len(w.plain[n]) {
			if v, next := glance(s.data, s.pos, s.delim); next > 0 {
				w.plain[n][row] = v
				s.pos = next
				n++
				continue
			}
		}
		more := s.field()
		if n < width {
			w.cell(n, &out.parts[n], s.cell, row)
		}
		n++
		if !more {
			break
		}
	}
	if s.extra && n == width+1 && len(s.cell) == 0 {
		return width
	}
	return n
}

// blankLine reports whether a row is nothing but blanks.
func blankLine(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }

// open takes the room for the rows of a block.
func (w *worker) open(out *parsed, b *block) {
	out.parts = make([]part, len(w.plans))
	for i, p := range w.plans {
		home, part := &b.slab.parts[i], &out.parts[i]
		switch p.mode {
		case numberCells, timeCells:
			part.nums = home.nums[b.at : b.at+b.rows]
			if w.quick[i] {
				w.plain[i] = part.nums
			}
		case wordCells:
			part.codes = home.codes[b.at : b.at+b.rows]
		case textCells:
			part.texts = &textPart{}
		case skipCells:
		}
	}
}

// cell reads cell i of a row.
func (w *worker) cell(i int, part *part, c []byte, row int) {
	p := &w.plans[i]
	switch p.mode {
	case numberCells:
		part.nums[row] = w.number(p, part, c, row)
	case timeCells:
		part.nums[row] = w.time(p, part, c, row)
	case wordCells:
		code := int32(-1)
		if len(c) > 0 {
			code = w.dicts[i].code(c)
		}
		part.codes[row] = code
	case textCells:
		part.texts.add(c, row, w.miss.is(c))
	case skipCells:
	}
}

func (w *worker) number(p *plan, part *part, c []byte, row int) float64 {
	if len(c) == 0 {
		return math.NaN()
	}
	if w.miss.numeric && w.miss.is(c) {
		return math.NaN()
	}
	v, r := p.form.read(c)
	if r == isNumber {
		if c[0] == '0' && len(c) > 1 && c[1]-'0' <= 9 || len(c) > 16 && allDigits(c) {
			part.remarks().codes = true
		}
		return v
	}
	if r == isInfinite {
		m := part.remarks()
		m.infinite = append(m.infinite, row)
		return math.NaN()
	}
	if !w.miss.is(c) {
		w.odd(part, c, row)
	}
	return math.NaN()
}

func (w *worker) time(p *plan, part *part, c []byte, row int) float64 {
	if w.miss.is(c) {
		return math.NaN()
	}
	if v, ok := moment(string(c), p.layout); ok {
		return v
	}
	w.odd(part, c, row)
	return math.NaN()
}

// odd keeps a cell that does not fit.
func (w *worker) odd(part *part, c []byte, row int) {
	m := part.remarks()
	m.oddCount++
	m.last = row + 1
	if len(m.odd) < oddLimit {
		m.odd = append(m.odd, odd{row, string(c)})
	}
}

// refuse keeps the scanner's row aside as bad.
func (w *worker) refuse(out *parsed, cells int, data []byte) {
	s := w.scan
	reason := s.bad
	if reason == "" {
		reason = plural(cells, "field") + " instead of " + amount(len(w.plans))
	}
	w.keepBad(out, int64(s.line)+1, reason, data[s.start:s.pos])
}

func (w *worker) keepBad(out *parsed, line int64, reason string, text []byte) {
	out.badCount++
	if len(out.bad) < badLimit {
		out.bad = append(out.bad, badRow{automl.BadRow{Line: line, Reason: reason, Text: beginning(text)}, out.rows})
	}
}

// beginning is at most 200 characters of a row, without its line end.
func beginning(b []byte) string {
	if len(b) > 800 {
		b = b[:800]
	}
	s := strings.TrimRight(strings.ToValidUTF8(string(b), ""), "\r\n")
	n := 0
	for i := range s {
		if n++; n > 200 {
			return s[:i]
		}
	}
	return s
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return amount(n) + " " + noun + "s"
}
