package fair

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// Node is the graph that finds the group of a row: its number, or len(Names) for a combination
// that no row of the making had. Input gives the node of a column by its place in the table.
func (g *Grouping) Node(input func(place int) *graph.Node) *graph.Node {
	parts := make([]*graph.Node, len(g.Columns))
	weights := make([]float64, len(g.Columns))
	stride := 1.0
	for i := len(g.Columns) - 1; i >= 0; i-- {
		c := &g.Columns[i]
		parts[i], weights[i] = graph.Apply(c.tree(float64(len(g.Cells))), input(c.Place)), stride
		stride *= float64(len(c.Parts))
	}
	cell := graph.Apply(&graph.Sum{Weights: weights}, parts...)
	none := float64(len(g.Names))
	table := make([]float64, len(g.Cells))
	for k, group := range g.Cells {
		if table[k] = float64(group); group < 0 {
			table[k] = none
		}
	}
	return graph.Apply(&graph.TargetEncode{Table: table, Unseen: []float64{none}, Missing: []float64{none}}, cell)
}

// sprout grows a tree whose every node has a leaf on its left.
type sprout struct{ *graph.Trees }

// leaf appends a leaf.
func (s sprout) leaf(value float64) { s.AddLeaf([]float32{float32(value)}, 1) }

// fork appends a node that sends a row to a leaf of the value, or on to what is appended next.
func (s sprout) fork(threshold float64, set []uint64, missing bool, value float64) {
	at := len(s.Feature)
	s.AddFork(0, int32(at+1), threshold, set, missing)
	s.Cover[at] = 1
	s.leaf(value)
}

// tree is a single tree that answers the part of a value; beyond for a level of no part.
func (c *Column) tree(beyond float64) *graph.Trees {
	s := sprout{&graph.Trees{Width: 1, Roots: []int32{0}, Output: []int32{0}, Base: []float64{0}, Scale: 1}}
	if c.Level == nil {
		s.fork(-math.MaxFloat64, nil, true, float64(c.Missing))
		for k, cut := range c.Cuts {
			s.fork(cut, nil, false, float64(k))
		}
		s.leaf(float64(len(c.Cuts)))
		return s.Trees
	}
	words := len(c.Level)/64 + 1 // room for the code of a level that training never saw
	s.fork(0, make([]uint64, words), true, float64(c.Missing))
	for k := range c.Missing {
		set := make([]uint64, words)
		for level, part := range c.Level {
			if part == k {
				set[level>>6] |= 1 << (level & 63)
			}
		}
		s.fork(0, set, false, float64(k))
	}
	s.leaf(beyond)
	return s.Trees
}

// shut is what a logit is moved by for a threshold that no probability reaches, or all do: more
// than any logit of a probability of double precision.
const shut = 100

// Decide is a pipeline of one probability with a threshold for each group. Without a lot it
// answers a score that is above one half where the probability is above the group's threshold,
// with the order within groups kept: the logit less the threshold's. With a lot it answers the
// probability with which the row is selected.
func (t *Thresholds) Decide(node, group *graph.Node, lot bool) *graph.Node {
	if !lot {
		shift := func(f *automl.FairThreshold) []float64 {
			switch {
			case f.At >= 1:
				return []float64{-shut}
			case f.At <= 0:
				return []float64{shut}
			}
			return []float64{math.Log1p(-f.At) - math.Log(f.At)}
		}
		logit := graph.Apply(&graph.Link{Func: graph.Logit, Slope: 1}, node)
		moved := graph.Apply(&graph.Sum{Weights: []float64{1, 1}}, logit, t.lookup(group, shift))
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, moved)
	}
	// above is 1[score - threshold > 0], exact because a difference of two doubles is 0 only
	// where they are equal.
	above := func(at func(f *automl.FairThreshold) float64) *graph.Node {
		line := t.lookup(group, func(f *automl.FairThreshold) []float64 { return []float64{at(f)} })
		return Above(graph.Apply(&graph.Sum{Weights: []float64{1, -1}}, node, line), 0)
	}
	steps := graph.Pick([]graph.Ref{
		{Node: above(func(f *automl.FairThreshold) float64 { return f.T0 })},
		{Node: above(func(f *automl.FairThreshold) float64 { return f.T1 })},
		{Node: t.lookup(group, func(f *automl.FairThreshold) []float64 { return []float64{(1 - f.Ignore) * f.P0} })},
		{Node: t.lookup(group, func(f *automl.FairThreshold) []float64 { return []float64{(1 - f.Ignore) * f.P1} })},
	})
	mixed := graph.Apply(&graph.Product{Left: []int32{0, 1}, Right: []int32{2, 3}}, steps)
	selected := graph.Apply(&graph.Linear{Weights: []float64{1, 1}, Bias: []float64{0}}, mixed)
	ignored := t.lookup(group, func(f *automl.FairThreshold) []float64 { return []float64{f.Ignore * f.Constant} })
	return graph.Apply(&graph.Sum{Weights: []float64{1, 1}}, selected, ignored)
}

// lookup answers something of the group's thresholds.
func (t *Thresholds) lookup(group *graph.Node, of func(f *automl.FairThreshold) []float64) *graph.Node {
	op := &graph.TargetEncode{Unseen: of(&t.Rest), Missing: of(&t.Rest)}
	for i := range t.Groups {
		op.Table = append(op.Table, of(&t.Groups[i])...)
	}
	return graph.Apply(op, group)
}

// Above is 1 for a row whose value is above the line, else 0.
func Above(node *graph.Node, line float64) *graph.Node {
	s := sprout{&graph.Trees{Width: 1, Roots: []int32{0}, Output: []int32{0}, Base: []float64{0}, Scale: 1}}
	s.fork(line, nil, true, 0)
	s.leaf(1)
	return graph.Apply(s.Trees, node)
}
