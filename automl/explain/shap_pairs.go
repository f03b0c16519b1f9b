package explain

import (
	"context"

	"winnow/automl/num"
)

// pairWalk works out SHAP interaction values (Lundberg et al. 2020): a row's Shapley values
// split into what each pair of players does together and what each does alone. For a leaf of
// value v the pair i, j has half of
//
//	v (o_i - z_i) (o_j - z_j) * integral of the product over l≠i,j of (o_l t + z_l (1-t))
//
// twice: once in the row of i and once in that of j; see pathShares for the letters.
type pairWalk struct {
	game    *treeGame
	width   int
	output  int
	rule    *quadrature
	row     []float64
	players []int32   // on the path
	at      []int     // by player: its place among players; -1
	share   []float64 // by place
	met     []bool    // by place
	ratio   []float64 // by place and point: (o-z) / (o t + z (1-t))
	product []float64
	dst     []float64 // by output, player and player
}

// pathPairs adds the interaction values of n rows to dst, by row, output, player and player.
// The values of a player's row add up to its share.
func (g *treeGame) pathPairs(ctx context.Context, workers, n int, x, dst []float64) error {
	o := g.op
	all := len(o.Base) * g.most * g.most
	depth := 0
	for _, r := range o.Roots {
		depth = max(depth, g.depth(r))
	}
	return num.ForEach(ctx, workers, n, func(i int) error {
		w := &pairWalk{game: g, width: 1, rule: gauss(max(1, (min(depth, g.most)+1)/2)), row: x[i*g.width : (i+1)*g.width], at: make([]int, g.most), dst: dst[i*all : (i+1)*all]}
		w.ratio = make([]float64, (depth+1)*len(w.rule.point))
		w.product = make([]float64, len(w.rule.point))
		if o.Vector {
			w.width = len(o.Base)
		}
		for p := range w.at {
			w.at[p] = -1
		}
		for t, r := range o.Roots {
			if !o.Vector {
				w.output = int(o.Output[t])
			}
			w.visit(r)
		}
		return nil
	})
}

func (w *pairWalk) visit(n int32) {
	o := w.game.op
	if o.Feature[n] < 0 {
		w.leaf(o.Values[int(o.Left[n])*w.width:][:w.width])
		return
	}
	p := w.game.player[o.Feature[n]]
	at := w.at[p]
	if at < 0 {
		w.at[p] = len(w.players)
		w.players, w.share, w.met = append(w.players, p), append(w.share, 1), append(w.met, true)
	}
	k := w.at[p]
	share, met := w.share[k], w.met[k]
	goes := o.Next(n, w.row[w.game.place[o.Feature[n]]])
	left, right := coverShares(o, n)
	for side, child := range [2]int32{o.Left[n], o.Right[n]} {
		w.share[k], w.met[k] = share*left, met && child == goes
		if side == 1 {
			w.share[k] = share * right
		}
		if w.met[k] || w.share[k] > 0 { // else nothing below counts
			w.visit(child)
		}
	}
	w.share[k], w.met[k] = share, met
	if at < 0 {
		w.at[p] = -1
		w.players, w.share, w.met = w.players[:k], w.share[:k], w.met[:k]
	}
}

// leaf adds the shares of a leaf's values.
func (w *pairWalk) leaf(values []float32) {
	points := len(w.rule.point)
	copy(w.product, w.rule.weight)
	for k := range w.players {
		o := 0.0
		if w.met[k] {
			o = 1
		}
		for q, t := range w.rule.point {
			f := o*t + w.share[k]*(1-t)
			w.product[q] *= f
			w.ratio[k*points+q] = (o - w.share[k]) / f
		}
	}
	most := w.game.most
	for i, p := range w.players {
		a := w.ratio[i*points : (i+1)*points]
		alone := 0.0
		for q, v := range w.product {
			alone += v * a[q]
		}
		w.give(int(p)*most+int(p), alone, values)
		for j, r := range w.players[:i] {
			b := w.ratio[j*points : (j+1)*points]
			both := 0.0
			for q, v := range w.product {
				both += v * a[q] * b[q]
			}
			both /= 2
			w.give(int(p)*most+int(r), both, values)
			w.give(int(r)*most+int(p), both, values)
			w.give(int(p)*most+int(p), -both, values)
			w.give(int(r)*most+int(r), -both, values)
		}
	}
}

func (w *pairWalk) give(at int, share float64, values []float32) {
	size := w.game.most * w.game.most
	for k, v := range values {
		w.dst[(w.output+k)*size+at] += w.game.op.Scale * share * float64(v)
	}
}
