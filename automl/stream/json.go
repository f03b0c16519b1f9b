package stream

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"winnow/automl"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// objects reads and writes records that are JSON objects.
type objects struct {
	columns
	spelt [][]byte // classes as JSON
}

// columns says where the needed columns stand in a record.
type columns struct {
	schema *automl.Schema
	place  map[string]int // by the name in the record
	needed []int          // columns without which the model is blind
}

func newColumns(s *automl.Schema, rename map[string]string) columns {
	c := columns{schema: s, place: map[string]int{}}
	for i := range s.Columns {
		name := s.Columns[i].Name
		if other, ok := rename[name]; ok {
			name = other
		}
		c.place[name] = i
		if predict.Needed(s, i) {
			c.needed = append(c.needed, i)
		}
	}
	return c
}

func newObjects(s *automl.Schema, rename map[string]string) (*objects, error) {
	o := &objects{columns: newColumns(s, rename)}
	for _, class := range s.Classes {
		raw, err := json.Marshal(class)
		if err != nil {
			return nil, err
		}
		o.spelt = append(o.spelt, raw)
	}
	return o, nil
}

// unreadable says why a record cannot be read.
type unreadable string

func (u unreadable) Error() string { return string(u) }

func refuse(format string, args ...any) error { return unreadable(fmt.Sprintf(format, args...)) }

// complete demands the columns without which the model is blind.
func (c *columns) complete(seen []bool) error {
	for _, k := range c.needed {
		if !seen[k] {
			return refuse("The record lacks the column %q, without which the model cannot predict.", c.schema.Columns[k].Name)
		}
	}
	for _, s := range seen {
		if s {
			return nil
		}
	}
	return refuse("The record has none of the columns that the model needs.")
}

// read adds a row to the batch; an error of type unreadable says why it could not, and the
// batch is as before.
func (o *objects) read(b *predict.Batch, raw []byte) error {
	switch trimmed := bytes.TrimSpace(raw); {
	case len(trimmed) == 0:
		return refuse("The record is empty.")
	case !utf8.Valid(raw) || !json.Valid(raw):
		return refuse("The record is not JSON.")
	case trimmed[0] != '{':
		return refuse("The record is no JSON object.")
	}
	row := b.Add()
	if err := o.object(b, row, raw); err != nil {
		b.Cut(row)
		return err
	}
	return nil
}

func (o *objects) object(b *predict.Batch, row int, raw []byte) error {
	seen := make([]bool, len(o.schema.Columns))
	err := members(raw, func(name, value []byte) error {
		k, ok := o.place[string(name)]
		if !ok {
			return nil
		}
		seen[k] = true
		return o.set(b, row, k, value)
	})
	if err != nil {
		return err
	}
	return o.complete(seen)
}

// set puts a JSON value under a column.
func (o *objects) set(b *predict.Batch, row, k int, value []byte) error {
	c, ok := &o.schema.Columns[k], false
	switch value[0] {
	case 'n':
		return nil
	case '{', '[':
		return refuse("The record holds a list or an object in column %q.", c.Name)
	case '"':
		ok = b.Set(row, k, text(value))
	case 't', 'f':
		if c.Kind != table.Number && c.Kind != table.Time {
			ok = b.SetFlag(row, k, value[0] == 't') || b.Set(row, k, string(value))
		}
	default:
		if c.Kind == table.Number {
			v, err := strconv.ParseFloat(string(value), 64)
			ok = err == nil && b.SetNumber(row, k, v)
		} else {
			ok = b.Set(row, k, string(value))
		}
	}
	if !ok {
		return misfit(c, string(value))
	}
	return nil
}

// misfit says that a text is not of its column's kind.
func misfit(c *automl.SchemaColumn, value string) error {
	const most = 60
	if r := []rune(value); len(r) > most {
		value = string(r[:most]) + "…"
	}
	if c.Kind == table.Time {
		return refuse("%s in column %q is no date.", value, c.Name)
	}
	return refuse("%s in column %q is no number.", value, c.Name)
}

