package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	model  *served
	batch  *predict.Batch
	d      *json.Decoder
	seen   []int // by column, the row that last named it, from 1
	lax    bool  // names that the model does not know are passed over
	target string
	by     []automl.Conversion // of numbers, by column, under the name that it was last given; nil without a mapping
}

func newRowReader(m *served, b *predict.Batch, raw []byte, lax bool) *rowReader {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	p := &rowReader{model: m, batch: b, d: d, seen: make([]int, len(m.names)), lax: lax, target: m.model.Schema.Target}
	if m.convert != nil {
		p.by = make([]automl.Conversion, len(m.names))
		for c, name := range m.names {
			p.by[c] = m.convert[name]
		}
	}
	return p
}

func notJSON(err error) error {
	var s *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "The body is not JSON: it ends too early.")
	case errors.As(err, &s):
		return refuse(http.StatusBadRequest, "The body is not JSON: %v (byte %d).", s, s.Offset)
	}
	return refuse(http.StatusBadRequest, "The body is not JSON: %v.", err)
}

func (p *rowReader) token() (json.Token, error) {
	t, err := p.d.Token()
	if err != nil {
		return nil, notJSON(err)
	}
	return t, nil
}

// end demands that nothing follows.
func (p *rowReader) end() error {
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		return refuse(http.StatusBadRequest, "The body goes on after its JSON value.")
	}
	return nil
}

// all reads one object, a list of objects or of lists in the order of the model's columns,
// or an object of columns where columns is true. One says that it was one object.
func (p *rowReader) all(columns bool) (one bool, err error) {
	t, err := p.token()
	if err != nil {
		return false, err
	}
	switch {
	case t == json.Delim('{') && columns:
		err = p.columns()
	case t == json.Delim('{'):
		one, err = true, p.object()
	case t == json.Delim('['):
		err = p.list()
	default:
		err = refuse(http.StatusBadRequest, "The body must be an object, one row, or a list of them.")
	}
	if err != nil {
		return one, err
	}
	return one, p.end()
}

func (p *rowReader) list() error {
	for p.d.More() {
		t, err := p.token()
		if err != nil {
			return err
		}
		switch {
		case t == json.Delim('{'):
			err = p.object()
		case t == json.Delim('['):
			err = p.positional(p.places())
		case len(p.model.names) == 1:
			err = p.set(p.batch.Add(), 0, t)
		default:
			err = refuse(http.StatusUnprocessableEntity, "Row %d is no object.", p.batch.Rows()+1).hint("Send {\"column\": value, ...} for each row.")
		}
		if err != nil {
			return err
		}
	}
	_, err := p.token()
	return err
}

// places are the columns of the schema in their order.
func (p *rowReader) places() []int {
	out := make([]int, len(p.model.names))
	for i := range out {
		out[i] = i
	}
	return out
}

// object reads the rest of a row whose brace has been read.
func (p *rowReader) object() error {
	row := p.batch.Add()
	for p.d.More() {
		t, err := p.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		column, err := p.place(name)
		if err != nil {
			return err
		}
		if column < 0 {
			var skip json.RawMessage
			if err := p.d.Decode(&skip); err != nil {
				return notJSON(err)
			}
			continue
		}
		if t, err = p.token(); err != nil {
			return err
		}
		if err := p.set(row, column, t); err != nil {
			return err
		}
		p.seen[column] = row + 1
	}
	if _, err := p.token(); err != nil {
		return err
	}
	return p.complete(func(c int) bool { return p.seen[c] == row+1 }, fmt.Sprintf("Row %d", row+1))
}

// place is that of a column; -1 for one to pass over.
func (p *rowReader) place(name string) (int, error) {
	if c, ok := p.model.columns[name]; ok {
		if p.by != nil {
			p.by[c] = p.model.convert[name]
		}
		return c, nil
	}
	if p.lax || name == p.target {
		return -1, nil
	}
	e := refuse(http.StatusUnprocessableEntity, "The model has no column %q.", name)
	if near, ok := predict.Nearest(name, p.model.names); ok {
		return 0, e.hint("Did you mean %q?", near)
	}
	return 0, e.hint("GET /models/%s lists its columns; with ?unknown=ignore others are passed over.", p.model.name)
}

