package golearn

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// node is a tree as it was copied out of the library. A row goes left when the code of its
// column is at most bin; a node without children is a leaf.
type node struct {
	column      int
	bin         int32
	left, right *node

	counts []float64 // weight of the rows of each class; for regression weight and weighted sum
	value  []float64 // probability of each class, or the mean, after smoothing
}

// leaf follows row i, by position, down to its leaf, calling visit for each node on the way.
func (n *node) leaf(b *bins, i int, visit func(*node)) *node {
	for {
		visit(n)
		switch {
		case n.left == nil:
			return n
		case b.codes[n.column][i] <= n.bin:
			n = n.left
		default:
			n = n.right
		}
	}
}

// tally counts the training rows at every node and smooths: a node's value is the mean of
// its rows and of smoothing rows like its parent's value (the root's: like all classes).
func (n *node) tally(b *bins, smoothing float64) {
	regression := b.train.Task == automl.Regression
	for i, r := range b.rows {
		w, y := b.train.Weight(r), b.train.Y[r]
		n.leaf(b, i, func(at *node) {
			if at.counts == nil {
				at.counts = make([]float64, max(2, b.train.Classes))
			}
			if regression {
				at.counts[0] += w
				at.counts[1] += float64(w * y)
				return
			}
			at.counts[int(y)] += w
		})
	}
	if regression {
		mean := 0.0
		if n.counts != nil {
			mean = n.counts[1] / n.counts[0]
		}
		n.smooth([]float64{mean}, smoothing)
		return
	}
	classes := max(2, b.train.Classes)
	even := make([]float64, classes)
	for k := range even {
		even[k] = 1 / float64(classes)
	}
	n.smooth(even, max(smoothing, 0.1))
}

func (n *node) smooth(prior []float64, rows float64) {
	n.value = make([]float64, len(prior))
	counts := n.counts
	if counts == nil {
		counts = make([]float64, max(2, len(prior)))
	}
	if len(prior) == 1 { // regression
		if n.value[0] = prior[0]; counts[0]+rows > 0 {
			n.value[0] = (counts[1] + float64(rows*prior[0])) / (counts[0] + rows)
		}
	} else {
		total := 0.0
		for _, c := range counts {
			total += c
		}
		for k, p := range prior {
			n.value[k] = (counts[k] + float64(rows*p)) / (total + rows)
		}
	}
	if n.left != nil {
		n.left.smooth(n.value, rows)
		n.right.smooth(n.value, rows)
	}
}

// cover is the weight of the rows that passed the node.
func (n *node) cover(task automl.Task) float64 {
	if n.counts == nil {
		return 0
	}
	if task == automl.Regression {
		return n.counts[0]
	}
	total := 0.0
	for _, c := range n.counts {
		total += c
	}
	return total
}

// lower writes the tree as our operator. Leaves hold logarithms of odds or probabilities,
// which the link turns back: so probabilities add up to 1 although leaves are stored in
// single precision. For regression they hold the distance from the overall mean.
func (b *bins) lower(root *node) *graph.Node {
	in := b.train.Node()
	o := &graph.Trees{Width: len(b.train.Features), Vector: true, Roots: []int32{0}, Scale: 1}
	o.Base = make([]float64, b.train.PredictionWidth())
	if b.train.Task == automl.Regression {
		o.Base[0] = root.value[0]
		o.Scale = root.spread(root.value[0])
	}
	if in == nil {
		values := root.value
		if b.train.Task != automl.Regression {
			values = b.scores(root, o)
		}
		return b.link(graph.Apply(&graph.Constant{Values: values}))
	}
	b.write(o, root)
	return b.link(graph.Apply(o.Leveled(), in))
}

// spread is the largest distance of a leaf from the mean, or 1.
func (n *node) spread(mean float64) float64 {
	most := 0.0
	var visit func(n *node)
	visit = func(n *node) {
		most = max(most, math.Abs(n.value[0]-mean))
		if n.left != nil {
			visit(n.left)
			visit(n.right)
		}
	}
	visit(n)
	if most == 0 {
		return 1
	}
	return most
}

// scores are a leaf's outputs before base and scale.
func (b *bins) scores(n *node, o *graph.Trees) []float64 {
	switch b.train.Task {
	case automl.Regression:
		return []float64{(n.value[0] - o.Base[0]) / o.Scale}
	case automl.Binary:
		return []float64{math.Log(n.value[1] / n.value[0])}
	}
	out := make([]float64, len(n.value))
	for k, p := range n.value {
		out[k] = math.Log(p)
	}
	return out
}

// write appends a node and all below it and returns its place.
func (b *bins) write(o *graph.Trees, n *node) int32 {
	at := int32(len(o.Feature))
	o.Feature = append(o.Feature, -1)
	o.Left = append(o.Left, 0)
	o.Right = append(o.Right, 0)
	o.Threshold = append(o.Threshold, 0)
	o.MissingLeft = append(o.MissingLeft, 1)
	o.Set = append(o.Set, -1)
	o.Cover = append(o.Cover, float32(n.cover(b.train.Task)))
	if n.left == nil {
		o.Left[at] = int32(len(o.Values) / len(o.Base))
		for _, v := range b.scores(n, o) {
			o.Values = append(o.Values, float32(v))
		}
		return at
	}
	o.Feature[at] = int32(n.column)
	o.Threshold[at] = b.edges[n.column][n.bin]
	if n.right.cover(b.train.Task) > n.left.cover(b.train.Task) {
		o.MissingLeft[at] = 0
	}
	o.Left[at] = b.write(o, n.left)
	o.Right[at] = b.write(o, n.right)
	return at
}

func (b *bins) link(in *graph.Node) *graph.Node {
	switch b.train.Task {
	case automl.Regression:
		return in
	case automl.Binary:
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, in)
	}
	return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, in)
}
