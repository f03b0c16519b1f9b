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
	"winnow/automl/jsonrow"
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
	if !isCSV(r) && bytes.Contains(b.Bytes(), notANumber) {
		raw := nulled(b.Bytes())
		b.Reset()
		b.Write(raw)
	}
	return b, nil
}

var notANumber = []byte("NaN")

// nulled spells the NaN that Python's clients put into JSON as null: a value that is not known.
func nulled(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/16)
	text := false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case text && c == '\\' && i+1 < len(raw):
			out = append(out, c)
			i++
		case c == '"':
			text = !text
		case !text && bytes.HasPrefix(raw[i:], notANumber):
			out = append(out, "null"...)
			i += len(notANumber) - 1
			continue
		}
		out = append(out, raw[i])
	}
	return out
}

// rowReader reads rows of JSON into a batch.
type rowReader struct {
	model *served
	batch *predict.Batch
	in    jsonrow.Tokens
	seen  []int               // by column, the row that last named it, from 1
	lax   bool                // names that the model does not know are passed over
	by    []automl.Conversion // of numbers, by column, under the name that it was last given; nil without a mapping
}

// newRowReader reads sound JSON; see sound. Give it back with done.
func newRowReader(m *served, b *predict.Batch, raw []byte, lax bool) *rowReader {
	p, ok := m.readers.Get().(*rowReader)
	if !ok {
		p = &rowReader{model: m, seen: make([]int, len(m.names))}
		if m.given.Units != nil {
			p.by = make([]automl.Conversion, len(m.names))
		}
	}
	clear(p.seen)
	if p.by != nil {
		for c, name := range m.names {
			p.by[c] = m.given.Units[name]
		}
	}
	p.batch, p.in, p.lax = b, jsonrow.Read(raw), lax
	return p
}

func (p *rowReader) done() {
	p.batch, p.in = nil, jsonrow.Tokens{}
	p.model.readers.Put(p)
}

// all reads one object, a list of objects or of lists in the order of the model's columns,
// or an object of columns where columns is true. One says that it was one object.
func (p *rowReader) all(columns bool) (one bool, err error) {
	switch t := p.in.Next(); {
	case t.Kind == '{' && columns:
		return false, p.columns()
	case t.Kind == '{':
		return true, p.object()
	case t.Kind == '[':
		return false, p.list()
	}
	return false, refuse(http.StatusBadRequest, "The body must be an object, one row, or a list of them.")
}

func (p *rowReader) list() error {
	for {
		var err error
		switch t := p.in.Next(); {
		case t.Kind == ']':
			return nil
		case t.Kind == '{':
			err = p.object()
		case t.Kind == '[':
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
		t := p.in.Next()
		if t.Kind == '}' {
			break
		}
		column, err := p.placeOf(t)
		if err != nil {
			return err
		}
		value := p.in.Next()
		if column < 0 {
			p.in.Skip(value)
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
func (p *rowReader) placeOf(t jsonrow.Token) (int, error) {
	if c, ok := p.model.given.Place[string(t.Raw)]; ok && p.by == nil { // Why: a name without escapes needs no copy
		return c, nil
	}
	return p.place(t.Text())
}

// place is that of a column; -1 for one to pass over.
func (p *rowReader) place(name string) (int, error) {
	if c, ok := p.model.given.Place[name]; ok {
		if p.by != nil {
			p.by[c] = p.model.given.Units[name]
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
		t := p.in.Next()
		if t.Kind == ']' {
			break
		}
		if k >= len(places) {
			return uneven(row, len(places))
		}
		if places[k] < 0 {
			if t.Opens() {
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
		name := p.in.Next()
		if name.Kind == '}' {
			break
		}
		column, err := p.placeOf(name)
		if err != nil {
			return err
		}
		t := p.in.Next()
		if t.Kind != '[' {
			return refuse(http.StatusUnprocessableEntity, "Column %q is no list of values.", name.Text())
		}
		if column < 0 {
			p.in.Skip(t)
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
			return refuse(http.StatusUnprocessableEntity, "Column %q has %d values, another has %d.", name.Text(), n, rows)
		}
	}
	return p.complete(func(c int) bool { return given[c] }, 0)
}

// values reads the rest of a column's list and returns how many there were. The first column
// adds the rows; values beyond those are only counted.
func (p *rowReader) values(column int, first bool) (int, error) {
	for row := 0; ; row++ {
		t := p.in.Next()
		switch {
		case t.Kind == ']':
			return row, nil
		case first:
			p.batch.Add()
		case row >= p.batch.Rows():
			p.in.Skip(t)
			continue
		}
		if err := p.set(row, column, t); err != nil {
			return row, err
		}
	}
}

// set puts a JSON value into the batch.
func (p *rowReader) set(row, column int, t jsonrow.Token) error {
	c := &p.model.model.Schema.Columns[column]
	if t.Opens() {
		return refuse(http.StatusUnprocessableEntity, "Row %d holds a list or an object in column %q.", row+1, c.Name).hint("Send one text or number.")
	}
	var by automl.Conversion
	if p.by != nil {
		by = p.by[column]
	}
	if jsonrow.Set(p.batch, row, column, t, by) {
		return nil
	}
	e := refuse(http.StatusUnprocessableEntity, "Row %d: %s in column %q is no %s.", row+1, shown(t), c.Name, kindWord(c.Kind))
	if c.Kind == table.Time && c.Format.Layout != "" {
		return e.hint("Dates are spelt like %s.", c.Format.Layout)
	}
	return e
}

// shown is a value as an error shows it.
func shown(t jsonrow.Token) string {
	switch t.Kind {
	case jsonrow.Text:
		return strconv.Quote(clip(t.Text()))
	case jsonrow.Number:
		return clip(string(t.Raw))
	}
	return strconv.FormatBool(t.Kind == jsonrow.True)
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
