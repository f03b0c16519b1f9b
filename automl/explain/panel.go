package explain

import (
	"context"
	"fmt"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// Question is a pipeline and the rows it is asked about.
type Question struct {
	Out    *graph.Node
	Frame  *graph.Frame
	Rows   []int32 // of the frame; nil means all
	Schema *automl.Schema
	// Threshold is that of automl.Prediction.
	Threshold float64
	Workers   int // goroutines; below 1 counts as 1
	Seed      uint64
}

// column is the place of a column of the schema, or an error that names those there are.
func (s *Question) column(name string) (int, error) {
	i := slices.IndexFunc(s.Schema.Columns, func(c automl.SchemaColumn) bool { return c.Name == name })
	if i < 0 {
		e := automl.Errorf("explain", automl.BadUsage, "The model has no column %q.", name)
		return 0, e.WithHint("It reads %s.", quoted(columnNames(s.Schema), 20))
	}
	return i, nil
}

func columnNames(s *automl.Schema) []string {
	names := make([]string, len(s.Columns))
	for i := range s.Columns {
		names[i] = s.Columns[i].Name
	}
	return names
}

// rows are the rows asked about, at most so many of them, drawn by the seed, in order.
func (s *Question) rows(most int) []int32 {
	rows := s.Rows
	if rows == nil {
		rows = make([]int32, s.Frame.Rows)
		for i := range rows {
			rows[i] = int32(i)
		}
	}
	if len(rows) <= most {
		return rows
	}
	places := num.Perm(num.RNG(s.Seed, "explained rows"), len(rows))[:most]
	slices.Sort(places)
	return gather(rows, places)
}

// panel evaluates a pipeline over a small frame of its own, any of whose columns can be
// exchanged for others; by many goroutines at once.
type panel struct {
	frame *graph.Frame
	width int
	seats chan *seat // not in use at present
	first *graph.Plan
}

// seat is what one worker evaluates with.
type seat struct {
	frame graph.Frame
	plan  *graph.Plan
}

// exchange puts values into a column of every row.
type exchange struct {
	column int
	with   graph.FrameColumn
}

// newPanel copies the given rows of the columns that the pipeline reads.
func newPanel(s *Question, rows []int32) (*panel, error) {
	return panelOf(s.Out, pick(s.Frame, rows, graph.Inputs(s.Out)), s.Workers)
}

func panelOf(out *graph.Node, frame *graph.Frame, workers int) (*panel, error) {
	plan, err := graph.NewPlan(out, frame)
	if err != nil {
		e := automl.Errorf("explain", automl.BadModel, "The model does not fit its own description of the data.")
		e.Err = err
		return nil, e
	}
	return &panel{frame: frame, width: plan.Width(), seats: make(chan *seat, max(1, workers)), first: plan}, nil
}

func (p *panel) sit() *seat {
	select {
	case s := <-p.seats:
		return s
	default:
	}
	s := &seat{frame: *p.frame, plan: p.first.Copy()}
	s.frame.Cols = slices.Clone(p.frame.Cols)
	s.plan.Reset(&s.frame)
	return s
}

// eval answers every row of the panel with some columns exchanged: width values a row. With
// rows, only those. A pipeline that breaks off is an error that says the model is damaged.
func (p *panel) eval(ctx context.Context, rows []int32, changes ...exchange) (out []float64, err error) {
	s := p.sit()
	for _, c := range changes {
		s.frame.Cols[c.column] = c.with
	}
	defer func() {
		for _, c := range changes {
			s.frame.Cols[c.column] = p.frame.Cols[c.column]
		}
		select {
		case p.seats <- s:
		default:
		}
		if r := recover(); r != nil {
			e := automl.Errorf("explain", automl.BadModel, "The model could not be evaluated.")
			e.Err = fmt.Errorf("panic: %v", r)
			out, err = nil, e.WithHint("Its file may be damaged; take another copy of it.")
		}
	}()
	n := p.frame.Rows
	if rows != nil {
		n = len(rows)
	}
	out = make([]float64, n*p.width)
	for from := 0; from < n; from += stride {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		to := min(n, from+stride)
		if rows != nil {
			s.plan.Rows(rows[from:to], out[from*p.width:])
		} else {
			s.plan.Range(from, to, out[from*p.width:])
		}
	}
	return out, nil
}

// pickClass is one column of answers of a width.
func pickClass(values []float64, width, class int) []float64 {
	if width == 1 {
		return values
	}
	out := make([]float64, len(values)/width)
	for i := range out {
		out[i] = values[i*width+class]
	}
	return out
}

// output is which column of the answers is asked about, and what it is called.
type output struct {
	column int    // of the prediction
	class  string // empty for a number
	what   string
}

// ask finds the class that is meant; empty means the class of interest, and of more than two
// the one that the panel's rows are given most often.
func (s *Question) ask(class string, answers []float64, width int) (output, error) {
	classes := s.Schema.Classes
	switch s.Schema.Task {
	case automl.Regression:
		if class != "" {
			return output{}, automl.Errorf("explain", automl.BadUsage, "This model predicts a number and has no class %q.", class)
		}
		return output{what: s.Schema.Target}, nil
	case automl.Binary:
		if class == "" || class == classes[1] {
			return output{class: classes[1], what: "probability of “" + classes[1] + "”"}, nil
		}
		if class == classes[0] {
			return output{}, automl.Errorf("explain", automl.BadUsage, "The probability of %q is 1 less that of %q.", class, classes[1]).
				WithHint("Ask about %q.", classes[1])
		}
	default:
		if class == "" {
			p := automl.Prediction{Width: width, Values: answers}
			counts := make([]int, width)
			for i := range p.Rows() {
				counts[p.Class(i)]++
			}
			class = classes[slices.Index(counts, slices.Max(counts))]
		}
		if k := slices.Index(classes, class); k >= 0 {
			return output{column: k, class: class, what: "probability of “" + class + "”"}, nil
		}
	}
	return output{}, automl.Errorf("explain", automl.BadUsage, "The model knows no class %q.", class).
		WithHint("It knows %s.", quoted(classes, 20))
}
