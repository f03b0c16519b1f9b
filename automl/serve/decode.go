package serve

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"winnow/automl"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// bodies are buffers for requests and answers.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keptBody is the size up to which a buffer is kept for the next request.
const keptBody = 1 << 20

func putBody(b *bytes.Buffer) {
	if b.Cap() <= keptBody {
		b.Reset()
		bodies.Put(b)
	}
}

// body reads the whole body of a request; give the buffer back with putBody.
func body(r *http.Request) (*bytes.Buffer, error) {
	b := bodies.Get().(*bytes.Buffer)
	if _, err := b.ReadFrom(r.Body); err != nil {
		putBody(b)
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return nil, err
		}
		return nil, &refusal{http.StatusRequestTimeout, automl.Errorf("serve", automl.BadUsage, "The body of the request did not arrive: %w.", err)}
	}
	return b, nil
}

// rowReader reads rows of JSON into a batch.
type rowReader struct {
	model *served
	batch *predict.Batch
	in    tokens
	seen  []int               // by column, the row that last named it, from 1
	lax   bool                // names that the model does not know are passed over
	by    []automl.Conversion // of numbers, by column, under the name that it was last given; nil without a mapping
}

// newRowReader reads sound JSON; see sound. Give it back with done.
func newRowReader(m *served, b *predict.Batch, raw []byte, lax bool) *rowReader {
	p, ok := m.readers.Get().(*rowReader)
	if !ok {
		p = &rowReader{model: m, seen: make([]int, len(m.names))}
		if m.convert != nil {
			p.by = make([]automl.Conversion, len(m.names))
		}
	}
	clear(p.seen)
	if p.by != nil {
		for c, name := range m.names {
			p.by[c] = m.convert[name]
		}
	}
	p.batch, p.in, p.lax = b, tokens{raw: raw}, lax
	return p
}

func (p *rowReader) done() {
	p.batch, p.in = nil, tokens{}
	p.model.readers.Put(p)
}

// all reads one object, a list of objects or of lists in the order of the model's columns,
// or an object of columns where columns is true. One says that it was one object.
func (p *rowReader) all(columns bool) (one bool, err error) {
	switch t := p.in.next(); {
	case t.kind == '{' && columns:
		return false, p.columns()
	case t.kind == '{':
		return true, p.object()
	case t.kind == '[':
		return false, p.list()
	}
	return false, refuse(http.StatusBadRequest, "The body must be an object, one row, or a list of them.")
}

func (p *rowReader) list() error {
	for {
		var err error
		switch t := p.in.next(); {
		case t.kind == ']':
			return nil
		case t.kind == '{':
			err = p.object()
		case t.kind == '[':
			err = p.positional(p.model.places)
		case len(p.model.names) == 1:
			err = p.set(p.batch.Add(), 0, t)
		default:
			err = refuse(http.StatusUnprocessableEntity, "Row %d is no object.", p.batch.Rows()+1).hint("Send {\"column\": value, ...} for each row.")
		}
		if err != nil {
			return err
		}
	}
}

// object reads the rest of a row whose brace has been read.
func (p *rowReader) object() error {
	row := p.batch.Add()
	for {
		t := p.in.next()
		if t.kind == '}' {
			break
		}
		column, err := p.placeOf(t)
		if err != nil {
			return err
		}
		value := p.in.next()
		if column < 0 {
			p.in.skip(value)
			continue
		}
		if err := p.set(row, column, value); err != nil {
			return err
		}
		p.seen[column] = row + 1
	}
	return p.complete(func(c int) bool { return p.seen[c] == row+1 }, row+1)
}

// placeOf is place for a token.
func (p *rowReader) placeOf(t token) (int, error) {
	if c, ok := p.model.columns[string(t.raw)]; ok && p.by == nil { // Why: a name without escapes needs no copy
		return c, nil
	}
	return p.place(t.text())
}

// place is that of a column; -1 for one to pass over.
func (p *rowReader) place(name string) (int, error) {
	if c, ok := p.model.columns[name]; ok {
		if p.by != nil {
			p.by[c] = p.model.convert[name]
		}
		return c, nil
	}
	if p.lax || name == p.model.model.Schema.Target {
		return -1, nil
	}
	e := refuse(http.StatusUnprocessableEntity, "The model has no column %q.", name)
	if near, ok := predict.Nearest(name, p.model.names); ok {
		return 0, e.hint("Did you mean %q?", near)
	}
	return 0, e.hint("GET /models/%s lists its columns; with ?unknown=ignore others are passed over.", p.model.name)
}

