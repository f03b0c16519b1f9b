package modelfile

import (
	"errors"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

var errUnknownOp = errors.New("this Winnow does not know it")

// checkModel tells whether the parts of a model fit each other.
func checkModel(m *automl.Model) error {
	if err := checkSchema(&m.Schema); err != nil {
		return err
	}
	if m.Graph == nil {
		return fmt.Errorf("the model has no graph")
	}
	out, err := outputShape(m.Graph, m.Schema.Columns)
	if err != nil {
		return err
	}
	want := m.Schema.Task.PredictionWidth(len(m.Schema.Classes))
	if out.Text || out.Width != want {
		return fmt.Errorf("the graph answers %d columns, the task needs %d", out.Width, want)
	}
	if err := CheckMapping(&m.Schema, m.Schema.Mapping); err != nil {
		return err
	}
	if err := checkSureness(m); err != nil {
		return err
	}
	return checkSample(m, want)
}

func checkSchema(s *automl.Schema) error {
	switch n := len(s.Classes); s.Task {
	case automl.Regression:
		if n != 0 {
			return fmt.Errorf("a number has no classes, here are %d", n)
		}
	case automl.Binary:
		if n != 2 {
			return fmt.Errorf("there are %d classes instead of two", n)
		}
	case automl.Multiclass:
		if n < 2 || n > maxClasses {
			return fmt.Errorf("there are %d classes", n)
		}
	default:
		return fmt.Errorf("the task %.40q is unknown", s.Task)
	}
	if len(s.Columns) > maxColumns {
		return fmt.Errorf("there are %d columns", len(s.Columns))
	}
	if err := distinct("class", s.Classes); err != nil {
		return err
	}
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
		if _, err := table.ParseKind(string(c.Kind)); err != nil {
			return fmt.Errorf("column %.80q: the kind %.40q is unknown", c.Name, c.Kind)
		}
		if err := distinct(fmt.Sprintf("level of column %.80q", c.Name), c.Levels); err != nil {
			return err
		}
		if err := checkTypical(&c); err != nil {
			return fmt.Errorf("column %.80q: %w", c.Name, err)
		}
	}
	if len(s.Target) > maxName {
		return fmt.Errorf("the target's name has %d bytes", len(s.Target))
	}
	if s.Decision < 0 || s.Decision > 1 {
		return fmt.Errorf("the threshold is %v", s.Decision)
	}
	return distinct("column", names)
}

// checkTypical tells whether what is said of the spread of a column fits it.
func checkTypical(c *automl.SchemaColumn) error {
	t := c.Typical
	if t == nil {
		return nil
	}
	groups := len(t.Edges) + 1
	if c.Kind == table.Category || c.Kind == table.YesNo {
		groups = len(c.Levels)
	}
	if n := len(t.Shares); n != 0 && n != groups {
		return fmt.Errorf("there are %d shares of %d groups", n, groups)
	}
	if n := len(t.Middle); n != 0 && n != len(automl.TypicalAt) {
		return fmt.Errorf("there are %d quantiles", n)
	}
	if !slices.IsSorted(t.Edges) || !slices.IsSorted(t.Middle) {
		return fmt.Errorf("its groups do not ascend")
	}
	if slices.ContainsFunc(t.Shares, func(v float64) bool { return !(v >= 0 && v <= 1) }) {
		return fmt.Errorf("its shares lie outside 0 to 1")
	}
	return nil
}

func distinct(what string, words []string) error {
	seen := make(map[string]bool, len(words))
	for _, w := range words {
		if len(w) > maxName {
			return fmt.Errorf("the name of a %s has %d bytes", what, len(w))
		}
		if seen[w] {
			return fmt.Errorf("there is more than one %s called %.80q", what, w)
		}
		seen[w] = true
	}
	return nil
}

// outputShape works out every node's shape once, and checks the inputs against the
// columns.
func outputShape(out *graph.Node, columns []automl.SchemaColumn) (graph.Shape, error) {
	shapes := map[*graph.Node]graph.Shape{}
	var first error
	graph.Walk(out, func(n *graph.Node) {
		if first != nil {
			return
		}
		in := make([]graph.Shape, len(n.In))
		for i, k := range n.In {
			in[i] = shapes[k]
		}
		var err error
		if shapes[n], err = n.Op.Shape(in); err == nil {
			if op, ok := n.Op.(*graph.Input); ok {
				err = checkInput(op, columns)
			}
		}
		if err != nil {
			first = fmt.Errorf("operator %s: %w", n.Op.ID(), err)
		}
	})
	return shapes[out], first
}

func checkInput(op *graph.Input, columns []automl.SchemaColumn) error {
	if op.Column >= len(columns) {
		return fmt.Errorf("there is no column %d", op.Column)
	}
	if c := columns[op.Column]; op.Text != (c.Kind == table.Text) {
		return fmt.Errorf("column %.80q is of kind %s", c.Name, c.Kind)
	}
	return nil
}

func checkSample(m *automl.Model, width int) error {
	rows := max(0, len(m.Sample)-1)
	if len(m.Expected) != rows*width {
		return fmt.Errorf("%d expected values for %d sample rows", len(m.Expected), rows)
	}
	for i, r := range m.Sample {
		if len(r) != len(m.Sample[0]) || len(r) == 0 {
			return fmt.Errorf("sample row %d has %d cells, not %d", i, len(r), len(m.Sample[0]))
		}
	}
	return nil
}
