package graph

import (
	"fmt"
	"math"
	"reflect"
	"slices"
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
	steps    []step
	frame    *Frame
	scratch  Scratch
	last     int // the step of the output
	width    int
	out      *Node
	asked    int        // rows so far, those of the present call included
	sifters  []*sifter  // in the order of their steps
	readings []*reading // in the order of their steps
	common
}

// common is what copies of a plan share.
type common struct {
	shared   []*sharing // of the sifters
	lexicons []*lexicon // of the readings
}

type step struct {
	op    Op
	in    []int // steps
	ins   []Block
	out   Block // full-length buffers; none for picks
	view  Block // out cut to the batch, or where an input or a pick finds its values
	shape Shape
	sift  *sifter   // of trees that are small enough
	read  *reading  // of an operator that looks for terms
	part  int       // which of the sifter's or the reading's operators
	thin  *thinRows // the outputs, where zeros are left out
	parts thinInput // of a linear operator some of whose inputs are thin
	// unread is true of a pick whose readers go to its inputs themselves.
	unread bool
}

// NewPlan makes ready the evaluation of out over the rows of frame. It fails when the
// graph does not fit the frame.
func NewPlan(out *Node, frame *Frame) (*Plan, error) { return newPlan(out, frame, common{}) }

// Copy is another plan of the same graph and frame. It shares what is worked out about the
// operators once.
func (p *Plan) Copy() *Plan {
	c, err := p.For(p.frame)
	if err != nil {
		panic(err)
	}
	return c
}

// For is a copy for another frame. It may be asked for while p is at work.
func (p *Plan) For(frame *Frame) (*Plan, error) { return newPlan(p.out, frame, p.common) }

func newPlan(out *Node, frame *Frame, c common) (*Plan, error) {
	p := &Plan{frame: frame, out: out, common: c}
	at := map[*Node]int{}
	known := map[string][]int{}
	var err error
	Walk(out, func(n *Node) {
		if err == nil {
			err = p.add(n, at, known)
		}
	})
	if err != nil {
		return nil, err
	}
	p.last = at[out]
	last := &p.steps[p.last]
	if last.shape.Text {
		return nil, fmt.Errorf("graph: the output is text")
	}
	p.width = last.shape.Width
	p.groupTrees()
	p.groupTerms()
	p.thinSteps()
	for k := range p.steps {
		p.steps[k].allocate()
	}
	return p, nil
}

