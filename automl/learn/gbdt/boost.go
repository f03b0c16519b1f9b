package gbdt

import (
	"context"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// booster is a growing ensemble on some of the rows.
type booster struct {
	*Learner
	*data
	loss  loss
	rows  []int32     // learnt from, ascending
	held  []int32     // set aside, ascending
	base  []float64   // score before the first tree, by output
	sum   [][]float64 // sum of the trees' values, by output and row of the space
	trees []*tree.Tree
	seed  uint64

	grower *tree.Grower
	q      *tree.Gradients
	g, h   [][]float64 // by output and position in the round's rows
	in     []bool      // row is in the present tree's sample
	tile   tileOf
	leaf   leafWork
}

func newBooster(l *Learner, d *data, rows, held []int32, seed uint64, workers int) *booster {
	b := &booster{Learner: l, data: d, loss: l.newLoss(d), rows: rows, held: held, seed: seed}
	b.base = b.loss.start(d)
	n := b.loss.outputs()
	b.sum = planes(n, d.space)
	b.grower = tree.NewGrower(d.matrix, workers)
	b.q = tree.NewGradients(d.space, d.w)
	b.g, b.h = planes(n, len(rows)), planes(n, len(rows))
	b.tile = newTile(n)
	if l.RowShare < 1 {
		b.in = make([]bool, d.space)
	}
	return b
}

func planes(n, size int) [][]float64 {
	all := make([]float64, n*size)
	out := make([][]float64, n)
	for i := range out {
		out[i] = all[i*size : (i+1)*size]
	}
	return out
}

// perRound is the number of trees of a round.
func (b *booster) perRound() int {
	if b.vector() {
		return 1
	}
	return b.loss.outputs()
}

// round adds the trees of a round.
func (b *booster) round(ctx context.Context) error {
	n := len(b.trees) / b.perRound()
	rows := b.sample(n)
	b.derive(rows)
	o := b.options(b.total(rows), 0)
	o.Monotone = b.signs
	o.Noise = b.noise(rows, n)
	if b.vector() {
		o.Seed = num.Seed(b.seed, "tree", n)
		return b.vectorTree(ctx, rows, o)
	}
	for k := range b.g {
		b.q.Set(rows, b.g[k][:len(rows)], b.h[k][:len(rows)])
		o.Seed = num.Seed(b.seed, "tree", n, k)
		t, err := b.grower.Grow(ctx, rows, b.q, o)
		if err != nil {
			return err
		}
		b.refine(k, t, rows)
		b.trees = append(b.trees, t)
		b.add(k, t, len(rows) < len(b.rows))
	}
	return nil
}

// noise is the deviation of the luck in gains: in proportion to what a question about
// nothing gains, fading as rounds add up.
func (b *booster) noise(rows []int32, round int) float64 {
	if b.Noise == 0 {
		return 0
	}
	var squares, curves float64
	for k := range b.g {
		for i, g := range b.g[k][:len(rows)] {
			squares += float64(g * g)
			curves += b.h[k][i]
		}
	}
	return b.Noise * squares / curves / (1 + float64(round)*b.Rate)
}

// sample draws the rows of a round, ascending.
func (b *booster) sample(round int) []int32 {
	if b.RowShare >= 1 {
		return b.rows
	}
	rng := num.RNG(b.seed, "rows", round)
	need := max(1, int(b.RowShare*float64(len(b.rows))))
	rows := make([]int32, 0, need)
	for i, r := range b.rows {
		// Each row is taken with the chance that makes every sample equally likely (Knuth,
		// volume 2, algorithm 3.4.2S).
		take := rng.IntN(len(b.rows)-i) < need-len(rows)
		b.in[r] = take
		if take {
			rows = append(rows, r)
		}
	}
	return rows
}

// add adds a tree's values to the outputs from k on of every row: by its leaves for the rows
// that it grew on, by a walk for the others.
func (b *booster) add(k int, t *tree.Tree, sampled bool) {
	sums := b.sum[k : k+t.Width]
	b.grower.Leaves(func(value int, rows []int32) {
		for j, v := range t.Values[value*t.Width : (value+1)*t.Width] {
			sum, v := sums[j], float64(v)
			for _, r := range rows {
				sum[r] += v
			}
		}
	})
	walk := func(r int32) {
		for j, v := range t.Leaf(b.matrix, r) {
			sums[j][r] += float64(v)
		}
	}
	for _, r := range b.held {
		walk(r)
	}
	if !sampled {
		return
	}
	for _, r := range b.rows {
		if !b.in[r] {
			walk(r)
		}
	}
}

// cut keeps the first rounds only.
func (b *booster) cut(rounds int) { b.trees = b.trees[:rounds*b.perRound()] }

// lower makes the graph that predicts.
func (b *booster) lower(in *graph.Node) *graph.Node {
	var output []int32
	if !b.vector() {
		output = make([]int32, len(b.trees))
		for t := range output {
			output[t] = int32(t % len(b.base))
		}
	}
	base, scale := slices.Clone(b.base), b.Rate
	if b.task == automl.Regression {
		base, scale = b.unscale(base, scale)
	}
	out := graph.Apply(tree.Lower(b.matrix, b.trees, output, base, scale), in)
	if f := b.loss.link(); f != "" {
		return graph.Apply(&graph.Link{Func: f, Slope: 1}, out)
	}
	if b.task == automl.Regression && len(b.base) > 1 {
		return graph.Apply(&graph.Sort{}, out)
	}
	return out
}
