package graph

import (
	"fmt"
	"math"
)

// BatchRows is the number of rows that one step of the evaluator works on: small enough
// for the columns of a wide model to stay in cache.
const BatchRows = 256

// Scratch hands out temporary memory to operators. It is reset before each operator and
// grows to the largest need, after which evaluation allocates nothing.
type Scratch struct {
	floats []float64
	used   int
	kept   map[Op]any
}

// Floats returns n numbers of unspecified value, valid until Eval returns.
func (s *Scratch) Floats(n int) []float64 {
	if s.used+n > len(s.floats) {
		s.floats = make([]float64, max(2*len(s.floats), s.used+n))
		s.used = 0
	}
	out := s.floats[s.used : s.used+n : s.used+n]
	s.used += n
	return out
}

// Keep returns what make returned on the operator's first evaluation with this scratch: a
// place for buffers of other types. Nothing in it may outlive a row's meaning.
func Keep[T any](s *Scratch, op Op, make func() *T) *T {
	if v, ok := s.kept[op]; ok {
		return v.(*T)
	}
	v := make()
	if s.kept == nil {
		s.kept = map[Op]any{}
	}
	s.kept[op] = v
	return v
}

// Plan is a graph made ready for evaluation, with its buffers. It must be used by one
// goroutine at a time; make one for each.
type Plan struct {
	steps   []step
	frame   *Frame
	scratch Scratch
	width   int
}

type step struct {
	op   Op
	in   []int // steps
	ins  []Block
	out  Block // full-length buffers
	view Block // out cut to the batch
}

// NewPlan makes ready the evaluation of out over the rows of frame. It fails when the
// graph does not fit the frame.
func NewPlan(out *Node, frame *Frame) (*Plan, error) {
	p := &Plan{frame: frame}
	at := map[*Node]int{}
	var err error
	Walk(out, func(n *Node) {
		if err == nil {
			err = p.add(n, at)
		}
	})
	if err != nil {
		return nil, err
	}
	last := &p.steps[len(p.steps)-1]
	if last.out.Strs != nil {
		return nil, fmt.Errorf("graph: the output is text")
	}
	p.width = len(last.out.Nums)
	return p, nil
}

func (p *Plan) add(n *Node, at map[*Node]int) error {
	s := step{op: n.Op}
	shapes := make([]Shape, len(n.In))
	for i, in := range n.In {
		k, ok := at[in]
		if !ok {
			return fmt.Errorf("graph: %s is part of a cycle", n.Op.ID())
		}
		s.in = append(s.in, k)
		shapes[i] = Shape{Width: max(len(p.steps[k].out.Nums), len(p.steps[k].out.Strs)), Text: p.steps[k].out.Strs != nil}
	}
	shape, err := n.Op.Shape(shapes)
	if err != nil {
		return fmt.Errorf("graph: %s: %w", n.Op.ID(), err)
	}
	s.ins = make([]Block, len(s.in))
	if in, ok := n.Op.(*Input); ok {
		if err := p.checkInput(in); err != nil {
			return err
		}
	}
	if g, ok := n.Op.(*Gather); ok {
		p.gather(g, &s, shape)
	} else if shape.Text {
		s.out.Strs = make([][]string, shape.Width)
		for i := range s.out.Strs {
			s.out.Strs[i] = make([]string, BatchRows)
		}
	} else {
		s.out.Nums = make([][]float64, shape.Width)
		all := make([]float64, shape.Width*BatchRows)
		for i := range s.out.Nums {
			s.out.Nums[i] = all[i*BatchRows : (i+1)*BatchRows : (i+1)*BatchRows]
		}
	}
	s.view = Block{Nums: append([][]float64(nil), s.out.Nums...), Strs: append([][]string(nil), s.out.Strs...)}
	at[n] = len(p.steps)
	p.steps = append(p.steps, s)
	return nil
}

// gather points the step's columns at the buffers they come from.
func (p *Plan) gather(g *Gather, s *step, shape Shape) {
	if shape.Text {
		s.out.Strs = make([][]string, shape.Width)
	} else {
		s.out.Nums = make([][]float64, shape.Width)
	}
	for i, from := range g.Input {
		src := p.steps[s.in[from]].out
		if shape.Text {
			s.out.Strs[i] = src.Strs[g.Column[i]]
		} else {
			s.out.Nums[i] = src.Nums[g.Column[i]]
		}
	}
}

func (p *Plan) checkInput(in *Input) error {
	if in.Column >= len(p.frame.Cols) {
		return fmt.Errorf("graph: the data has no column %d", in.Column)
	}
	c := p.frame.Cols[in.Column]
	if in.Text != (c.Strs != nil) && p.frame.Rows > 0 {
		return fmt.Errorf("graph: column %d is of another kind", in.Column)
	}
	return nil
}

// Width is the number of output columns.
func (p *Plan) Width() int { return p.width }

// Reset points the plan at another frame of the same form.
func (p *Plan) Reset(frame *Frame) { p.frame = frame }

// Rows evaluates the given rows of the frame and writes their outputs to dst row by row:
// the width of the graph for each. It panics when dst is too short.
func (p *Plan) Rows(rows []int32, dst []float64) {
	for len(rows) > 0 {
		n := min(len(rows), BatchRows)
		p.batch(n, func(i int) int { return int(rows[i]) }, dst)
		rows, dst = rows[n:], dst[n*p.width:]
	}
}

// Range evaluates rows from up to, not including, to, as Rows does.
func (p *Plan) Range(from, to int, dst []float64) {
	for from < to {
		n := min(to-from, BatchRows)
		base := from
		p.batch(n, func(i int) int { return base + i }, dst)
		from, dst = from+n, dst[n*p.width:]
	}
}

func (p *Plan) batch(n int, row func(int) int, dst []float64) {
	for k := range p.steps {
		s := &p.steps[k]
		cut(&s.view, s.out, n)
		switch op := s.op.(type) {
		case *Input:
			p.fill(op, s.view, row)
		case *Gather:
		default:
			for i, from := range s.in {
				s.ins[i] = p.steps[from].view
			}
			p.scratch.used = 0
			op.Eval(&p.scratch, s.ins, s.view)
		}
	}
	out := p.steps[len(p.steps)-1].view
	for k, col := range out.Nums {
		for i, v := range col {
			dst[i*p.width+k] = v
		}
	}
}

func cut(view *Block, out Block, n int) {
	view.N = n
	for i, c := range out.Nums {
		view.Nums[i] = c[:n]
	}
	for i, c := range out.Strs {
		view.Strs[i] = c[:n]
	}
}

func (p *Plan) fill(in *Input, out Block, row func(int) int) {
	c := p.frame.Cols[in.Column]
	switch {
	case c.Strs != nil:
		for i := range out.N {
			out.Strs[0][i] = c.Strs[row(i)]
		}
	case c.Codes != nil:
		for i := range out.N {
			if v := c.Codes[row(i)]; v < 0 {
				out.Nums[0][i] = math.NaN()
			} else {
				out.Nums[0][i] = float64(v)
			}
		}
	default:
		for i := range out.N {
			out.Nums[0][i] = c.Nums[row(i)]
		}
	}
}