// complete refuses rows without a column that the model would be blind without. Row counts
// from 1; 0 stands for all of them.
func (p *rowReader) complete(has func(column int) bool, row int) error {
	any, what := false, func() string {
		if row == 0 {
			return "The request"
		}
		return fmt.Sprintf("Row %d", row)
	}
	for c := range p.model.names {
		if has(c) {
			any = true
		} else if predict.Needed(&p.model.model.Schema, c) {
			return refuse(http.StatusUnprocessableEntity, "%s lacks the column %q, without which the model cannot predict.", what(), p.model.names[c]).
				hint("Send null when its value is not known.")
		}
	}
	if !any {
		return refuse(http.StatusUnprocessableEntity, "%s has none of the columns that the model needs.", what())
	}
	return nil
}

// positional reads the rest of a row given as a list, whose bracket has been read.
func (p *rowReader) positional(places []int) error {
	row, k := p.batch.Add(), 0
	for ; ; k++ {
		t := p.in.next()
		if t.kind == ']' {
			break
		}
		if k >= len(places) {
			return uneven(row, len(places))
		}
		if places[k] < 0 {
			if t.opens() {
				return refuse(http.StatusUnprocessableEntity, "Row %d holds a list or an object as a value.", row+1)
			}
			continue
		}
		if err := p.set(row, places[k], t); err != nil {
			return err
		}
	}
	if k != len(places) {
		return uneven(row, len(places))
	}
	return nil
}

func uneven(row, width int) error {
	return refuse(http.StatusUnprocessableEntity, "Row %d does not have %d values.", row+1, width)
}

// columns reads the rest of an object of lists, one for each column.
func (p *rowReader) columns() error {
	given := make([]bool, len(p.model.names))
	rows := -1
	for {
		name := p.in.next()
		if name.kind == '}' {
			break
		}
		column, err := p.placeOf(name)
		if err != nil {
			return err
		}
		t := p.in.next()
		if t.kind != '[' {
			return refuse(http.StatusUnprocessableEntity, "Column %q is no list of values.", name.text())
		}
		if column < 0 {
			p.in.skip(t)
			continue
		}
		given[column] = true
		n, err := p.values(column, rows < 0)
		if err != nil {
			return err
		}
		if rows < 0 {
			rows = n
		}
		if n != rows {
			return refuse(http.StatusUnprocessableEntity, "Column %q has %d values, another has %d.", name.text(), n, rows)
		}
	}
	return p.complete(func(c int) bool { return given[c] }, 0)
}

// values reads the rest of a column's list and returns how many there were. The first column
// adds the rows; values beyond those are only counted.
func (p *rowReader) values(column int, first bool) (int, error) {
	for row := 0; ; row++ {
		t := p.in.next()
		switch {
		case t.kind == ']':
			return row, nil
		case first:
			p.batch.Add()
		case row >= p.batch.Rows():
			p.in.skip(t)
			continue
		}
		if err := p.set(row, column, t); err != nil {
			return row, err
		}
	}
}

// set puts a JSON value into the batch.
func (p *rowReader) set(row, column int, t token) error {
	c := &p.model.model.Schema.Columns[column]
	ok := false
	switch t.kind {
	case tokenNull:
		return nil
	case tokenText:
		ok = p.batch.Set(row, column, t.text())
	case tokenNumber:
		if c.Kind == table.Number {
			var v float64
			if v, ok = t.number(); ok {
				ok = p.batch.SetNumber(row, column, v)
			}
		} else {
			ok = p.batch.Set(row, column, string(t.raw))
		}
	case tokenTrue, tokenFalse:
		if yes := t.kind == tokenTrue; c.Kind != table.Number && c.Kind != table.Time {
			ok = p.batch.SetFlag(row, column, yes) || p.batch.Set(row, column, strconv.FormatBool(yes))
		}
	default:
		return refuse(http.StatusUnprocessableEntity, "Row %d holds a list or an object in column %q.", row+1, c.Name).hint("Send one text or number.")
	}
	if ok {
		if p.by != nil {
			p.batch.Convert(row, column, p.by[column])
		}
		return nil
	}
	e := refuse(http.StatusUnprocessableEntity, "Row %d: %s in column %q is no %s.", row+1, t.shown(), c.Name, kindWord(c.Kind))
	if c.Kind == table.Time && c.Format.Layout != "" {
		return e.hint("Dates are spelt like %s.", c.Format.Layout)
	}
	return e
}

// shown is a value as an error shows it.
func (t token) shown() string {
	switch t.kind {
	case tokenText:
		return strconv.Quote(clip(t.text()))
	case tokenNumber:
		return clip(string(t.raw))
	}
	return strconv.FormatBool(t.kind == tokenTrue)
}

func kindWord(k table.Kind) string {
	if k == table.Time {
		return "date"
	}
	return "number"
}

// clip is the beginning of a text.
func clip(s string) string {
	const most = 40
	r := []rune(s)
	if len(r) <= most {
		return strings.ToValidUTF8(s, "�")
	}
	return string(r[:most]) + "…"
}
