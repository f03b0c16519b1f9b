package modelfile

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// Letters that begin the names of the arrays of each pipeline in a file.
const (
	mainLetter    = "n"
	spreadLetter  = "w" // how wide the interval of a row is
	strangeLetter = "f" // how familiar a row is
	relateLetter  = "r" // which columns go together
)

type surenessFile struct {
	automl.Sureness
	Spread    *graphFile `json:"spread,omitempty"`
	Strange   *graphFile `json:"strange,omitempty"`
	Relations *graphFile `json:"relations,omitempty"`
}

// encodeSureness adds the entries of what the model knows about its own sureness.
func encodeSureness(s *automl.Sureness, files map[string][]byte) (err error) {
	if s == nil {
		return nil
	}
	f := surenessFile{Sureness: *s}
	for _, g := range pipelines(s, &f) {
		if *g.node != nil {
			if *g.file, err = encodeGraph(*g.node, g.letter, files); err != nil {
				return err
			}
		}
	}
	files[surenessEntry], err = marshal(f)
	return err
}

// pipeline is where one stands in memory and in the file.
type pipeline struct {
	node   **graph.Node
	file   **graphFile
	letter string
}

func pipelines(s *automl.Sureness, f *surenessFile) []pipeline {
	out := []pipeline{{&s.Spread, &f.Spread, spreadLetter}}
	if s.Familiar != nil {
		out = append(out, pipeline{&s.Familiar.Strange, &f.Strange, strangeLetter}, pipeline{&s.Familiar.Relations, &f.Relations, relateLetter})
	}
	return out
}

// sureness is what the file says of it; nil when it says nothing, as in format 1.
func (a *archive) sureness() (*automl.Sureness, error) {
	if a.files[surenessEntry] == nil {
		return nil, nil
	}
	var f surenessFile
	if err := a.json(surenessEntry, &f); err != nil {
		return nil, err
	}
	s := &f.Sureness
	for _, g := range pipelines(s, &f) {
		if *g.file != nil {
			var err error
			if *g.node, err = decodeGraph(*g.file, g.letter, a.array); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// checkSureness tells whether what is said of sureness fits the model.
func checkSureness(m *automl.Model) error {
	s := m.Sureness
	if s == nil {
		return nil
	}
	n := len(s.Levels)
	if n == 0 || !slices.IsSorted(s.Levels) || !(s.Levels[0] > 0) || !(s.Levels[n-1] < 1) {
		return fmt.Errorf("intervals are for the shares %.40v", s.Levels)
	}
	classes := len(m.Schema.Classes)
	if want := n * (1 - min(classes, 1)); len(s.Factors) != want {
		return fmt.Errorf("there are %d intervals instead of %d", len(s.Factors), want)
	}
	if want := n * min(classes, 1); len(s.Least) != want {
		return fmt.Errorf("there are %d bounds of sets instead of %d", len(s.Least), want)
	}
	for _, least := range s.Least {
		if len(least) != classes || slices.ContainsFunc(least, math.IsNaN) {
			return fmt.Errorf("there are bounds for %d classes instead of %d", len(least), classes)
		}
	}
	if s.Spread != nil && classes > 0 {
		return fmt.Errorf("classes have no width of intervals")
	}
	if s.Spread != nil {
		predicted := automl.SchemaColumn{Field: table.Field{Name: "prediction", Kind: table.Number}}
		columns := append(slices.Clone(m.Schema.Columns), predicted)
		if err := checkShape(s.Spread, columns, 2); err != nil {
			return fmt.Errorf("the width of intervals: %w", err)
		}
	}
	if s.Familiar == nil {
		return nil
	}
	return checkFamiliar(s.Familiar, m.Schema.Columns)
}

func checkFamiliar(f *automl.Familiar, columns []automl.SchemaColumn) error {
	named := slices.Clone(f.Open)
	for _, r := range f.Related {
		if len(r.Columns) != 2 {
			return fmt.Errorf("%d columns go together", len(r.Columns))
		}
		named = append(named, r.Columns...)
	}
	for _, c := range named {
		if c < 0 || c >= len(columns) {
			return fmt.Errorf("there is no column %d", c)
		}
	}
	if (f.Relations == nil) != (len(f.Related) == 0) {
		return fmt.Errorf("there are %d relations, and a pipeline for them or not", len(f.Related))
	}
	if f.Relations != nil {
		if err := checkShape(f.Relations, columns, len(f.Related)); err != nil {
			return err
		}
	}
	if f.Strange == nil {
		return nil
	}
	return checkShape(f.Strange, columns, 1)
}

func checkShape(node *graph.Node, columns []automl.SchemaColumn, width int) error {
	out, err := outputShape(node, columns)
	if err == nil && (out.Text || out.Width != width) {
		err = fmt.Errorf("it answers %d columns instead of %d", out.Width, width)
	}
	return err
}
