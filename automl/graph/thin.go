package graph

import (
	"math"
	"slices"
)

// thinOp is an operator whose outputs are mostly zero. A plan keeps only the others where
// nothing but linear operators reads them: 20,000 words are a few dozen for a text.
type thinOp interface {
	Op
	// thin appends the outputs of a batch's rows that are not zero, the columns of each row
	// ascending.
	thin(s *Scratch, in []Block, to *thinRows)
}

// termsOp is an operator that looks for terms in a text.
type termsOp interface {
	Op
	// spread computes the outputs of rows that hold the terms and their numbers.
	spread(s *Scratch, rows *thinRows, out Block)
}

// thinRows holds the outputs that are not zero: those of row i from start[i] to start[i+1].
type thinRows struct {
	start  []int
	column []int32
	value  []float64
}

func (t *thinRows) clear() {
	t.start, t.column, t.value = append(t.start[:0], 0), t.column[:0], t.value[:0]
}

func (t *thinRows) add(column int32, value float64) {
	t.column, t.value = append(t.column, column), append(t.value, value)
}

func (t *thinRows) endRow() { t.start = append(t.start, len(t.column)) }

// thinWidth is the fewest columns for which it is worth to leave the zeros out.
const thinWidth = 8

// thinInput is a linear operator's input in parts that stand side by side.
type thinInput []thinPart

// thinPart is a column of a step, or all picks of a thin step.
type thinPart struct {
	step   int
	column int
	at     int     // place of the column among the input's
	place  []int32 // of a thin step's columns; -1 for those that are not picked; else nil
}

// thinSteps finds the steps of which only the outputs that are not zero are needed, and
// the linear operators that read them.
func (p *Plan) thinSteps() {
	readers := make([][]int, len(p.steps))
	for k := range p.steps {
		for _, in := range p.steps[k].in {
			readers[in] = append(readers[in], k)
		}
	}
	for k := range p.steps {
		s := &p.steps[k]
		if _, ok := s.op.(thinOp); ok && s.shape.Width >= thinWidth && p.readThin(k, readers) {
			s.thin = &thinRows{}
		}
	}
	for k := range p.steps {
		s := &p.steps[k]
		if _, ok := s.op.(*Linear); ok {
			s.parts = p.thinParts(s.in[0])
			if s.parts != nil {
				p.steps[s.in[0]].unread = true
			}
		}
	}
}

// readThin reports whether each reader of step k is linear, at most by way of a pick that
// keeps its columns together and in their order and has no other readers.
func (p *Plan) readThin(k int, readers [][]int) bool {
	for _, r := range readers[k] {
		s := &p.steps[r]
		if g, ok := s.op.(*Gather); ok {
			if !g.together(s.in, k) || r == p.last {
				return false
			}
			for _, next := range readers[r] {
				if !finiteLinear(p.steps[next].op) {
					return false
				}
			}
		} else if !finiteLinear(s.op) {
			return false
		}
	}
	return k != p.last
}

// together reports whether the columns picked from step k are one run and ascending.
func (o *Gather) together(in []int, k int) bool {
	last := -1
	for i, from := range o.Input {
		if in[from] != k {
			continue
		}
		if last >= 0 && (last != i-1 || o.Column[i] <= o.Column[last]) {
			return false
		}
		last = i
	}
	return true
}

// thinParts lays out a linear operator's input, step k; nil when no part of it is thin.
func (p *Plan) thinParts(k int) thinInput {
	var parts thinInput
	any := false
	add := func(step, column, at int) {
		if p.steps[step].thin == nil {
			parts = append(parts, thinPart{step: step, column: column, at: at})
			return
		}
		any = true
		if n := len(parts); n == 0 || parts[n-1].step != step {
			place := make([]int32, p.steps[step].shape.Width)
			for i := range place {
				place[i] = -1
			}
			parts = append(parts, thinPart{step: step, place: place})
		}
		parts[len(parts)-1].place[column] = int32(at)
	}
	s := &p.steps[k]
	if g, ok := s.op.(*Gather); ok {
		for i, from := range g.Input {
			add(s.in[from], int(g.Column[i]), i)
		}
	} else {
		for i := range s.shape.Width {
			add(k, i, i)
		}
	}
	if !any {
		return nil
	}
	return parts
}

// finiteLinear reports whether an operator is linear with such weights that a zero adds
// nothing.
func finiteLinear(op Op) bool {
	o, ok := op.(*Linear)
	return ok && !slices.ContainsFunc(o.Weights, func(w float64) bool { return math.IsNaN(w) || math.IsInf(w, 0) })
}

// evalThin is Eval for an input in parts; it adds up in the same order.
func (o *Linear) evalThin(p *Plan, parts thinInput, out Block) {
	width := len(o.Weights) / len(o.Bias)
	for k, y := range out.Nums {
		w := o.Weights[k*width : (k+1)*width]
		for i := range y {
			y[i] = o.Bias[k]
		}
		for _, part := range parts {
			src := &p.steps[part.step]
			if part.place != nil {
				src.thin.addTo(y, part.place, w)
				continue
			}
			if weight := w[part.at]; weight != 0 {
				for i, v := range src.view.Nums[part.column] {
					y[i] += float64(weight * v)
				}
			}
		}
	}
}

// addTo adds each row's numbers times the weights of their places to y.
func (t *thinRows) addTo(y []float64, place []int32, w []float64) {
	for i := range y {
		sum := y[i]
		for e := t.start[i]; e < t.start[i+1]; e++ {
			if at := place[t.column[e]]; at >= 0 {
				sum += float64(w[at] * t.value[e])
			}
		}
		y[i] = sum
	}
}