// members calls each for the names and values of a JSON object that is known to be valid.
func members(raw []byte, each func(name, value []byte) error) error {
	i := bytes.IndexByte(raw, '{') + 1
	for {
		for i < len(raw) && raw[i] != '"' && raw[i] != '}' {
			i++ // blanks and commas
		}
		if i >= len(raw) || raw[i] == '}' {
			return nil
		}
		end := valueEnd(raw, i)
		name := raw[i+1 : end-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			name = []byte(text(raw[i:end]))
		}
		i = end + bytes.IndexByte(raw[end:], ':') + 1
		for raw[i] <= ' ' {
			i++
		}
		end = valueEnd(raw, i)
		if err := each(name, raw[i:end]); err != nil {
			return err
		}
		i = end
	}
}

// valueEnd is where the JSON value ends that begins at i.
func valueEnd(raw []byte, i int) int {
	switch raw[i] {
	case '"':
		for i++; raw[i] != '"'; i++ {
			if raw[i] == '\\' {
				i++
			}
		}
		return i + 1
	case '{', '[':
		depth := 0
		for {
			switch raw[i] {
			case '"':
				i = valueEnd(raw, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if i++; depth == 0 {
				return i
			}
		}
	}
	for i < len(raw) && raw[i] > ' ' && raw[i] != ',' && raw[i] != '}' && raw[i] != ']' {
		i++
	}
	return i
}

// text is what a JSON string says.
func text(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return string(inner)
	}
	return s
}

// write spells the record with the answer for row i of the batch after its own members.
func (o *objects) write(raw []byte, b *predict.Batch, i int) ([]byte, error) {
	body := bytes.TrimSpace(raw)
	body = bytes.TrimRight(body[:len(body)-1], " \t\r\n")
	dst := append(make([]byte, 0, len(body)+160), body...)
	free := o.free(raw)
	member := func(name string) {
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), free(name)...), '"', ':')
	}
	member("prediction")
	switch v := b.Prediction.Row(i)[0]; {
	case math.IsNaN(v):
		dst = append(dst, "null"...)
	case len(o.spelt) == 0:
		dst = number(dst, v)
	default:
		dst = append(dst, o.spelt[b.Prediction.Class(i)]...)
	}
	if len(o.spelt) > 0 {
		member("probabilities")
		for k, c := range o.spelt {
			dst = append(append(append(dst, "{,"[min(k, 1)]), c...), ':')
			dst = number(dst, b.Chance(i, k))
		}
		dst = append(dst, '}')
	}
	if low, high, ok := b.Interval(i); ok {
		member("lower")
		dst = number(dst, low)
		member("upper")
		dst = number(dst, high)
	}
	if set, ok := b.Classes(i); ok {
		member("set")
		dst = append(dst, '[')
		for k, c := range set {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, o.spelt[c]...)
		}
		dst = append(dst, ']')
	}
	if w := b.Warning(i); w != "" {
		said, err := json.Marshal(w)
		if err != nil {
			return nil, err
		}
		member("warning")
		dst = append(dst, said...)
	}
	return append(dst, '}'), nil
}

// answers are the names of what is added to a record.
var answers = []string{"prediction", "probabilities", "lower", "upper", "set", "warning"}

// free gives a name that the record does not have: the name itself, or with a number.
func (o *objects) free(raw []byte) func(string) string {
	var taken map[string]bool
	_ = members(raw, func(name, _ []byte) error { // Why: the function never fails
		for _, a := range answers {
			if strings.HasPrefix(string(name), a) {
				if taken == nil {
					taken = map[string]bool{}
				}
				taken[string(name)] = true
			}
		}
		return nil
	})
	return func(name string) string {
		if !taken[name] {
			return name
		}
		for k := 2; ; k++ {
			if n := name + "_" + strconv.Itoa(k); !taken[n] {
				return n
			}
		}
	}
}

// number appends a number; JSON has none that is not finite.
func number(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}