// complete refuses rows without a column that the model would be blind without.
func (p *rowReader) complete(has func(column int) bool, what string) error {
	any := false
	for c := range p.model.names {
		if has(c) {
			any = true
		} else if predict.Needed(&p.model.model.Schema, c) {
			return refuse(http.StatusUnprocessableEntity, "%s lacks the column %q, without which the model cannot predict.", what, p.model.names[c]).
				hint("Send null when its value is not known.")
		}
	}
	if !any {
		return refuse(http.StatusUnprocessableEntity, "%s has none of the columns that the model needs.", what)
	}
	return nil
}

// positional reads the rest of a row given as a list, whose bracket has been read.
func (p *rowReader) positional(places []int) error {
	row, k := p.batch.Add(), 0
	for ; p.d.More(); k++ {
		t, err := p.token()
		if err != nil {
			return err
		}
		if k >= len(places) {
			return uneven(row, len(places))
		}
		if places[k] < 0 {
			if _, ok := t.(json.Delim); ok {
				return refuse(http.StatusUnprocessableEntity, "Row %d holds a list or an object as a value.", row+1)
			}
			continue
		}
		if err := p.set(row, places[k], t); err != nil {
			return err
		}
	}
	if _, err := p.token(); err != nil {
		return err
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
	for p.d.More() {
		t, err := p.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		column, err := p.place(name)
		if err != nil {
			return err
		}
		var values []json.RawMessage
		if err := p.d.Decode(&values); err != nil {
			return refuse(http.StatusUnprocessableEntity, "Column %q is no list of values.", name)
		}
		if column < 0 {
			continue
		}
		given[column] = true
		if rows < 0 {
			for rows = 0; rows < len(values); rows++ {
				p.batch.Add()
			}
		}
		if len(values) != rows {
			return refuse(http.StatusUnprocessableEntity, "Column %q has %d values, another has %d.", name, len(values), rows)
		}
		for i, raw := range values {
			v, err := scalar(raw)
			if err != nil {
				return err
			}
			if err := p.set(i, column, v); err != nil {
				return err
			}
		}
	}
	if _, err := p.token(); err != nil {
		return err
	}
	return p.complete(func(c int) bool { return given[c] }, "The request")
}

// scalar reads one value; a list of one value counts as that value.
func scalar(raw json.RawMessage) (json.Token, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	t, err := d.Token()
	if err != nil {
		return nil, notJSON(err)
	}
	return t, nil
}

// set puts a JSON value into the batch.
func (p *rowReader) set(row, column int, t json.Token) error {
	c := &p.model.model.Schema.Columns[column]
	ok := false
	var shown string
	switch v := t.(type) {
	case nil:
		return nil
	case string:
		ok, shown = p.batch.Set(row, column, v), strconv.Quote(clip(v))
	case json.Number:
		shown = clip(v.String())
		if c.Kind == table.Number {
			if f, err := v.Float64(); err == nil {
				ok = p.batch.SetNumber(row, column, f)
			}
		} else {
			ok = p.batch.Set(row, column, v.String())
		}
	case bool:
		shown = strconv.FormatBool(v)
		if c.Kind != table.Number && c.Kind != table.Time {
			ok = p.batch.SetFlag(row, column, v) || p.batch.Set(row, column, shown)
		}
	case json.Delim:
		return refuse(http.StatusUnprocessableEntity, "Row %d holds a list or an object in column %q.", row+1, c.Name).hint("Send one text or number.")
	}
	if ok {
		if p.by != nil {
			p.batch.Convert(row, column, p.by[column])
		}
		return nil
	}
	e := refuse(http.StatusUnprocessableEntity, "Row %d: %s in column %q is no %s.", row+1, shown, c.Name, kindWord(c.Kind))
	if c.Kind == table.Time && c.Format.Layout != "" {
		return e.hint("Dates are spelt like %s.", c.Format.Layout)
	}
	return e
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