// add makes the step of a node, or finds one that does the same: the members of an ensemble
// prepare their columns alike. At holds the steps of the nodes so far, and known those of
// each operator's name and inputs.
func (p *Plan) add(n *Node, at map[*Node]int, known map[string][]int) error {
	s := step{op: n.Op}
	shapes := make([]Shape, len(n.In))
	for i, in := range n.In {
		k, ok := at[in]
		if !ok {
			return fmt.Errorf("graph: %s is part of a cycle", n.Op.ID())
		}
		s.in = append(s.in, k)
		shapes[i] = p.steps[k].shape
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
	key := fmt.Sprint(n.Op.ID(), s.in)
	for _, k := range known[key] {
		if alike(n.Op, p.steps[k].op) {
			at[n] = k
			return nil
		}
	}
	s.shape = shape
	at[n] = len(p.steps)
	known[key] = append(known[key], len(p.steps))
	p.steps = append(p.steps, s)
	return nil
}

// alike reports whether two operators of one name are known to compute the same.
func alike(a, b Op) bool {
	switch a := a.(type) {
	case *Trees, *Neighbours, *Kernel:
		return a == b // Why: large, and hardly ever made twice
	case *TextTerms:
		b, ok := b.(*TextTerms)
		return ok && (a == b || slices.Equal(a.Idf, b.Idf) && slices.Equal(a.Terms, b.Terms))
	case *TextVectors:
		b, ok := b.(*TextVectors)
		return ok && (a == b || slices.Equal(a.Bias, b.Bias) && slices.Equal(a.Vectors, b.Vectors) && alike(&a.TextTerms, &b.TextTerms))
	}
	return reflect.DeepEqual(a, b)
}

// allocate makes the step's buffers. Picks need none: they point at values that are there
// already.
func (s *step) allocate() {
	w := s.shape.Width
	if s.thin != nil || s.unread {
		return
	}
	if s.shape.Text {
		s.view.Strs = make([][]string, w)
	} else {
		s.view.Nums = make([][]float64, w)
	}
	switch {
	case isGather(s.op):
	case s.shape.Text:
		s.out.Strs = make([][]string, w)
		for i := range s.out.Strs {
			s.out.Strs[i] = make([]string, BatchRows)
		}
	default:
		s.out.Nums = make([][]float64, w)
		all := make([]float64, w*BatchRows)
		for i := range s.out.Nums {
			s.out.Nums[i] = all[i*BatchRows : (i+1)*BatchRows : (i+1)*BatchRows]
		}
	}
}

func isGather(op Op) bool {
	_, ok := op.(*Gather)
	return ok
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
func (p *Plan) Rows(rows []int32, dst []float64) { p.RowsUntil(rows, dst, nil) }

// RowsUntil is Rows that asks stop, where there is one, before each batch whether to break off,
// telling it the rows done so far. It reports whether all rows were evaluated.
func (p *Plan) RowsUntil(rows []int32, dst []float64, stop func(done int) bool) bool {
	p.asked += len(rows)
	for done := 0; len(rows) > 0; {
		if stop != nil && stop(done) {
			return false
		}
		n := min(len(rows), BatchRows)
		p.batch(n, rows[:n], 0, dst)
		rows, dst = rows[n:], dst[n*p.width:]
		done += n
	}
	return true
}

// Range evaluates rows from up to, not including, to, as Rows does.
func (p *Plan) Range(from, to int, dst []float64) {
	p.asked += max(0, to-from)
	for from < to {
		n := min(to-from, BatchRows)
		p.batch(n, nil, from, dst)
		from, dst = from+n, dst[n*p.width:]
	}
}

// batch evaluates n rows: those given, or without them those that start at from.
func (p *Plan) batch(n int, rows []int32, from int, dst []float64) {
	for _, f := range p.sifters {
		f.fresh = false
	}
	for _, r := range p.readings {
		r.fresh = false
	}
	for k := range p.steps {
		s := &p.steps[k]
		switch op := s.op.(type) {
		case *Input:
			s.view.N = n
			fill(&p.frame.Cols[op.Column], s, rows, from)
		case *Gather:
			if !s.unread {
				p.pick(op, s, n)
			}
		default:
			cut(&s.view, s.out, n)
			for i, at := range s.in {
				s.ins[i] = p.steps[at].view
			}
			if s.read != nil && s.read.worth(p.asked) {
				p.readTerms(s)
				continue
			}
			if s.thin != nil {
				s.thin.clear()
				op.(thinOp).thin(&p.scratch, s.ins, s.thin)
				continue
			}
			if s.parts != nil {
				op.(*Linear).evalThin(p, s.parts, s.view)
				continue
			}
			if s.sift != nil && s.sift.worth(n, p.asked) {
				s.sift.eval(s.part, s.ins[0], s.view)
				continue
			}
			if o, ok := op.(*Trees); ok && p.asked <= plainRows && o.packed.Load() == nil {
				o.evalPlain(s.ins[0], s.view)
				continue
			}
			p.scratch.used = 0
			op.Eval(&p.scratch, s.ins, s.view)
		}
	}
	out := p.steps[p.last].view
	for k, col := range out.Nums {
		for i, v := range col {
			dst[i*p.width+k] = v
		}
	}
}

// readTerms evaluates a step that looks for terms.
func (p *Plan) readTerms(s *step) {
	rows := s.read.of(s.part, s.ins[0].Strs[0])
	if s.thin != nil {
		s.thin = rows
		return
	}
	p.scratch.used = 0
	s.op.(termsOp).spread(&p.scratch, rows, s.view)
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

// pick points the step's columns at those it picks.
func (p *Plan) pick(g *Gather, s *step, n int) {
	s.view.N = n
	for i, from := range g.Input {
		src := &p.steps[s.in[from]].view
		if s.shape.Text {
			s.view.Strs[i] = src.Strs[g.Column[i]]
		} else {
			s.view.Nums[i] = src.Nums[g.Column[i]]
		}
	}
}

// fill points the step at the rows of its column where they stand one after another as the
// graph wants them, and else copies them.
func fill(c *FrameColumn, s *step, rows []int32, from int) {
	n := s.view.N
	switch {
	case c.Strs != nil && rows == nil:
		s.view.Strs[0] = c.Strs[from : from+n]
	case c.Strs != nil:
		y := s.out.Strs[0][:n]
		for i, r := range rows {
			y[i] = c.Strs[r]
		}
		s.view.Strs[0] = y
	case c.Codes != nil:
		y := s.out.Nums[0][:n]
		if rows == nil {
			for i, v := range c.Codes[from : from+n] {
				y[i] = code(v)
			}
		}
		for i, r := range rows {
			y[i] = code(c.Codes[r])
		}
		s.view.Nums[0] = y
	case rows == nil:
		s.view.Nums[0] = c.Nums[from : from+n]
	default:
		y := s.out.Nums[0][:n]
		for i, r := range rows {
			y[i] = c.Nums[r]
		}
		s.view.Nums[0] = y
	}
}

func code(v int32) float64 {
	if v < 0 {
		return math.NaN()
	}
	return float64(v)
}
