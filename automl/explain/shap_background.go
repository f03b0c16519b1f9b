package explain

import (
	"context"

	"winnow/automl/graph"
	"winnow/automl/num"
)

// This file works out the Shapley values of trees where what is not known takes the values
// of a background's rows: interventional TreeSHAP (Lundberg et al. 2020). For a row and a
// background row only the players whose values lead different ways take part: a leaf that
// a players of the row and b of the background lead to gives (a-1)! b!/(a+b)! of its value to
// each of the first and takes a! (b-1)!/(a+b)! from each of the second.

// duel is a walk down a tree with a row and a background row at once.
type duel struct {
	game         *treeGame
	width        int // values of a leaf
	output       int
	x, b         []bool // by node of the tree: whether the row goes left
	side         []int8 // by player: 0 not decided, 1 the row's, -1 the background's
	mine, theirs []int32
	gain, loss   [][]float64 // by number of the row's and the background's players
	scale        float64
	dst          []float64 // by output and player
}

func (g *treeGame) duel() *duel {
	d := &duel{game: g, width: 1, side: make([]int8, g.most), x: make([]bool, len(g.op.Feature)), b: make([]bool, len(g.op.Feature))}
	if g.op.Vector {
		d.width = len(g.op.Base)
	}
	n := 0
	for _, r := range g.op.Roots {
		n = max(n, g.depth(r))
	}
	d.gain, d.loss = make([][]float64, n+1), make([][]float64, n+1)
	for a := range d.gain {
		d.gain[a], d.loss[a] = make([]float64, n+1-a), make([]float64, n+1-a)
		for b := range d.gain[a] {
			if a+b == 0 {
				continue
			}
			w := coalitionWeights(a + b)
			if a > 0 {
				d.gain[a][b] = w[a-1]
			}
			if b > 0 {
				d.loss[a][b] = w[a]
			}
		}
	}
	return d
}

// depth is the number of nodes of the longest path from node n.
func (g *treeGame) depth(n int32) int {
	if g.op.Feature[n] < 0 {
		return 1
	}
	return 1 + max(g.depth(g.op.Left[n]), g.depth(g.op.Right[n]))
}

// decide finds where a row goes at each node of a tree.
func (d *duel) decide(left []bool, n int32, row []float64) {
	o := d.game.op
	if o.Feature[n] < 0 {
		return
	}
	left[n] = o.Next(n, row[d.game.place[o.Feature[n]]]) == o.Left[n]
	d.decide(left, o.Left[n], row)
	d.decide(left, o.Right[n], row)
}

// visit shares out the leaves below node n that the two can lead to.
func (d *duel) visit(n int32) {
	o := d.game.op
	if o.Feature[n] < 0 {
		d.leaf(o.Values[int(o.Left[n])*d.width:][:d.width])
		return
	}
	to := [2]int32{o.Right[n], o.Left[n]}
	x, b := to[0], to[0]
	if d.x[n] {
		x = to[1]
	}
	if d.b[n] {
		b = to[1]
	}
	p := d.game.player[o.Feature[n]]
	switch {
	case x == b || d.side[p] > 0:
		d.visit(x)
	case d.side[p] < 0:
		d.visit(b)
	default:
		d.side[p], d.mine = 1, append(d.mine, p)
		d.visit(x)
		d.mine = d.mine[:len(d.mine)-1]
		d.side[p], d.theirs = -1, append(d.theirs, p)
		d.visit(b)
		d.theirs = d.theirs[:len(d.theirs)-1]
		d.side[p] = 0
	}
}

func (d *duel) leaf(values []float32) {
	gain, loss := d.scale*d.gain[len(d.mine)][len(d.theirs)], d.scale*d.loss[len(d.mine)][len(d.theirs)]
	for k, v := range values {
		to := d.dst[(d.output+k)*d.game.most:][:d.game.most]
		for _, p := range d.mine {
			to[p] += gain * float64(v)
		}
		for _, p := range d.theirs {
			to[p] -= loss * float64(v)
		}
	}
}

// backShares adds the shares of n rows to dst, by row, output of op and player.
func (g *treeGame) backShares(ctx context.Context, workers, n int, x, back, dst []float64) error {
	o := g.op
	rows := len(back) / g.width
	duels := make(chan *duel, max(1, workers))
	return num.ForEach(ctx, workers, (n+treeBatch-1)/treeBatch, func(chunk int) error {
		var d *duel
		select {
		case d = <-duels:
		default:
			d = g.duel()
		}
		d.scale = o.Scale / float64(rows)
		from, to := chunk*treeBatch, min(n, (chunk+1)*treeBatch)
		left := make([][]bool, to-from)
		for i := range left {
			left[i] = make([]bool, len(o.Feature))
			for _, r := range o.Roots {
				d.decide(left[i], r, x[(from+i)*g.width:])
			}
		}
		all := len(o.Base) * g.most
		for b := range rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, r := range o.Roots {
				d.decide(d.b, r, back[b*g.width:])
			}
			for i := range left {
				d.x, d.dst = left[i], dst[(from+i)*all:(from+i+1)*all]
				for t, r := range o.Roots {
					if !o.Vector {
						d.output = int(o.Output[t])
					}
					d.visit(r)
				}
			}
		}
		duels <- d
		return nil
	})
}

// backBase is the mean of the trees' outputs over the background's rows.
func (g *treeGame) backBase(back []float64) []float64 {
	o := g.op
	in := graph.Block{N: 1, Nums: make([][]float64, o.Width)}
	row := make([]float64, o.Width)
	for f := range in.Nums {
		in.Nums[f] = row[f : f+1]
	}
	out := graph.Block{N: 1, Nums: make([][]float64, len(o.Base))}
	value, base := make([]float64, len(o.Base)), make([]float64, len(o.Base))
	for k := range out.Nums {
		out.Nums[k] = value[k : k+1]
	}
	var s graph.Scratch
	n := len(back) / g.width
	used := splitColumns(o)
	for i := range n {
		for _, f := range used {
			row[f] = back[i*g.width+int(g.place[f])]
		}
		o.Eval(&s, []graph.Block{in}, out)
		for k, v := range value {
			base[k] += v / float64(n)
		}
	}
	return base
}
