package jsonrow

import (
	"strconv"

	"winnow/automl"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// Names says under which names, and in which units, the columns of a model may be given.
type Names struct {
	Place map[string]int               // of a column, by each of its names
	Units map[string]automl.Conversion // of numbers, by the name that they are given under; nil for none
}

// NamesOf lets columns be given under their own names and under those of the mapping that is
// kept with the model, in its units; a column that is renamed here only under that name. What
// is scaled under a name of the mapping is not under its own.
func NamesOf(s *automl.Schema, rename map[string]string) Names {
	n := Names{Place: map[string]int{}}
	for i, c := range s.Columns {
		if other, told := rename[c.Name]; told {
			n.Place[other] = i
		} else {
			n.Place[c.Name] = i
		}
	}
	if s.Mapping.Empty() {
		return n
	}
	n.Units = map[string]automl.Conversion{}
	for i, c := range s.Columns {
		if _, told := rename[c.Name]; told {
			continue
		}
		name := c.Name
		if found := s.Mapping.Rename[c.Name]; found != "" {
			if _, taken := n.Place[found]; taken {
				continue
			}
			n.Place[found], name = i, found
		}
		if by := s.Mapping.For(c.Name); !by.Plain() {
			n.Units[name] = by
		}
	}
	return n
}

// Set puts a value into a batch, turned into the unit of training. It is false, and nothing is
// changed, when the value is not of the column's kind.
func Set(b *predict.Batch, row, column int, t Token, by automl.Conversion) bool {
	ok := false
	switch kind := b.Kind(column); t.Kind {
	case Null:
		return true
	case Text:
		ok = b.Set(row, column, t.Text())
	case Number:
		if kind != table.Number {
			ok = b.Set(row, column, string(t.Raw))
		} else if v, finite := t.Number(); finite {
			ok = b.SetNumber(row, column, v)
		}
	case True, False:
		if yes := t.Kind == True; kind != table.Number && kind != table.Time {
			ok = b.SetFlag(row, column, yes) || b.Set(row, column, strconv.FormatBool(yes))
		}
	}
	if ok && !by.Plain() {
		b.Convert(row, column, by)
	}
	return ok
}
