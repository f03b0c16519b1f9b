package explain

import (
	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// answerOf is what the model says, from one row's prediction.
func answerOf(s *automl.Schema, values []float64, threshold float64) automl.Answer {
	if s.Task == automl.Regression {
		return automl.Answer{Value: values[0], Text: num.Spell(values[0])}
	}
	p := automl.Prediction{Width: len(values), Values: values, Threshold: threshold}
	k := p.Class(0)
	a := automl.Answer{Class: s.Classes[k]}
	switch {
	case len(values) > 1:
		a.Value = values[k]
	case k == 1:
		a.Value = values[0]
	default:
		a.Value = 1 - values[0]
	}
	a.Text = a.Class + " (" + share(a.Value) + ")"
	return a
}

// RowOf is one row of a frame as a frame of its own.
func RowOf(frame *graph.Frame, row int32) *graph.Frame {
	out := &graph.Frame{Rows: 1, Cols: make([]graph.FrameColumn, len(frame.Cols))}
	for i, c := range frame.Cols {
		out.Cols[i] = take(c, []int32{row})
	}
	return out
}

// rowBench answers changed copies of one row.
type rowBench struct {
	base  *graph.Frame // the row
	width int
	first *graph.Plan
	seats chan *seat
}

// move is a new value of a column: a number, a moment, or a level's code.
type move struct {
	column int
	value  float64
}

// benchRows is how many copies are answered at a time.
const benchRows = graph.BatchRows

func newRowBench(s *Question, row *graph.Frame) (*rowBench, error) {
	copies := pick(row, make([]int32, benchRows), graph.Inputs(s.Out))
	p, err := panelOf(s.Out, copies, s.Workers)
	if err != nil {
		return nil, err
	}
	return &rowBench{base: row, width: p.width, first: p.first, seats: make(chan *seat, max(1, s.Workers))}, nil
}

// sit gives a worker columns of its own to write to.
func (b *rowBench) sit(columns []int) *seat {
	select {
	case s := <-b.seats:
		return s
	default:
	}
	s := &seat{frame: *pick(b.base, make([]int32, benchRows), columns), plan: b.first.Copy()}
	s.plan.Reset(&s.frame)
	return s
}

func put(c *graph.FrameColumn, row int, v float64) {
	switch {
	case c.Codes != nil && v == v:
		c.Codes[row] = int32(v)
	case c.Codes != nil:
		c.Codes[row] = -1
	case c.Nums != nil:
		c.Nums[row] = v
	}
}

// Ask says what the model answers for a row.
func Ask(q *Question, row *graph.Frame) (automl.Answer, error) {
	plan, err := graph.NewPlan(q.Out, row)
	if err != nil {
		return automl.Answer{}, err
	}
	out := make([]float64, plan.Width())
	plan.Rows([]int32{0}, out)
	return answerOf(q.Schema, out, q.Threshold), nil
}
