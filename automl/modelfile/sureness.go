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
)

type surenessFile struct {
	automl.Sureness
	Spread  *graphFile `json:"spread,omitempty"`
	Strange *graphFile `json:"strange,omitempty"`
}

// encodeSureness adds the entries of what the model knows about its own sureness.
func encodeSureness(s *automl.Sureness, files map[string][]byte) (err error) {
	if s == nil {
		return nil
	}
	f := surenessFile{Sureness: *s}
	if s.Spread != nil {
		if f.Spread, err = encodeGraph(s.Spread, spreadLetter, files); err != nil {
			return err
		}
	}
	if s.Familiar != nil && s.Familiar.Strange != nil {
		if f.Strange, err = encodeGraph(s.Familiar.Strange, strangeLetter, files); err != nil {
			return err
		}
	}
	files[surenessEntry], err = marshal(f)
	return err
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
	fetch := func(name string) ([]byte, error) { return a.bytes(name, maxTotal) }
	s := f.Sureness
	var err error
	if f.Spread != nil {
		if s.Spread, err = decodeGraph(f.Spread, spreadLetter, fetch); err != nil {
			return nil, err
		}
	}
	if f.Strange != nil {
		if s.Familiar == nil {
			return nil, fmt.Errorf("there is a pipeline for what is familiar, but nothing about it")
		}
		if s.Familiar.Strange, err = decodeGraph(f.Strange, strangeLetter, fetch); err != nil {
			return nil, err
		}
	}
	return &s, nil
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
	f := s.Familiar
	if f == nil {
		return nil
	}
	for _, c := range f.Open {
		if c < 0 || c >= len(m.Schema.Columns) {
			return fmt.Errorf("there is no column %d", c)
		}
	}
	if f.Strange == nil {
		return nil
	}
	return checkShape(f.Strange, m.Schema.Columns, 1)
}

func checkShape(node *graph.Node, columns []automl.SchemaColumn, width int) error {
	out, err := outputShape(node, columns)
	if err == nil && (out.Text || out.Width != width) {
		err = fmt.Errorf("it answers %d columns instead of %d", out.Width, width)
	}
	return err
}
