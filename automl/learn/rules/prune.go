package rules

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// grown is a tree with what it takes to prune it.
type grown struct {
	d       *data
	m       *tree.Matrix
	t       *tree.Tree
	tallies []tally
	// cut is the price from which on a node is a leaf: what each of the questions below it
	// takes away from the loss, as a share of that of the root (Breiman et al. 1984, section
	// 3.3). It never falls from a node to the one above.
	cut []float64
}

// choice is how a tree is pruned, and how many rows' weight draw each answer towards that
// of the node above (Agarwal et al. 2022, eq. 2).
type choice struct{ cut, shrink float64 }

// samePrice is the share by which two prices of the same worth may differ by rounding.
const samePrice = 1e-12

// prune finds cut: the weakest link again and again.
func (g *grown) prune() {
	g.cut = make([]float64, len(g.t.Nodes))
	open := make([]bool, len(g.cut))
	for i := range g.t.Nodes {
		open[i] = g.t.Nodes[i].Feature >= 0
	}
	root := max(g.tallies[0].loss(), math.SmallestNonzeroFloat64)
	price := 0.0
	for open[0] {
		below, leaves := g.below(open)
		weakest, least := -1, math.Inf(1)
		for i, is := range open {
			if !is {
				continue
			}
			if v := (g.tallies[i].loss() - below[i]) / float64(leaves[i]-1) / root; v < least {
				weakest, least = i, v
			}
		}
		// Why not max alone: two links that are equal but for rounding are one step of pruning,
		// between whose prices no other fits.
		if least > price*(1+samePrice) {
			price = least
		}
		g.close(int32(weakest), open, price)
	}
}

// below is the loss and the number of the leaves below each node.
func (g *grown) below(open []bool) ([]float64, []int) {
	loss, leaves := make([]float64, len(open)), make([]int, len(open))
	// Why backwards: children stand after their parents.
	for i := len(open) - 1; i >= 0; i-- {
		if !open[i] {
			loss[i], leaves[i] = g.tallies[i].loss(), 1
			continue
		}
		n := &g.t.Nodes[i]
		loss[i] = loss[n.Left] + loss[n.Right]
		leaves[i] = leaves[n.Left] + leaves[n.Right]
	}
	return loss, leaves
}

// close makes a node a leaf from price on, and all below it.
func (g *grown) close(i int32, open []bool, price float64) {
	if !open[i] {
		return
	}
	open[i] = false
	g.cut[i] = price
	g.close(g.t.Nodes[i].Left, open, price)
	g.close(g.t.Nodes[i].Right, open, price)
}

// leaf reports whether node i is a leaf of the pruned tree.
func (g *grown) leaf(i int32, c choice) bool { return g.t.Nodes[i].Feature < 0 || g.cut[i] <= c.cut }

// values are the answers of all nodes: of numbers the mean, of two classes and more their
// shares, each drawn towards the answer of the node above.
func (g *grown) values(c choice) [][]float64 {
	out := make([][]float64, len(g.t.Nodes))
	out[0] = g.tallies[0].mean(0.5)
	for i := range g.t.Nodes {
		n := &g.t.Nodes[i]
		if n.Feature < 0 {
			continue
		}
		up, keep := g.tallies[i].mean(0), 1/(1+c.shrink/g.tallies[i].n)
		for _, child := range [2]int32{n.Left, n.Right} {
			own := g.tallies[child].mean(0)
			for k := range own {
				own[k] = out[i][k] + float64(keep*(own[k]-up[k]))
			}
			out[child] = own
		}
	}
	return out
}

var (
	shrinks     = []float64{0.2, 1, 5, 20}
	usualShrink = 5.0
)

// usualCut is how far a tree is pruned without rows to find out with.
const usualCut = 0.01

// tie is the share of what a tree takes away from the loss that a smaller one may take less.
const tie = 0.01

