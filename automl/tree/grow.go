package tree

import (
	"context"
	"math"
	"slices"
	"sync"

	"winnow/automl/num"
)

// keptBytes bounds the histograms that are kept for subtraction.
const keptBytes = 1 << 29

// Grower grows trees on the bins of one matrix. Its buffers serve tree after tree; it is for one goroutine at a time.
type Grower struct {
	m    *Matrix
	team *num.Team

	rows, spare []int32
	ordered     []uint64   // gradient words of a node's rows, where they serve several groups of features
	workers     []workRoom // of each worker
	amounts     []amount   // by stretch of rows
	lefts       []int      // by stretch of a node's rows: how many go left
	leaves      []leaf
	free        [][]histogram
	made        int // histogram sets made
	mostSets    int
	cuts        [2][]cut  // by feature, of the smaller and the larger child
	looked      []bool    // features that the present tree looks at
	spareSets   sync.Pool // of *[]histogram, for a level of leaves in one group
}

// leaf is a leaf of the growing tree.
type leaf struct {
	from, to int // its rows
	node     int32
	depth    int
	sum      uint64
	weight   float64
	sets     []histogram // of its rows; nil when not kept
	best     cut
	limits   limits
}

// NewGrower makes a grower that uses so many goroutines; the trees do not depend on it.
func NewGrower(m *Matrix, workers int) *Grower {
	g := &Grower{m: m, team: num.NewTeam(workers), looked: make([]bool, len(m.Bins))}
	g.workers = make([]workRoom, g.team.Size())
	for i := range g.workers {
		g.workers[i].room = m.newGathered()
	}
	g.mostSets = max(3, keptBytes/max(1, m.groups()*lanes*len(histogram{})*8))
	for i := range g.cuts {
		g.cuts[i] = make([]cut, len(m.Bins))
	}
	return g
}

// growth is the work on one tree.
type growth struct {
	*Grower
	ctx  context.Context
	o    Options
	q    *Gradients
	tree *Tree
	err  error
}

// Grow grows one tree on the given rows, which ascend. Values of leaves are the steps that
// lower the loss most, unscaled. It returns early with ctx's error.
func (g *Grower) Grow(ctx context.Context, rows []int32, q *Gradients, o Options) (*Tree, error) {
	w := growth{Grower: g, ctx: ctx, o: o, q: q, tree: &Tree{Width: 1}}
	g.rows = append(g.rows[:0], rows...)
	g.spare = slices.Grow(g.spare[:0], len(rows))[:len(rows)]
	g.drawFeatures(o)
	root := leaf{to: len(rows), sum: q.sum(rows)}
	root.weight = q.weigh(rows)
	w.tree.Nodes = append(w.tree.Nodes, Node{Feature: -1, Cover: root.weight})
	g.leaves = append(g.leaves[:0], root)
	if o.Growth == Symmetric {
		w.symmetric()
	} else {
		w.byLeaf()
	}
	if w.err != nil {
		return nil, w.err
	}
	w.finish()
	return w.tree, nil
}

// byLeaf splits one leaf after another.
func (w *growth) byLeaf() {
	w.evaluate(0, -1)
	for w.err == nil && len(w.leaves) < w.o.Leaves {
		i := w.pick()
		if i < 0 {
			return
		}
		small, large := w.split(i)
		if len(w.leaves) < w.o.Leaves { // the children of a tree's last split are never split
			w.evaluate(small, large)
		}
	}
}

// sum is the sum of the words of rows.
func (q *Gradients) sum(rows []int32) uint64 {
	sum := uint64(0)
	for _, r := range rows {
		sum += q.words[r]
	}
	return sum
}

// weigh is the total weight of rows.
func (q *Gradients) weigh(rows []int32) float64 {
	if q.weight == nil {
		return float64(len(rows))
	}
	sum := 0.0
	for _, r := range rows {
		sum += q.weight[r]
	}
	return sum
}

// drawFeatures chooses the features that the tree looks at, at least one.
func (g *Grower) drawFeatures(o Options) {
	n := len(g.looked)
	for i := range g.looked {
		g.looked[i] = o.Features >= 1
	}
	if o.Features >= 1 || n == 0 {
		return
	}
	keep := max(1, int(math.Round(o.Features*float64(n))))
	for _, i := range num.Perm(num.RNG(o.Seed, "features"), n)[:keep] {
		g.looked[i] = true
	}
}

// pick is the leaf whose split gains most, or -1; by depth, that of the least deep leaves.
func (w *growth) pick() int {
	at, gain, depth := -1, 0.0, math.MaxInt
	for i := range w.leaves {
		l := &w.leaves[i]
		switch {
		case !(l.best.gain > 0):
		case w.o.Growth == DepthWise && l.depth < depth:
			at, gain, depth = i, l.best.gain, l.depth
		case w.o.Growth == DepthWise && l.depth > depth:
		case l.best.gain > gain:
			at, gain = i, l.best.gain
		}
	}
	return at
}

