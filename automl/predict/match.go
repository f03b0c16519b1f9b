// Package predict uses a model: it finds the columns that the model needs in a file,
// evaluates the pipeline over its rows, and writes the answers beside each other in the
// order of the file.
package predict

import (
	"errors"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// ErrNoColumn is the cause when a file has none of the columns that a model needs.
var ErrNoColumn = errors.New("no column of the model")

// blindWeight is the share of a model's importance from which a column cannot be absent:
// without a quarter of what it looks at, what it says is guessing.
const blindWeight = 0.25

// Match finds the schema's columns in t and lays them out for the evaluation of the model's
// graph. A column is looked for under the name that rename gives it, then under the one that
// is kept with the model, then under its own name, then under its name without case, spaces
// and punctuation. The order of columns does not matter; columns that are not needed are
// returned as extra. A column that is absent is filled as missing, unless the model would be
// blind without it: then the error names it and the near names in the file. The matches are
// returned with that error too.
func Match(s *automl.Schema, t *table.Table, rename map[string]string) (*graph.Frame, []automl.Match, []string, error) {
	l, err := locate(s, t.Names(), own(s, rename))
	if err != nil {
		return nil, l.matches, nil, err
	}
	frame, matches, extra := l.frame(s, t)
	return frame, matches, extra, nil
}

// located is where the schema's columns stand in a file.
type located struct {
	places  []int // of each column; -1 where it is absent
	convert []automl.Conversion
	matches []automl.Match
}

// frame lays a table out; matches count what is odd about its rows.
func (l *located) frame(s *automl.Schema, t *table.Table) (*graph.Frame, []automl.Match, []string) {
	frame := &graph.Frame{Rows: t.Rows(), Cols: make([]graph.FrameColumn, len(l.places))}
	matches := slices.Clone(l.matches)
	used := map[int]bool{}
	for i, p := range l.places {
		if p < 0 {
			frame.Cols[i] = absent(&s.Columns[i], t.Rows())
			continue
		}
		used[p] = true
		frame.Cols[i] = convert(&s.Columns[i], t.Column(p), l.convert[i], &matches[i])
	}
	var extra []string
	for i, n := range t.Names() {
		if !used[i] {
			extra = append(extra, n)
		}
	}
	return frame, matches, extra
}

// locate finds each column of the schema among names.
func locate(s *automl.Schema, names []string, p pairing) (*located, error) {
	l := &located{places: make([]int, len(s.Columns)), convert: make([]automl.Conversion, len(s.Columns)), matches: make([]automl.Match, len(s.Columns))}
	if err := p.check(s, names); err != nil {
		l.matches = nil
		return l, err
	}
	taken, settled := map[int]bool{}, make([]bool, len(s.Columns))
	take := func(i, place int, state automl.MatchState, kept bool) {
		m := &l.matches[i]
		l.places[i], taken[place] = place, true
		m.Found, m.State = names[place], state
		if l.convert[i] = p.convert(s.Columns[i].Name, kept); !l.convert[i].Plain() {
			c := l.convert[i]
			m.Convert = &c
		}
	}
	for i, c := range s.Columns {
		l.places[i] = -1
		l.matches[i].Column = c.Name
		other, told := p.rename[c.Name]
		place, kept := p.kept(c.Name, names)
		switch {
		case told && other == "", !told && kept && place < 0:
			settled[i] = true
		case told:
			take(i, slices.Index(names, other), automl.MatchRenamed, false)
		case kept:
			take(i, place, automl.MatchRenamed, true)
		default:
			if place := slices.Index(names, c.Name); place >= 0 {
				take(i, place, automl.MatchOK, false)
			}
		}
	}
	for i, c := range s.Columns {
		if l.places[i] >= 0 || settled[i] {
			continue
		}
		switch like := alike(c.Name, s.Target, names, taken); len(like) {
		case 0:
		case 1:
			take(i, like[0], automl.MatchRenamed, false)
			l.matches[i].Note = fmt.Sprintf("Column %q of the file was taken for %q.", names[like[0]], c.Name)
		default:
			l.matches[i].Note = fmt.Sprintf("More than one column of the file is called like %q.", c.Name)
		}
	}
	return l, weigh(s, names, l.places, l.matches)
}

// alike are the places of names that differ from name in their spelling only.
func alike(name, target string, names []string, taken map[int]bool) []int {
	want := folded(name)
	var out []int
	for p, n := range names {
		if want != "" && !taken[p] && n != target && folded(n) == want {
			out = append(out, p)
		}
	}
	return out
}

// blind reports whether the model would be blind without a column.
func blind(s *automl.Schema, i int) bool {
	return len(s.Columns) == 1 || s.Columns[i].Weight >= blindWeight || s.Columns[i].Needed
}

// weigh decides what becomes of the columns that were not found.
func weigh(s *automl.Schema, names []string, places []int, matches []automl.Match) error {
	var gone, lost []string
	for i := range s.Columns {
		c, m := &s.Columns[i], &matches[i]
		if places[i] >= 0 {
			continue
		}
		gone = append(gone, c.Name)
		if blind(s, i) {
			m.State = automl.MatchAbsent
			lost = append(lost, c.Name)
			continue
		}
		m.State = automl.MatchFilled
		if m.Note == "" {
			m.Note = fmt.Sprintf("The file has no column %q; it was taken as missing in every row.", c.Name)
		}
	}
	if len(gone) == len(s.Columns) && len(s.Columns) > 1 {
		for i := range matches {
			matches[i].State = automl.MatchAbsent
		}
		e := automl.Errorf("predict", automl.BadData, "The file has none of the %d columns that the model needs.", len(gone))
		e.Err = ErrNoColumn
		return e.WithHint("It has %s; the model needs %s.", listed(names, 12), listed(gone, 12))
	}
	if len(lost) == 0 {
		return nil
	}
	noun := "column"
	if len(lost) > 1 {
		noun = "columns"
	}
	e := automl.Errorf("predict", automl.BadData, "The file lacks the %s %s, without which the model cannot predict.", noun, listed(lost, 12))
	for _, b := range lost {
		if near, ok := Nearest(b, unused(names, places)); ok {
			e.Hint += fmt.Sprintf("Is %q the column %q? Then say that it stands for it. ", near, b)
		}
	}
	e.Hint += fmt.Sprintf("The file has %s.", listed(names, 20))
	return e
}

func unused(names []string, places []int) []string {
	var out []string
	for p, n := range names {
		if !slices.Contains(places, p) {
			out = append(out, n)
		}
	}
	return out
}

func columnNames(s *automl.Schema) []string {
	out := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		out[i] = c.Name
	}
	return out
}
