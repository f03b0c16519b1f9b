package table

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
)

// Table is a set of named columns of equal length. It never changes after it is made.
type Table struct {
	fields []Field
	cols   []Column
	rows   int
}

// New makes a table of columns that have the same length. Names must be distinct and
// each column's type must fit its field's kind.
func New(fields []Field, cols []Column) (*Table, error) {
	if len(fields) != len(cols) {
		return nil, fmt.Errorf("table: %d fields for %d columns", len(fields), len(cols))
	}
	t := &Table{fields: fields, cols: cols}
	seen := make(map[string]bool, len(fields))
	for i, c := range cols {
		f := fields[i]
		if seen[f.Name] {
			return nil, fmt.Errorf("table: two columns are called %q", f.Name)
		}
		seen[f.Name] = true
		if i == 0 {
			t.rows = c.Len()
		} else if c.Len() != t.rows {
			return nil, fmt.Errorf("table: column %q has %d rows, not %d", f.Name, c.Len(), t.rows)
		}
		if !fits(f.Kind, c) {
			return nil, fmt.Errorf("table: column %q of kind %s is a %T", f.Name, f.Kind, c)
		}
	}
	return t, nil
}

func fits(k Kind, c Column) bool {
	switch c := c.(type) {
	case *Numbers:
		return k == Number
	case *Categories:
		return k == Category || k == YesNo && len(c.levels) <= 2
	case *Texts:
		return k == Text
	case *Times:
		return k == Time
	}
	return false
}

// Rows is the number of rows.
func (t *Table) Rows() int { return t.rows }

// Width is the number of columns.
func (t *Table) Width() int { return len(t.cols) }

// Fields describes the columns, in order. The caller must not write to it.
func (t *Table) Fields() []Field { return t.fields }

// Field describes column i.
func (t *Table) Field(i int) Field { return t.fields[i] }

// Column is column i.
func (t *Table) Column(i int) Column { return t.cols[i] }

// Index is the place of the column with this name, or -1.
func (t *Table) Index(name string) int {
	return slices.IndexFunc(t.fields, func(f Field) bool { return f.Name == name })
}

// Names are the column names, in order.
func (t *Table) Names() []string {
	names := make([]string, len(t.fields))
	for i, f := range t.fields {
		names[i] = f.Name
	}
	return names
}

// Take returns the given rows in the given order; an index may repeat.
// It panics on an index out of range.
func (t *Table) Take(rows []int32) *Table {
	out := &Table{fields: t.fields, cols: make([]Column, len(t.cols)), rows: len(rows)}
	for i, c := range t.cols {
		out.cols[i] = c.Take(rows)
	}
	return out
}

// Select returns the columns at the given places, in the given order, without copying.
func (t *Table) Select(places []int) *Table {
	out := &Table{rows: t.rows}
	for _, p := range places {
		out.fields = append(out.fields, t.fields[p])
		out.cols = append(out.cols, t.cols[p])
	}
	return out
}

// Without returns the table less the named columns; names it does not have are ignored.
func (t *Table) Without(names ...string) *Table {
	var keep []int
	for i, f := range t.fields {
		if !slices.Contains(names, f.Name) {
			keep = append(keep, i)
		}
	}
	return t.Select(keep)
}

// Bytes is the memory the columns hold.
func (t *Table) Bytes() int64 {
	var n int64
	for _, c := range t.cols {
		n += c.Bytes()
	}
	return n
}

// Fingerprint is the SHA-256 of names, kinds and values, in hexadecimal: equal for equal
// tables whatever file they came from.
func (t *Table) Fingerprint() string {
	h := sha256.New()
	for i, f := range t.fields {
		fmt.Fprintf(h, "%q %s\n", f.Name, f.Kind)
		hashColumn(h, t.cols[i])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hashColumn(h io.Writer, c Column) {
	buf := make([]byte, 0, 1<<16)
	flush := func(room int) {
		if len(buf)+room > cap(buf) {
			h.Write(buf)
			buf = buf[:0]
		}
	}
	str := func(s string) {
		flush(8)
		buf = binary.LittleEndian.AppendUint64(buf, uint64(len(s)))
		flush(len(s))
		if len(s) > cap(buf) {
			io.WriteString(h, s)
			return
		}
		buf = append(buf, s...)
	}
	switch c := c.(type) {
	case *Numbers:
		for _, v := range c.values {
			flush(8)
			buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
		}
	case *Times:
		hashColumn(h, &c.Numbers)
	case *Categories:
		for _, l := range c.levels {
			str(l)
		}
		for _, v := range c.codes {
			flush(4)
			buf = binary.LittleEndian.AppendUint32(buf, uint32(v))
		}
	case *Texts:
		for i, v := range c.values {
			flush(1)
			if c.IsMissing(i) {
				buf = append(buf, 0)
				continue
			}
			buf = append(buf, 1)
			str(v)
		}
	}
	h.Write(buf)
}
