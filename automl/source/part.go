package source

import (
	"slices"

	"winnow/automl"
)

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
	last     int   // the row of the latest odd cell, from 1
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
	p.close()
	p.bad = slices.DeleteFunc(p.bad, func(b badRow) bool { return b.row >= n })
	if len(p.bad) < badLimit {
		p.badCount = len(p.bad)
	}
}

// close drops the room that the rows did not need.
func (p *parsed) close() {
	for i := range p.parts {
		q := &p.parts[i]
		q.nums, q.codes = q.nums[:min(p.rows, len(q.nums))], q.codes[:min(p.rows, len(q.codes))]
		if q.texts != nil {
			q.texts.cut(p.rows)
		}
		if q.rare != nil {
			q.rare.cut(p.rows)
		}
	}
}

// undo forgets the remarks on a row that is not taken.
func (p *parsed) undo() {
	for i := range p.parts {
		r := p.parts[i].rare
		if r == nil {
			continue
		}
		if r.last == p.rows+1 {
			r.last = 0
			r.oddCount--
		}
		r.cut(p.rows)
	}
}

// cut drops what was seen in all rows but the first n.
func (r *remarks) cut(n int) {
	whole := len(r.odd) == r.oddCount
	r.odd = slices.DeleteFunc(r.odd, func(o odd) bool { return o.row >= n })
	r.infinite = slices.DeleteFunc(r.infinite, func(row int) bool { return row >= n })
	if whole {
		r.oddCount = len(r.odd)
	}
}

// add puts a text in its row; whatever was put there or later before is dropped.
func (t *textPart) add(c []byte, row int, gone bool) {
	t.cut(row)
	if !gone {
		t.bytes = append(t.bytes, c...)
	}
	t.ends = append(t.ends, uint32(len(t.bytes)))
	t.absent = append(t.absent, gone)
}

// cut drops all rows but the first n.
func (t *textPart) cut(n int) {
	if n >= len(t.ends) {
		return
	}
	t.ends, t.absent = t.ends[:n], t.absent[:n]
	end := uint32(0)
	if n > 0 {
		end = t.ends[n-1]
	}
	t.bytes = t.bytes[:end]
}
