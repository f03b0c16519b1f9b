package explain

import (
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// A graph's players are its input columns. What a column of a node depends on is a player,
// or one of these.
const (
	nobody  = -1 // no column
	several = -2 // more than one
)

// origins finds for each column of each node the player that it depends on.
func origins(out *graph.Node) map[*graph.Node][]int32 {
	at := map[*graph.Node][]int32{}
	graph.Walk(out, func(n *graph.Node) { at[n] = originsOf(n, at) })
	return at
}

func originsOf(n *graph.Node, at map[*graph.Node][]int32) []int32 {
	switch op := n.Op.(type) {
	case *graph.Input:
		return []int32{int32(op.Column)}
	case *graph.Gather:
		who := make([]int32, len(op.Input))
		for i, from := range op.Input {
			who[i] = at[n.In[from]][op.Column[i]]
		}
		return who
	case *graph.Clamp, *graph.Impute, *graph.Indicator, *graph.Scale, *graph.Squash, *graph.YeoJohnson:
		return at[n.In[0]]
	case *graph.Constant:
		return slices.Repeat([]int32{nobody}, n.Shape().Width)
	case *graph.Product:
		who := make([]int32, len(op.Left))
		for i := range who {
			who[i] = both(at[n.In[0]][op.Left[i]], at[n.In[0]][op.Right[i]])
		}
		return who
	}
	one := int32(nobody)
	for _, in := range n.In {
		for _, p := range at[in] {
			one = both(one, p)
		}
	}
	return slices.Repeat([]int32{one}, n.Shape().Width)
}

// both is what depends on two players.
func both(a, b int32) int32 {
	switch {
	case a == nobody || a == b:
		return b
	case b == nobody:
		return a
	}
	return several
}

// term is a column of a node times a number for each output.
type term struct {
	ref  graph.Ref
	coef []float64
}

// treePart is a tree ensemble whose outputs are added to those of the whole.
type treePart struct {
	op   *graph.Trees
	in   *graph.Node
	coef [][]float64 // by output of the whole, then of op
}

// shapePart is the same for an additive model.
type shapePart struct {
	op   *graph.Shapes
	in   *graph.Node
	coef [][]float64
}

// pairTerm is a product of two columns times a number for each output.
type pairTerm struct {
	left, right graph.Ref
	coef        []float64
}

// parts is a pipeline taken apart into what is added up.
type parts struct {
	outputs  int
	origin   map[*graph.Node][]int32
	constant []float64
	terms    []term // columns that depend on one player
	pairs    []pairTerm
	trees    []treePart
	shapes   []shapePart
	rest     []treeless // what cannot be worked out
	scale    automl.ExplainScale
	inner    *graph.Node // what is taken apart,
	slope    float64     // times this
}

// treeless is a node of any kind whose outputs are added to those of the whole.
type treeless struct {
	node *graph.Node
	coef [][]float64
}

// takeApart splits a pipeline into parts that are added up on some scale: that within the
// outermost link, which rises and falls with the answer, unless nothing can be worked out
// there.
func takeApart(out *graph.Node, task automl.Task) *parts {
	inner, slope, scale := unlink(out, task)
	p := newParts(inner, slope, scale)
	p.split(inner, diagonal(p.outputs, slope))
	if len(p.rest) > 0 && !p.some() {
		return whole(out, task)
	}
	return p
}

// some reports whether there is a part that can be worked out.
func (p *parts) some() bool { return len(p.trees)+len(p.shapes)+len(p.terms)+len(p.pairs) > 0 }

// whole is a pipeline that is not taken apart.
func whole(out *graph.Node, task automl.Task) *parts {
	p := newParts(out, 1, outerScale(task))
	p.rest = []treeless{{out, diagonal(p.outputs, 1)}}
	return p
}

func newParts(inner *graph.Node, slope float64, scale automl.ExplainScale) *parts {
	k := inner.Shape().Width
	return &parts{outputs: k, origin: origins(inner), constant: make([]float64, k), scale: scale, inner: inner, slope: slope}
}

func outerScale(task automl.Task) automl.ExplainScale {
	if task.IsClassification() {
		return automl.ScaleProbability
	}
	return automl.ScaleUnits
}

// unlink goes within the outermost link. A logistic function of the logit of another is one
// logistic function; likewise for classes.
func unlink(out *graph.Node, task automl.Task) (inner *graph.Node, slope float64, scale automl.ExplainScale) {
	link, ok := out.Op.(*graph.Link)
	if !ok {
		return out, 1, outerScale(task)
	}
	back := graph.Logit
	switch link.Func {
	case graph.Logistic:
		scale = automl.ScaleLogOdds
	case graph.Softmax:
		scale, back = automl.ScaleScore, graph.Log
	case graph.Exp:
		return out.In[0], link.Slope, automl.ScaleLog
	default:
		return out, 1, outerScale(task)
	}
	inner, slope = out.In[0], link.Slope
	for {
		inverse, ok := inner.Op.(*graph.Link)
		if !ok || inverse.Func != back || inverse.Slope != 1 {
			return inner, slope, scale
		}
		again, ok := inner.In[0].Op.(*graph.Link)
		if !ok || again.Func != link.Func {
			return inner, slope, scale
		}
		inner, slope = inner.In[0].In[0], slope*again.Slope
	}
}

func diagonal(n int, v float64) [][]float64 {
	m := make([][]float64, n)
	for k := range m {
		m[k] = make([]float64, n)
		m[k][k] = v
	}
	return m
}

// split adds coef times the outputs of a node.
func (p *parts) split(n *graph.Node, coef [][]float64) {
	switch op := n.Op.(type) {
	case *graph.Sum:
		for i, in := range n.In {
			p.split(in, times(coef, op.Weights[i]))
		}
	case *graph.Constant:
		for k := range p.constant {
			p.constant[k] += dot(coef[k], op.Values)
		}
	case *graph.Linear:
		width := len(op.Weights) / len(op.Bias)
		through := make([][]float64, p.outputs)
		for k := range through {
			p.constant[k] += dot(coef[k], op.Bias)
			through[k] = make([]float64, width)
			for j, c := range coef[k] {
				for i, w := range op.Weights[j*width : (j+1)*width] {
					through[k][i] += c * w
				}
			}
		}
		p.splitColumns(n.In[0], through)
	case *graph.Trees:
		if p.oneEach(n.In[0], splitColumns(op)) {
			p.trees = append(p.trees, treePart{op, n.In[0], coef})
			return
		}
		p.rest = append(p.rest, treeless{n, coef})
	case *graph.Shapes:
		if p.oneEach(n.In[0], op.Column) {
			p.shapes = append(p.shapes, shapePart{op, n.In[0], coef})
			return
		}
		p.rest = append(p.rest, treeless{n, coef})
	default:
		p.splitColumns(n, coef)
	}
}

// splitColumns adds coef times the columns of a node that each depend on one player or are
// made of columns that do.
func (p *parts) splitColumns(n *graph.Node, coef [][]float64) {
	switch op := n.Op.(type) {
	case *graph.Sum, *graph.Linear, *graph.Trees, *graph.Shapes:
		p.split(n, coef)
		return
	case *graph.Gather:
		p.splitGather(op, n, coef)
		return
	}
	product, _ := n.Op.(*graph.Product)
	var left []int // columns that stay together
	for j, who := range p.origin[n] {
		c := column(coef, j)
		switch {
		case allZero(c):
		case who != several:
			p.terms = append(p.terms, term{graph.Ref{Node: n, Column: j}, c})
		case product != nil && p.oneEach(n.In[0], []int32{product.Left[j], product.Right[j]}):
			in := n.In[0]
			p.pairs = append(p.pairs, pairTerm{graph.Ref{Node: in, Column: int(product.Left[j])}, graph.Ref{Node: in, Column: int(product.Right[j])}, c})
		default:
			left = append(left, j)
		}
	}
	if len(left) == 0 {
		return
	}
	rest := make([][]float64, p.outputs)
	for k := range rest {
		rest[k] = make([]float64, len(coef[k]))
		for _, j := range left {
			rest[k][j] = coef[k][j]
		}
	}
	p.rest = append(p.rest, treeless{n, rest})
}

// splitGather hands what is asked of a pick on to the nodes that it picks from.
func (p *parts) splitGather(op *graph.Gather, n *graph.Node, coef [][]float64) {
	for i, in := range n.In {
		part := make([][]float64, p.outputs)
		for k := range part {
			part[k] = make([]float64, in.Shape().Width)
			for j, from := range op.Input {
				if int(from) == i {
					part[k][op.Column[j]] += coef[k][j]
				}
			}
		}
		p.splitColumns(in, part)
	}
}

// oneEach reports whether each of some columns of a node depends on one player.
func (p *parts) oneEach(n *graph.Node, columns []int32) bool {
	who := p.origin[n]
	return !slices.ContainsFunc(columns, func(c int32) bool { return who[c] < 0 })
}

// splitColumns are the columns that the trees look at, ascending.
func splitColumns(o *graph.Trees) []int32 {
	used := make([]bool, o.Width)
	for _, f := range o.Feature {
		if f >= 0 {
			used[f] = true
		}
	}
	var out []int32
	for f, u := range used {
		if u {
			out = append(out, int32(f))
		}
	}
	return out
}

func times(m [][]float64, v float64) [][]float64 {
	out := make([][]float64, len(m))
	for k := range m {
		out[k] = make([]float64, len(m[k]))
		for j, x := range m[k] {
			out[k][j] = x * v
		}
	}
	return out
}

func column(m [][]float64, j int) []float64 {
	out := make([]float64, len(m))
	for k := range m {
		out[k] = m[k][j]
	}
	return out
}

func allZero(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return x != 0 })
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
