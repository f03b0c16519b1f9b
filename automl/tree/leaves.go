package tree

import (
	"context"
	"slices"
)

// Leaves calls f with the value's number of each leaf of the last grown tree and its rows.
func (g *Grower) Leaves(f func(value int, rows []int32)) {
	for i := range g.leaves {
		f(i, g.rows[g.leaves[i].from:g.leaves[i].to])
	}
}

// near is the number of rows whose leaves are told of together. Why: rows of a leaf are far
// apart, and what a row is given lies beside what its neighbours in other leaves are given.
const near = 1 << 14

// ShareLeaves is Leaves with calls by several workers at once, more than one for a leaf. It
// returns early with ctx's error.
func (g *Grower) ShareLeaves(ctx context.Context, f func(value int, rows []int32)) error {
	team := g.team
	if len(g.rows) < stretch {
		team = alone
	}
	return team.Run(ctx, (g.m.Space+near-1)/near, func(i, _ int) error {
		for k := range g.leaves {
			rows := g.rows[g.leaves[k].from:g.leaves[k].to] // which ascend
			from, _ := slices.BinarySearch(rows, int32(i*near))
			to, _ := slices.BinarySearch(rows[from:], int32(min((i+1)*near, g.m.Space)))
			if to > 0 {
				f(k, rows[from:from+to])
			}
		}
		return nil
	})
}

// Share calls f for stretches of n rows, by several workers at once. It returns early with
// ctx's error.
func (g *Grower) Share(ctx context.Context, n int, f func(worker, from, to int)) error {
	return g.team.Run(ctx, (n+stretch-1)/stretch, func(i, worker int) error {
		f(worker, i*stretch, min((i+1)*stretch, n))
		return nil
	})
}

// Drop lets other rows fall through a tree over the grower's matrix, and calls f with the
// value's number of a leaf and rows that end there, more than once for a leaf and by several
// workers at once. Rows that fall together cost a fraction of what single ones do. It
// returns early with ctx's error.
func (g *Grower) Drop(ctx context.Context, t *Tree, rows []int32, f func(value int, rows []int32)) error {
	grown := len(g.rows)
	g.rows = append(g.rows, rows...)
	all := g.rows[grown:]
	g.rows = g.rows[:grown] // what Leaves gives stays
	if len(g.spare) < len(rows) {
		g.spare = make([]int32, len(rows))
	}
	n := len(rows)
	return g.team.Run(ctx, (n+stretch-1)/stretch, func(i, _ int) error {
		from, to := i*stretch, min((i+1)*stretch, n)
		d := drop{m: g.m, t: t, spare: g.spare[from:to], f: f}
		d.fall(0, all[from:to])
		return nil
	})
}

// drop is rows on their way through a tree.
type drop struct {
	m     *Matrix
	t     *Tree
	spare []int32
	f     func(value int, rows []int32)
}

// few is the number of rows up to which they fall one by one.
const few = 4

// fall lets rows fall from a node.
func (d *drop) fall(node int32, rows []int32) {
	for len(rows) > few {
		n := &d.t.Nodes[node]
		if n.Feature < 0 {
			d.f(int(n.Left), rows)
			return
		}
		var sides [256]uint8
		n.sides(&sides)
		nl := partition(rows, d.spare, d.m.Bins[n.Feature].Codes, &sides)
		d.fall(n.Left, rows[:nl])
		node, rows = n.Right, rows[nl:]
	}
	for i := range rows {
		d.f(d.t.leafFrom(node, d.m, rows[i]), rows[i:i+1])
	}
}
