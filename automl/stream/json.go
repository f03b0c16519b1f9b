package stream

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"winnow/automl"
	"winnow/automl/jsonrow"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// objects reads and writes records that are JSON objects.
type objects struct {
	columns
	classes jsonrow.Classes
}

// columns says where the needed columns stand in a record.
type columns struct {
	jsonrow.Names
	schema *automl.Schema
	needed []int // columns without which the model is blind
}

func newColumns(s *automl.Schema, rename map[string]string) columns {
	c := columns{Names: jsonrow.NamesOf(s, rename), schema: s}
	for i := range s.Columns {
		if predict.Needed(s, i) {
			c.needed = append(c.needed, i)
		}
	}
	return c
}

func newObjects(s *automl.Schema, rename map[string]string) *objects {
	return &objects{columns: newColumns(s, rename), classes: jsonrow.ClassesOf(s.Classes)}
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
	if !slices.Contains(seen, true) {
		return refuse("The record has none of the columns that the model needs.")
	}
	return nil
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
	err := members(raw, func(name string, value jsonrow.Token) error {
		k, ok := o.Place[name]
		if !ok {
			return nil
		}
		seen[k] = true
		if value.Opens() {
			return refuse("The record holds a list or an object in column %q.", o.schema.Columns[k].Name)
		}
		if !jsonrow.Set(b, row, k, value, o.Units[name]) {
			return misfit(&o.schema.Columns[k], spelt(value))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return o.complete(seen)
}

// spelt is a value as the record spells it.
func spelt(t jsonrow.Token) string {
	switch t.Kind {
	case jsonrow.Text:
		return `"` + string(t.Raw) + `"`
	case jsonrow.Number:
		return string(t.Raw)
	}
	return strconv.FormatBool(t.Kind == jsonrow.True)
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

// members calls each for the names and values of a JSON object that is known to be valid, of a
// list or an object for its beginning.
func members(raw []byte, each func(name string, value jsonrow.Token) error) error {
	in := jsonrow.Read(raw)
	in.Next()
	for {
		name := in.Next()
		if name.Kind != jsonrow.Text {
			return nil
		}
		value := in.Next()
		if err := each(name.Text(), value); err != nil {
			return err
		}
		in.Skip(value)
	}
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
	dst = o.classes.AppendAnswer(dst, b, i)
	if len(o.classes) > 0 {
		member("probabilities")
		dst = o.classes.AppendChances(dst, b, i)
	}
	if low, high, ok := b.Interval(i); ok {
		member("lower")
		dst = jsonrow.AppendNumber(dst, low)
		member("upper")
		dst = jsonrow.AppendNumber(dst, high)
	}
	if set, ok := b.Classes(i); ok {
		member("set")
		dst = o.classes.AppendSet(dst, set)
	}
	if w := b.Warning(i); w != "" {
		member("warning")
		dst = jsonrow.AppendText(dst, w)
	}
	return append(dst, '}'), nil
}

// answers are the names of what is added to a record.
var answers = []string{"prediction", "probabilities", "lower", "upper", "set", "warning"}

// free gives a name that the record does not have: the name itself, or with a number.
func (o *objects) free(raw []byte) func(string) string {
	var taken map[string]bool
	_ = members(raw, func(name string, _ jsonrow.Token) error { // Why: the function never fails
		for _, a := range answers {
			if strings.HasPrefix(name, a) {
				if taken == nil {
					taken = map[string]bool{}
				}
				taken[name] = true
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
