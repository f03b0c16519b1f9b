package explain

import (
	"context"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// This file works out the Shapley values of trees where what is not known is the mean over
// a branch's training rows: the path-dependent TreeSHAP of Lundberg et al. 2020.
//
// A leaf of value v that k players' conditions lead to gives player i the share
//
//	v (o_i - z_i) * integral over t from 0 to 1 of the product over j≠i of (o_j t + z_j (1-t))
//
// where o_j is 1 when the row meets all of j's conditions on the way, else 0, and z_j is the
// share of the training rows that do: the weights |S|!(k-|S|-1)!/k! of Shapley's formula are
// the integrals of t^|S| (1-t)^(k-|S|-1). The integrand has degree k-1, so that a Gauss rule
// of k/2 points is exact. As in linear TreeSHAP (Yu et al. 2022) the products are carried
// down the tree and the sums over leaves up, once for each edge; every term is positive, so
// that nothing cancels. Conditions on several features of one player count as one condition,
// which makes the values those of the person's columns and not a sum over parts of them.

// treeBatch is the number of rows that walk down a tree together.
const treeBatch = 32

// The states of an edge for a row, by whether its player's conditions are met without it
// and with it.
const (
	unmet   = iota // not even before
	broken         // before, not with it
	met            // with it
	nStates        // number of states
)

// treeGame is a tree ensemble whose split features belong to players.
type treeGame struct {
	op     *graph.Trees
	player []int32 // of each input column of op
	place  []int32 // of each input column of op in a row of x
	width  int     // of a row of x
	most   int     // players
}

// pathTree is a tree made ready. For each of its nodes but the first, table holds for each
// state of the edge that leads there first the factors of the product and then those of the
// share, for each point of the rule.
type pathTree struct {
	root   int32
	first  int32 // node that table begins with
	q      int   // points
	depth  int   // edges of the longest path
	output int   // of leaves of one value
	table  []float64
	up     []int32 // depth of the end of the edge above with the same player; -1 for none
}

// compile makes tree t ready.
func (g *treeGame) compile(t int) *pathTree {
	o := g.op
	p := &pathTree{root: o.Roots[t], first: o.Roots[t]}
	if !o.Vector {
		p.output = int(o.Output[t])
	}
	c := &compiler{game: g, tree: p, at: make([]int32, g.most), share: make([]float64, g.most)}
	for i := range c.at {
		c.at[i] = -1
	}
	c.measure(p.root, 0, 0)
	p.up = make([]int32, c.end-p.first)
	p.q = max(2, (c.most+3)/4*2) // Why even: the loops over the points go in twos.
	c.rule = gauss(p.q)
	p.table = make([]float64, int(c.end-p.first)*nStates*2*p.q)
	c.fill(p.root, 0)
	return p
}

// compiler is the state of walking a tree to make it ready.
type compiler struct {
	game  *treeGame
	tree  *pathTree
	rule  *quadrature
	most  int       // players on one path
	end   int32     // what follows the last node
	at    []int32   // by player: depth of its last edge on the path
	share []float64 // by player: share of the training rows that meet its conditions
}

// measure finds depth and the most players of a path.
func (c *compiler) measure(n int32, depth, players int) {
	o := c.game.op
	c.tree.depth = max(c.tree.depth, depth)
	c.most, c.end = max(c.most, players), max(c.end, n+1)
	if o.Feature[n] < 0 {
		return
	}
	p := c.game.player[o.Feature[n]]
	before := c.at[p]
	if before < 0 {
		players++
	}
	c.at[p] = int32(depth) + 1
	c.measure(o.Left[n], depth+1, players)
	c.measure(o.Right[n], depth+1, players)
	c.at[p] = before
}

// coverShares are the shares of the training rows that go left and right at node n.
func coverShares(o *graph.Trees, n int32) (left, right float64) {
	l, r := float64(o.Cover[o.Left[n]]), float64(o.Cover[o.Right[n]])
	if !(l+r > 0) {
		return 0.5, 0.5
	}
	return l / (l + r), r / (l + r)
}

// fill works out the factors of all edges below node n.
func (c *compiler) fill(n int32, depth int) {
	o := c.game.op
	if o.Feature[n] < 0 {
		return
	}
	p := c.game.player[o.Feature[n]]
	before, share := c.at[p], 1.0
	if before >= 0 {
		share = c.share[p]
	}
	left, right := coverShares(o, n)
	for side, child := range [2]int32{o.Left[n], o.Right[n]} {
		z := left
		if side == 1 {
			z = right
		}
		c.tree.up[child-c.tree.first] = before
		c.edge(child, before >= 0, share, share*z)
		c.at[p], c.share[p] = int32(depth)+1, share*z
		c.fill(child, depth+1)
	}
	c.at[p], c.share[p] = before, share
}

// edge works out the factors of the edge to node n, with the share of training rows that
// meet its player's conditions without it and with it.
func (c *compiler) edge(n int32, again bool, before, with float64) {
	q := c.tree.q
	table := c.tree.table[int(n-c.tree.first)*nStates*2*q:]
	for i, t := range c.rule.point {
		rest, w := 1-t, c.rule.weight[i]
		old, was := 1.0, 0.0 // the player's factor so far, and its share's
		if again {
			old = t + before*rest
			was = (1 - before) / old
			if before > 0 {
				table[unmet*2*q+i] = with / before
			}
		}
		table[broken*2*q+i] = with * rest / old
		table[broken*2*q+q+i] = w * (-1/rest - was)
		now := t + with*rest
		table[met*2*q+i] = now / old
		table[met*2*q+q+i] = w * ((1-with)/now - was)
	}
}

// treeWalk carries a batch of rows through trees.
type treeWalk struct {
	game   *treeGame
	tree   *pathTree
	width  int // values of a leaf
	rows   int
	x      []float64 // row by row
	down   [][]float64
	sum    [][]float64 // by depth: for each value of a leaf, row and point
	states [][]uint8
	left   [][]bool
	shares []float64 // by output, player and row
}

// room makes the walk large enough for a tree.
func (w *treeWalk) room(p *pathTree) {
	size := treeBatch * p.q
	for len(w.down) < p.depth+1 {
		w.down, w.sum = append(w.down, nil), append(w.sum, nil)
		w.states, w.left = append(w.states, make([]uint8, treeBatch)), append(w.left, make([]bool, treeBatch))
	}
	for d := range p.depth + 1 {
		if len(w.down[d]) < size {
			w.down[d], w.sum[d] = make([]float64, size), make([]float64, size*w.width)
		}
	}
}

// add adds the shares of a tree for the batch's rows.
func (w *treeWalk) add(p *pathTree) {
	w.room(p)
	w.tree = p
	top := w.down[0][:w.rows*p.q]
	for i := range top {
		top[i] = 1
	}
	w.visit(p.root, 0)
}

// visit puts into sum, at the depth of node n, the sums over the leaves below it of their
// values times their products, and adds the shares of the edges below.
func (w *treeWalk) visit(n int32, depth int) {
	o, q := w.game.op, w.tree.q
	size := w.rows * q
	down, sum := w.down[depth][:size], w.sum[depth][:size*w.width]
	if o.Feature[n] < 0 {
		values := o.Values[int(o.Left[n])*w.width:][:w.width]
		for k, v := range values {
			s := sum[k*size : (k+1)*size]
			for i, g := range down {
				s[i] = float64(v) * g
			}
		}
		return
	}
	left := w.left[depth][:w.rows]
	w.decide(n, left)
	clear(sum)
	player := int(w.game.player[o.Feature[n]])
	for side, child := range [2]int32{o.Left[n], o.Right[n]} {
		at := int(child - w.tree.first)
		table := w.tree.table[at*nStates*2*q:][:nStates*2*q]
		states := w.states[depth+1][:w.rows]
		w.state(states, left, side == 0, w.tree.up[at])
		multiply(w.down[depth+1][:size], down, table, states, q)
		w.visit(child, depth+1)
		for k := range w.width {
			out := w.tree.output + k
			shares := w.shares[(out*w.game.most+player)*treeBatch:][:w.rows]
			collect(shares, sum[k*size:(k+1)*size], w.sum[depth+1][k*size:(k+1)*size], table, states, q)
		}
	}
}

// state finds the states of an edge; up is the depth of the edge above of the same player.
func (w *treeWalk) state(states []uint8, left []bool, side bool, up int32) {
	if up < 0 {
		for i, l := range left {
			states[i] = broken
			if l == side {
				states[i] = met
			}
		}
		return
	}
	above := w.states[up][:len(left)]
	for i, l := range left {
		s := uint8(broken)
		if l == side {
			s = met
		}
		if above[i] != met {
			s = unmet
		}
		states[i] = s
	}
}

// multiply carries the products over an edge.
func multiply(to, from, table []float64, states []uint8, q int) {
	for i, s := range states {
		m := table[int(s)*2*q:][:q]
		a, b := from[i*q:][:q], to[i*q:][:q]
		for j, f := range m {
			b[j] = a[j] * f
		}
	}
}

// collect adds the sums that come up an edge to those of the node above it and the edge's
// shares to its player's.
func collect(shares, sum, below, table []float64, states []uint8, q int) {
	for i, s := range states {
		f := table[int(s)*2*q+q:][:q]
		a, b := below[i*q:][:q], sum[i*q:][:q]
		share := 0.0
		for j, v := range a {
			b[j] += v
			share += v * f[j]
		}
		shares[i] += share
	}
}

// decide finds which of the rows go left at node n.
func (w *treeWalk) decide(n int32, left []bool) {
	o := w.game.op
	f, width := int(w.game.place[o.Feature[n]]), w.game.width
	if o.Set[n] >= 0 {
		for i := range left {
			left[i] = o.Next(n, w.x[i*width+f]) == o.Left[n]
		}
		return
	}
	cut, missing := o.Threshold[n], o.MissingLeft[n] != 0
	for i := range left {
		v := w.x[i*width+f]
		left[i] = v <= cut || missing && v != v
	}
}

// tableBytes is how much of the tables of trees is made at a time.
const tableBytes = 4 << 20

// pathShares works out the shares of n rows, whose features stand row by row in x. It adds
// scale times them to dst, which has for each row, output of op and player a number.
func (g *treeGame) pathShares(ctx context.Context, workers, n int, x, dst []float64) error {
	o := g.op
	chunks := (n + treeBatch - 1) / treeBatch
	walks := make(chan *treeWalk, max(1, workers))
	for at := 0; at < len(o.Roots); {
		var trees []*pathTree
		for bytes := 0; at < len(o.Roots) && bytes < tableBytes; at++ {
			t := g.compile(at)
			trees, bytes = append(trees, t), bytes+8*len(t.table)
		}
		err := num.ForEach(ctx, workers, chunks, func(i int) error {
			w := g.walk(walks)
			from := i * treeBatch
			w.rows = min(treeBatch, n-from)
			w.x = x[from*g.width : (from+w.rows)*g.width]
			clear(w.shares)
			for _, t := range trees {
				w.add(t)
			}
			w.give(dst[from*len(o.Base)*g.most:])
			walks <- w
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk is a free walk, or a new one.
func (g *treeGame) walk(free chan *treeWalk) *treeWalk {
	select {
	case w := <-free:
		return w
	default:
	}
	w := &treeWalk{game: g, width: 1, shares: make([]float64, len(g.op.Base)*g.most*treeBatch)}
	if g.op.Vector {
		w.width = len(g.op.Base)
	}
	return w
}

// give adds the batch's shares to dst.
func (w *treeWalk) give(dst []float64) {
	all := len(w.game.op.Base) * w.game.most
	for i := range w.rows {
		row := dst[i*all : (i+1)*all]
		for k := range row {
			row[k] += w.game.op.Scale * w.shares[k*treeBatch+i]
		}
	}
}
