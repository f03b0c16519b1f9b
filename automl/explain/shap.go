package explain

import (
	"context"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// ShapleyOptions say how answers are shared out.
type ShapleyOptions struct {
	Task    automl.Task
	Method  automl.ExplainMethod
	Seed    uint64
	Workers int // goroutines; below 1 counts as 1
	// Background is the most rows of the background that trees and samples look at, its
	// first; 0: 100 and 50, or 15 from 200 rows on.
	Background int
	rows       int // that are asked about
	// Progress is called with the number of rows done, one call at a time; may be nil.
	Progress func(done, total int)
}

// Shares are what each input column gives to a pipeline's answers. For a row and an output,
// Base and the values of all columns add up to Margin.
type Shares struct {
	Scale   automl.ExplainScale
	Method  automl.ExplainMethod // that was used
	Exact   bool                 // nothing was sampled
	Outputs int
	Columns int
	Base    []float64 // by output
	Values  []float64 // by row, output and column of the frame
	Margin  []float64 // by row and output: the answer on Scale
	Answer  []float64 // by row and output: what the pipeline answers
}

// The background's rows that are looked at unless it is said how many. Over many rows the
// shares are looked at together, so that each needs less work.
const (
	treesBack  = 100
	sampleBack = 50
	manyBack   = 15  // of samples,
	manyRows   = 200 // from so many rows on
)

// first is a frame cut to its first rows: the number asked for, or usual.
func (o *ShapleyOptions) first(back *graph.Frame, usual int) *graph.Frame {
	if o.Background > 0 {
		usual = o.Background
	}
	cut := *back
	cut.Rows = min(cut.Rows, usual)
	return &cut
}

// blockRows is how many rows are worked on at a time, to bound memory.
const blockRows = 4096

// Shapley shares the answers of a pipeline for some rows of a frame out among the columns of
// the frame (Shapley 1953; Lundberg and Lee 2017). What is made of a column counts to it. A
// column that is not known takes the values of the background's rows, or, in trees and
// additive models unless the method says otherwise, the training rows' as far as these keep
// them.
//
// Sums of trees, additive and linear models are worked out exactly on the scale on which
// they are sums. What is left, such as neighbours, networks, averages of probabilities and
// trees that look at products of columns, is asked for mixtures of rows: see sampled.
//
// The result depends on the data and the seed alone.
func Shapley(ctx context.Context, out *graph.Node, frame *graph.Frame, rows []int32, back *graph.Frame, o ShapleyOptions) (*Shares, error) {
	p := whole(out, o.Task)
	if o.Method != automl.ExplainSampled {
		p = takeApart(out, o.Task)
	}
	s := &Shares{Scale: p.scale, Method: automl.ExplainExact, Exact: len(p.rest) == 0, Outputs: p.outputs, Columns: len(frame.Cols)}
	switch {
	case !p.some() && len(p.rest) > 0:
		s.Method = automl.ExplainSampled
	case o.Method == automl.ExplainBackground:
		s.Method = o.Method
	}
	if back.Rows == 0 {
		return nil, automl.Errorf("explain", automl.BadData, "There is no row to compare with.")
	}
	o.rows = len(rows)
	players, err := p.players(back, s.Columns, o)
	if err != nil {
		return nil, err
	}
	cell := p.outputs * s.Columns
	s.Values = make([]float64, len(rows)*cell)
	s.Margin, s.Answer = make([]float64, len(rows)*p.outputs), make([]float64, len(rows)*out.Shape().Width)
	s.Base = slices.Clone(p.constant)
	for _, g := range players {
		for k, v := range g.base() {
			s.Base[k] += v
		}
	}
	for from := 0; from < len(rows); from += blockRows {
		some := rows[from:min(len(rows), from+blockRows)]
		for _, g := range players {
			if err := g.add(ctx, frame, some, s.Values[from*cell:]); err != nil {
				return nil, err
			}
		}
		if err := evaluate(out, frame, some, s.Answer[from*out.Shape().Width:]); err != nil {
			return nil, err
		}
		if err := evaluate(p.inner, frame, some, s.Margin[from*p.outputs:]); err != nil {
			return nil, err
		}
		if o.Progress != nil {
			o.Progress(from+len(some), len(rows))
		}
	}
	for i := range s.Margin {
		s.Margin[i] *= p.slope
	}
	return s, nil
}

// sharer shares out what a part of a pipeline adds to the outputs.
type sharer interface {
	// base is what the part adds to each output when nothing is known.
	base() []float64
	// add adds the shares for some rows to dst, by row, output and column.
	add(ctx context.Context, frame *graph.Frame, rows []int32, dst []float64) error
}

// players makes the sharers of all parts.
func (p *parts) players(back *graph.Frame, columns int, o ShapleyOptions) ([]sharer, error) {
	var out []sharer
	if len(p.terms)+len(p.pairs) > 0 {
		s, err := p.termSharer(back, columns)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for _, t := range p.trees {
		s, err := p.treeSharer(t, back, columns, o)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for _, t := range p.shapes {
		s, err := p.shapeSharer(t, back, columns, o)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(p.rest) > 0 {
		s, err := p.sampler(back, columns, o)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// evaluate writes a node's outputs for some rows of a frame to dst, row by row.
func evaluate(n *graph.Node, frame *graph.Frame, rows []int32, dst []float64) error {
	plan, err := graph.NewPlan(n, frame)
	if err != nil {
		return err
	}
	plan.Rows(rows, dst)
	return nil
}

// Pick copies some rows of a frame into a small one.
func Pick(frame *graph.Frame, rows []int32) *graph.Frame {
	columns := make([]int, len(frame.Cols))
	for i := range columns {
		columns[i] = i
	}
	return pick(frame, rows, columns)
}

// everyRow are the rows of a frame.
func everyRow(frame *graph.Frame) []int32 {
	rows := make([]int32, frame.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// means are the column means of a node over a frame.
func means(n *graph.Node, frame *graph.Frame) ([]float64, error) {
	w := n.Shape().Width
	out, values := make([]float64, w), make([]float64, w*graph.BatchRows)
	plan, err := graph.NewPlan(n, frame)
	if err != nil {
		return nil, err
	}
	for from := 0; from < frame.Rows; from += graph.BatchRows {
		to := min(frame.Rows, from+graph.BatchRows)
		plan.Range(from, to, values)
		for i := range (to - from) * w {
			out[i%w] += values[i] / float64(frame.Rows)
		}
	}
	return out, nil
}