// split splits leaf i by its best cut. Its left child takes its place in the list of leaves;
// of the two children the larger keeps the histograms.
func (w *growth) split(i int) (small, large int) {
	l := w.leaves[i]
	left, right := int32(len(w.tree.Nodes)), int32(len(w.tree.Nodes)+1)
	n := &w.tree.Nodes[l.node]
	n.Feature, n.Bin, n.MissingLeft, n.Set = l.best.feature, l.best.bin, l.best.missingLeft, l.best.set
	n.Left, n.Right = left, right
	var sides [256]uint8
	n.sides(&sides)
	rows := w.rows[l.from:l.to]
	nl := w.partition(rows, w.m.Bins[n.Feature].Codes, &sides)
	a := leaf{from: l.from, to: l.from + nl, node: left, depth: l.depth + 1, sum: l.best.left}
	b := leaf{from: l.from + nl, to: l.to, node: right, depth: l.depth + 1, sum: l.sum - l.best.left}
	if nl <= len(rows)-nl {
		a.weight = w.q.weigh(rows[:nl])
		b.weight = l.weight - a.weight
	} else {
		b.weight = w.q.weigh(rows[nl:])
		a.weight = l.weight - b.weight
	}
	a.limits, b.limits = l.limits.divide(w.o.sign(n.Feature), w.step(&a), w.step(&b))
	w.tree.Nodes = append(w.tree.Nodes, Node{Feature: -1, Cover: a.weight}, Node{Feature: -1, Cover: b.weight})
	w.leaves[i] = a
	w.leaves = append(w.leaves, b)
	small, large = i, len(w.leaves)-1
	if nl > len(rows)-nl {
		small, large = large, small
	}
	w.leaves[large].sets = l.sets
	return small, large
}

// splittable reports whether a leaf may be split at all.
func (w *growth) splittable(l *leaf) bool {
	return l.to-l.from >= 2 && l.weight >= 2*w.o.MinLeaf && (w.o.Depth == 0 || l.depth < w.o.Depth)
}

// evaluate finds the best cuts of two new leaves, of which the larger one holds its
// parent's histograms; large is -1 for the root.
func (w *growth) evaluate(small, large int) {
	s := &w.leaves[small]
	var l *leaf
	if large >= 0 {
		l = &w.leaves[large]
		if !w.splittable(l) {
			w.release(l)
			l = nil
		}
	}
	if l == nil && !w.splittable(s) {
		return
	}
	if l != nil && l.sets == nil {
		w.search(l, nil)
		w.search(s, nil)
		return
	}
	w.search(s, l)
}

// sees reports whether a node looks at a feature.
func (w *growth) sees(s *scan, feature int) bool {
	if w.o.NodeShare >= 1 {
		return true
	}
	return float64(scramble(^s.random, uint64(feature))>>11)*0x1p-53 < w.o.NodeShare
}

// choose takes the best of a leaf's cuts.
func (w *growth) choose(l *leaf, s *scan, cuts []cut) {
	l.best = w.prefer(cuts, s.random)
	if l.best.gain == 0 {
		w.release(l)
		return
	}
	l.best.gain -= s.own(s.l2)
}

// scanOf turns the options into the units of the gradient words.
func (w *growth) scanOf(l *leaf) scan {
	o, hUnit := &w.o, w.q.hUnit
	perWeight := second(l.sum) / l.weight // hessian of a row of weight 1, on average
	s := scan{
		sum: l.sum, weight: l.weight, rows: l.to - l.from,
		l1: o.L1 * w.q.gUnit, l2: o.L2 * hUnit, catL2: o.CatL2 * hUnit,
		smooth: o.CatSmooth * hUnit, minCat: o.MinCategory * perWeight,
		oneLevel: o.OneLevel, extra: o.Extra,
		random: scramble(o.Seed, uint64(l.node)),
	}
	// Why 0.999: the average is rounded, and a leaf of just enough rows must pass.
	s.minH = uint64(max(1, o.MinHess*hUnit, 0.999*o.MinLeaf*perWeight))
	if s.signs = o.Monotone; s.signs != nil && l.limits.some {
		// The units of a value in the words.
		s.limits = limits{true, l.limits.low * (w.q.gUnit / hUnit), l.limits.high * (w.q.gUnit / hUnit)}
	}
	parent := s.own(s.l2)
	// Why the factor: less is the rounding of the sums.
	s.floor = parent*(1+1e-9) + o.MinGain*w.q.gUnit*(w.q.gUnit/hUnit) + math.SmallestNonzeroFloat64
	s.gains = gainsOf(s.sum, s.l2)
	return s
}

// take gets a set of histograms.
func (g *Grower) take() []histogram {
	if n := len(g.free); n > 0 {
		h := g.free[n-1]
		g.free = g.free[:n-1]
		return h
	}
	if g.made >= g.mostSets {
		return g.evict()
	}
	g.made++
	return make([]histogram, g.m.groups()*lanes)
}

// evict takes the histograms of the leaf that is least likely to be split soon: the one
// whose best cut gains least.
func (g *Grower) evict() []histogram {
	at := -1
	for i := range g.leaves {
		l := &g.leaves[i]
		if l.sets != nil && l.best.gain > 0 && (at < 0 || l.best.gain < g.leaves[at].best.gain) {
			at = i
		}
	}
	h := g.leaves[at].sets
	g.leaves[at].sets = nil
	return h
}

// release gives a leaf's histograms back.
func (g *Grower) release(l *leaf) {
	if l.sets != nil {
		g.free = append(g.free, l.sets)
		l.sets = nil
	}
}

// finish gives the leaves their values and their histograms back.
func (w *growth) finish() {
	w.tree.Values = make([]float32, len(w.leaves))
	for i := range w.leaves {
		l := &w.leaves[i]
		w.release(l)
		w.tree.Nodes[l.node].Left = int32(i)
		w.tree.Values[i] = float32(l.limits.clip(w.step(l)))
	}
}

// step is the best value of a leaf.
func (w *growth) step(l *leaf) float64 { return w.q.step(l.sum, w.o.L1, w.o.L2) }

// step is the value that lowers the loss of the summed rows most (Chen and Guestrin 2016,
// eq. 5, with the L1 penalty).
func (q *Gradients) step(sum uint64, l1, l2 float64) float64 {
	g, h := first(sum)/q.gUnit, second(sum)/q.hUnit+l2
	size := shrink(g, l1)
	if size == 0 || h == 0 {
		return 0
	}
	return -math.Copysign(size/h, g)
}
