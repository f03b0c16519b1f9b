package source

import (
	"math"
	"slices"
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
	layout string
	fixed  bool // by ReadOptions.Fields: cells that do not fit are missing, however many
}

// oddLimit is how many odd cells of a column one block keeps; a column with more is read
// again as words.
const oddLimit = oddRows + 1

// odd is a cell that did not fit the plan.
type odd struct {
	row  int // within the block
	text string
}

// remarks are the rare things seen in a column of a block.
type remarks struct {
	odd      []odd
	oddCount int
	infinite []int // rows
	codes    bool  // a numeral began with zeros or was too long for a float64
}

// part is a column of a block.
type part struct {
	nums  []float64
	codes []int32
	texts *textPart
	rare  *remarks
}

func (p *part) remarks() *remarks {
	if p.rare == nil {
		p.rare = &remarks{}
	}
	return p.rare
}

// textPart holds texts end to end.
type textPart struct {
	bytes  []byte
	ends   []uint32
	absent []bool
}

// badRow is a bad row and the number of rows of its block before it.
type badRow struct {
	automl.BadRow
	row int
}

// badLimit is how many bad rows are kept.
const badLimit = 1000

// parsed is what became of a block.
type parsed struct {
	worker   int
	rows     int
	lines    int
	parts    []part
	bad      []badRow
	badCount int
}

// truncate drops all that comes after the first n rows.
func (p *parsed) truncate(n int) {
	if p.rows <= n {
		return
	}
	p.rows = n
	for i := range p.parts {
		q := &p.parts[i]
		q.nums = q.nums[:min(n, len(q.nums))]
		q.codes = q.codes[:min(n, len(q.codes))]
		if q.texts != nil {
			q.texts.ends, q.texts.absent = q.texts.ends[:n], q.texts.absent[:n]
		}
		if r := q.rare; r != nil {
			r.odd = slices.DeleteFunc(r.odd, func(o odd) bool { return o.row >= n })
			r.infinite = slices.DeleteFunc(r.infinite, func(row int) bool { return row >= n })
			if len(r.odd) < oddLimit {
				r.oddCount = len(r.odd)
			}
		}
	}
	p.bad = slices.DeleteFunc(p.bad, func(b badRow) bool { return b.row >= n })
	if len(p.bad) < badLimit {
		p.badCount = len(p.bad)
	}
}

// dictionary numbers the texts of a column in the order in which one worker meets them.
type dictionary struct {
	index map[string]int32
	texts []string
}

func (d *dictionary) code(b []byte) int32 {
	if c, ok := d.index[string(b)]; ok {
		return c
	}
	c := int32(len(d.texts))
	s := string(b)
	d.texts = append(d.texts, s)
	d.index[s] = c
	return c
}

// worker parses blocks. It is used by one goroutine.
type worker struct {
	id    int
	scan  *scanner
	plans []plan
	miss  *missing
	dicts []*dictionary
}

func newWorker(id int, d dialect, plans []plan, miss *missing) *worker {
	w := &worker{id: id, scan: newScanner(d), plans: plans, miss: miss, dicts: make([]*dictionary, len(plans))}
	for i, p := range plans {
		if p.mode == wordCells {
			w.dicts[i] = &dictionary{index: map[string]int32{}}
		}
	}
	return w
}

// parse reads a block; the first skip rows are passed over.
func (w *worker) parse(b *block, skip int) *parsed {
	out := &parsed{worker: w.id}
	if b.long {
		w.long(b, out)
		return out
	}
	w.open(out, lineEnds(b.data)+1)
	s := w.scan
	s.reset(b.data)
	for s.next() {
		if skip > 0 {
			skip--
			continue
		}
		f, width := s.fields, len(w.plans)
		if s.extra && len(f) == width+1 && len(f[width]) == 0 {
			f = f[:width]
		}
		if s.bad != "" || len(f) != width {
			if s.bad == "" && len(f) == 1 && len(f[0]) == 0 && s.pos-s.start <= 1+blanks(b.data[s.start:s.pos]) {
				continue // a line of blanks
			}
			w.refuse(out, b.data)
			continue
		}
		for i, c := range f {
			w.cell(&w.plans[i], &out.parts[i], w.dicts[i], c, out.rows)
		}
		out.rows++
	}
	out.lines = s.lines
	return out
}

// blanks counts the blanks and line ends of b.
func blanks(b []byte) int {
	n := 0
	for _, c := range b {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			n++
		}
	}
	return n
}

// open makes room for the rows of a block.
func (w *worker) open(out *parsed, rows int) {
	out.parts = make([]part, len(w.plans))
	for i, p := range w.plans {
		switch p.mode {
		case numberCells, timeCells:
			out.parts[i].nums = make([]float64, 0, rows)
		case wordCells:
			out.parts[i].codes = make([]int32, 0, rows)
		case textCells:
			out.parts[i].texts = &textPart{}
		case skipCells:
		}
	}
}

// cell adds one cell to its column.
func (w *worker) cell(p *plan, part *part, d *dictionary, c []byte, row int) {
	switch p.mode {
	case numberCells:
		part.nums = append(part.nums, w.number(p, part, c, row))
	case timeCells:
		part.nums = append(part.nums, w.time(p, part, c, row))
	case wordCells:
		code := int32(-1)
		if len(c) > 0 {
			code = d.code(c)
		}
		part.codes = append(part.codes, code)
	case textCells:
		t := part.texts
		gone := w.miss.is(c)
		if !gone {
			t.bytes = append(t.bytes, c...)
		}
		t.ends = append(t.ends, uint32(len(t.bytes)))
		t.absent = append(t.absent, gone)
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
	if len(m.odd) < oddLimit {
		m.odd = append(m.odd, odd{row, string(c)})
	}
}

// refuse keeps the scanner's row aside as bad.
func (w *worker) refuse(out *parsed, data []byte) {
	s := w.scan
	reason := s.bad
	if reason == "" {
		reason = plural(len(s.fields), "field") + " instead of " + amount(len(w.plans))
	}
	w.keepBad(out, int64(s.line)+1, reason, data[s.start:s.pos])
}

// long keeps a row beyond rowLimit aside.
func (w *worker) long(b *block, out *parsed) {
	w.open(out, 0)
	w.keepBad(out, 1, "the row is longer than 32 MB", b.data)
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