// choose tries every step of pruning the whole tree on trees grown without a part of the
// rows, and takes the one that does best on those, the smaller of about equal ones.
func (l *Learner) choose(ctx context.Context, d *data, m *tree.Matrix, whole *grown, env automl.Env) (choice, error) {
	usual := choice{usualCut, usualShrink}
	if len(d.rows) < 2*folds || env.Softly() {
		return usual, nil
	}
	var tries []choice
	for _, cut := range whole.steps() {
		for _, s := range shrinks {
			tries = append(tries, choice{cut, s})
		}
	}
	order := num.Perm(num.RNG(env.Seed, "folds"), len(d.rows))
	parts := make([][]float64, folds)
	err := num.ForEach(ctx, env.Workers, folds, func(f int) error {
		var learnt, held []int
		for i, p := range order {
			if i%folds == f {
				held = append(held, int(p))
			} else {
				learnt = append(learnt, int(p))
			}
		}
		slices.Sort(learnt)
		g, err := l.grow(ctx, d, m, learnt, env.Seed)
		if err != nil {
			return err
		}
		for _, c := range tries {
			parts[f] = append(parts[f], g.lossOf(c, held))
		}
		return nil
	})
	if err != nil {
		return usual, err
	}
	sums := make([]float64, len(tries))
	for i := range sums {
		for _, p := range parts {
			sums[i] += p[i]
		}
	}
	least := slices.Min(sums)
	bear := least + tie*max(whole.tallies[0].loss()-least, 0)
	best := -1
	for i, v := range sums {
		if v <= bear && (best < 0 || tries[i].cut > tries[best].cut || tries[i].cut == tries[best].cut && v < sums[best]) {
			best = i
		}
	}
	return tries[best], nil
}

// steps are prices between those at which the tree changes: for each tree that pruning
// leaves, the geometric mean of where it begins and ends.
func (g *grown) steps() []float64 {
	cuts := []float64{0}
	for i, c := range g.cut {
		if g.t.Nodes[i].Feature >= 0 {
			cuts = append(cuts, c)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	out := make([]float64, len(cuts))
	for i, c := range cuts {
		out[i] = 2 * c
		if i+1 < len(cuts) {
			out[i] = math.Sqrt(c * cuts[i+1])
		}
	}
	return out
}

// lossOf is the loss of the pruned tree on the rows at the given places.
func (g *grown) lossOf(c choice, held []int) float64 {
	values, sum := g.values(c), 0.0
	for _, p := range held {
		i := int32(0)
		for !g.leaf(i, c) {
			i = g.t.Next(g.m, i, g.d.rows[p])
		}
		y, v := g.d.answers.Y[g.d.rows[p]], values[i]
		if g.d.classes > 0 {
			sum -= float64(g.d.weight[p] * math.Log(max(v[int(y)], 1e-12)))
			continue
		}
		sum += float64(g.d.weight[p] * (v[0] - y) * (v[0] - y))
	}
	return sum
}

// lower makes the operator of the pruned tree.
func (g *grown) lower(c choice) *graph.Trees {
	t := &tree.Tree{Width: 1}
	if g.d.classes > 2 {
		t.Width = g.d.classes
	}
	values := g.values(c)
	var place func(i int32) int32
	place = func(i int32) int32 {
		at := int32(len(t.Nodes))
		n := g.t.Nodes[i]
		t.Nodes = append(t.Nodes, n)
		if g.leaf(i, c) {
			t.Nodes[at] = tree.Node{Feature: -1, Cover: n.Cover, Left: int32(len(t.Values) / t.Width)}
			t.Values = g.d.appendAnswer(t.Values, values[i])
			return at
		}
		left := place(n.Left)
		right := place(n.Right)
		t.Nodes[at].Left, t.Nodes[at].Right = left, right
		return at
	}
	place(0)
	switch g.d.classes {
	case 0:
		return tree.Lower(g.m, []*tree.Tree{t}, []int32{0}, []float64{g.d.center}, g.d.scale)
	case 2:
		return tree.Lower(g.m, []*tree.Tree{t}, []int32{0}, []float64{0}, 1)
	}
	return tree.Lower(g.m, []*tree.Tree{t}, nil, make([]float64, g.d.classes), 1)
}

// appendAnswer appends a leaf's values: a number, the share of class 1 of two, or shares
// that add up to 1 to the bit, which whole multiples of 2^-20 do in single precision.
func (d *data) appendAnswer(values []float32, answer []float64) []float32 {
	switch d.classes {
	case 0:
		return append(values, float32(answer[0]))
	case 2:
		return append(values, float32(min(max(answer[1], 0), 1)))
	}
	const one = 1 << 20
	left, best, at := int64(one), 0, len(values)
	for k, share := range answer {
		whole := max(1, int64(math.Floor(share*one)))
		left -= whole
		values = append(values, float32(whole)/one)
		if share > answer[best] {
			best = k
		}
	}
	values[at+best] += float32(left) / one
	return values
}
