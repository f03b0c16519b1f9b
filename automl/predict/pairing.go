package predict

import (
	"maps"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/table"
)

// pairing says which column of a file stands for which of the schema, and in what unit.
type pairing struct {
	rename map[string]string            // as told: an error where the file has no such column
	scale  map[string]automl.Conversion // as told
	saved  *automl.Mapping              // kept with the model: holds where the file has the name
}

// pairingOf is what was told and what is kept with a model.
func pairingOf(s *automl.Schema, rename map[string]string, scale map[string]automl.Conversion, plain bool) pairing {
	p := pairing{rename: rename, scale: scale, saved: s.Mapping}
	if plain {
		p.saved = nil
	}
	return p
}

// own is the pairing of files for which nothing is told: what is kept with the model.
func own(s *automl.Schema, rename map[string]string) pairing {
	return pairingOf(s, rename, nil, false)
}

// all is the whole mapping in one; nil when nothing is told or kept.
func (p *pairing) all() *automl.Mapping {
	m := &automl.Mapping{Rename: map[string]string{}, Scale: map[string]automl.Conversion{}}
	if p.saved != nil {
		maps.Copy(m.Rename, p.saved.Rename)
		maps.Copy(m.Scale, p.saved.Scale)
	}
	for needed, found := range p.rename {
		if m.Rename[needed] != found {
			delete(m.Scale, needed)
		}
		m.Rename[needed] = found
	}
	for needed, c := range p.scale {
		if m.Scale[needed] = c; c.Plain() {
			delete(m.Scale, needed)
		}
	}
	if m.Empty() {
		return nil
	}
	return m
}

// kept is the column of the file that is kept with the model for a needed one; ok is false
// when there is none or the file lacks it.
func (p *pairing) kept(needed string, names []string) (place int, ok bool) {
	if p.saved == nil {
		return -1, false
	}
	found, ok := p.saved.Rename[needed]
	if !ok {
		return -1, false
	}
	if found == "" {
		return -1, true
	}
	place = slices.Index(names, found)
	return place, place >= 0
}

// convert is the conversion of a needed column that was found. What is kept belongs to the
// name that is kept: it does not hold for a column that is found under another one.
func (p *pairing) convert(needed string, byKept bool) automl.Conversion {
	if c, ok := p.scale[needed]; ok {
		return c
	}
	if p.saved == nil {
		return automl.Conversion{}
	}
	if _, told := p.rename[needed]; told {
		return automl.Conversion{}
	}
	if _, renamed := p.saved.Rename[needed]; renamed && !byKept {
		return automl.Conversion{}
	}
	return p.saved.Scale[needed]
}

// check refuses what was told of columns that are not there.
func (p *pairing) check(s *automl.Schema, names []string) error {
	known := func(needed, what string) error {
		i := slices.IndexFunc(s.Columns, func(c automl.SchemaColumn) bool { return c.Name == needed })
		if i < 0 {
			e := automl.Errorf("predict", automl.BadUsage, "The model has no column %q to %s.", needed, what)
			return e.WithHint("It needs %s.", listed(columnNames(s), 20))
		}
		if what == "scale" && s.Columns[i].Kind != table.Number {
			return automl.Errorf("predict", automl.BadUsage, "Column %q holds no numbers, so it cannot be scaled.", needed)
		}
		return nil
	}
	for _, needed := range slices.Sorted(maps.Keys(p.rename)) {
		if err := known(needed, "rename"); err != nil {
			return err
		}
		if found := p.rename[needed]; found != "" && !slices.Contains(names, found) {
			e := automl.Errorf("predict", automl.BadUsage, "The file has no column %q to take for %q.", found, needed)
			if near, ok := Nearest(found, names); ok {
				return e.WithHint("Did you mean %q?", near)
			}
			return e.WithHint("It has %s.", listed(names, 20))
		}
	}
	for _, needed := range slices.Sorted(maps.Keys(p.scale)) {
		if err := known(needed, "scale"); err != nil {
			return err
		}
		c := p.scale[needed]
		if c.Factor == 0 || math.IsNaN(c.Factor+c.Offset) || math.IsInf(c.Factor+c.Offset, 0) {
			return automl.Errorf("predict", automl.BadUsage, "Column %q cannot be scaled by %v.", needed, c).WithHint("Give a number other than 0, such as 0.01.")
		}
	}
	return nil
}
