// Package predict uses a model: it finds the columns that the model needs in a file,
// evaluates the pipeline over its rows, and writes the answers beside each other in the
// order of the file.
package predict

import (
	"fmt"
	"maps"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// blindWeight is the share of a model's importance from which a column cannot be absent:
// without a quarter of what it looks at, what it says is guessing.
const blindWeight = 0.25

// Match finds the schema's columns in t and lays them out for the evaluation of the model's
// graph. A column is looked for under the name that rename gives it, then under its own
// name, then under its name without case, spaces and punctuation. The order of columns does
// not matter; columns that are not needed are returned as extra. A column that is absent is
// filled as missing, unless the model would be blind without it: then the error names it
// and the near names in the file. The matches are returned with that error too.
func Match(s *automl.Schema, t *table.Table, rename map[string]string) (*graph.Frame, []automl.Match, []string, error) {
	places, matches, err := locate(s, t.Names(), rename)
	if err != nil {
		return nil, matches, nil, err
	}
	frame := &graph.Frame{Rows: t.Rows(), Cols: make([]graph.FrameColumn, len(places))}
	used := map[int]bool{}
	for i, p := range places {
		if p < 0 {
			frame.Cols[i] = absent(&s.Columns[i], t.Rows())
			continue
		}
		used[p] = true
		frame.Cols[i] = convert(&s.Columns[i], t.Column(p), &matches[i])
	}
	var extra []string
	for i, n := range t.Names() {
		if !used[i] {
			extra = append(extra, n)
		}
	}
	return frame, matches, extra, nil
}

// locate finds each column of the schema among names: its place, or -1.
func locate(s *automl.Schema, names []string, rename map[string]string) ([]int, []automl.Match, error) {
	if err := checkRename(s, names, rename); err != nil {
		return nil, nil, err
	}
	places := make([]int, len(s.Columns))
	matches := make([]automl.Match, len(s.Columns))
	taken := map[int]bool{}
	take := func(i, p int, state automl.MatchState) {
		places[i], taken[p] = p, true
		matches[i].Found, matches[i].State = names[p], state
	}
	for i, c := range s.Columns {
		places[i] = -1
		matches[i].Column = c.Name
		if other, ok := rename[c.Name]; ok {
			take(i, slices.Index(names, other), automl.MatchRenamed)
		} else if p := slices.Index(names, c.Name); p >= 0 {
			take(i, p, automl.MatchOK)
		}
	}
	for i, c := range s.Columns {
		if places[i] >= 0 {
			continue
		}
		switch like := alike(c.Name, s.Target, names, taken); len(like) {
		case 0:
		case 1:
			take(i, like[0], automl.MatchRenamed)
			matches[i].Note = fmt.Sprintf("Column %q of the file was taken for %q.", names[like[0]], c.Name)
		default:
			matches[i].Note = fmt.Sprintf("More than one column of the file is called like %q.", c.Name)
		}
	}
	return places, matches, weigh(s, names, places, matches)
}

func checkRename(s *automl.Schema, names []string, rename map[string]string) error {
	for _, needed := range slices.Sorted(maps.Keys(rename)) {
		if !slices.ContainsFunc(s.Columns, func(c automl.SchemaColumn) bool { return c.Name == needed }) {
			e := automl.Errorf("predict", automl.BadUsage, "The model has no column %q to rename.", needed)
			return e.WithHint("It needs %s.", listed(columnNames(s), 20))
		}
		if found := rename[needed]; !slices.Contains(names, found) {
			e := automl.Errorf("predict", automl.BadUsage, "The file has no column %q to take for %q.", found, needed)
			if near, ok := Nearest(found, names); ok {
				return e.WithHint("Did you mean %q?", near)
			}
			return e.WithHint("It has %s.", listed(names, 20))
		}
	}
	return nil
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

// weigh decides what becomes of the columns that were not found.
func weigh(s *automl.Schema, names []string, places []int, matches []automl.Match) error {
	var gone, blind []string
	for i := range s.Columns {
		c, m := &s.Columns[i], &matches[i]
		if places[i] >= 0 {
			continue
		}
		gone = append(gone, c.Name)
		if len(s.Columns) == 1 || c.Weight >= blindWeight || c.Needed {
			m.State = automl.MatchAbsent
			blind = append(blind, c.Name)
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
		return e.WithHint("It has %s; the model needs %s.", listed(names, 12), listed(gone, 12))
	}
	if len(blind) == 0 {
		return nil
	}
	noun := "column"
	if len(blind) > 1 {
		noun = "columns"
	}
	e := automl.Errorf("predict", automl.BadData, "The file lacks the %s %s, without which the model cannot predict.", noun, listed(blind, 12))
	for _, b := range blind {
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
