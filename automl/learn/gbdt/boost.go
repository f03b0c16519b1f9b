package gbdt

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// booster is a growing ensemble on some of the rows.
type booster struct {
	*Learner
	*data
	rows  []int32     // learnt from, ascending
	held  []int32     // set aside, ascending
	base  []float64   // score before the first tree, by output
	sum   [][]float64 // sum of the trees' values, by output and row of the space
	share [][]float64 // probability of each class and row, for more than two classes
	trees []*tree.Tree
	seed  uint64

	grower *tree.Grower
	q      *tree.Gradients
	g, h   []float64
	in     []bool // row is in the present tree's sample
}

func newBooster(l *Learner, d *data, rows, held []int32, seed uint64, workers int) *booster {
	b := &booster{Learner: l, data: d, rows: rows, held: held, base: d.base(), seed: seed}
	b.sum = planes(d.outputs, d.space)
	if d.task == automl.Multiclass {
		b.share = planes(d.outputs, d.space)
	}
	b.grower = tree.NewGrower(d.matrix, workers)
	b.q = tree.NewGradients(d.space, d.w)
	b.g, b.h = make([]float64, len(rows)), make([]float64, len(rows))
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

// round adds one tree for each output.
func (b *booster) round(ctx context.Context) error {
	n := len(b.trees) / b.outputs
	rows := b.sample(n)
	if b.task == automl.Multiclass {
		b.shares(rows)
	}
	o := b.options(b.total(rows), 0)
	for k := range b.outputs {
		g, h := b.g[:len(rows)], b.h[:len(rows)]
		b.derive(k, rows, g, h)
		b.q.Set(rows, g, h)
		o.Seed = num.Seed(b.seed, "tree", n, k)
		t, err := b.grower.Grow(ctx, rows, b.q, o)
		if err != nil {
			return err
		}
		b.trees = append(b.trees, t)
		b.add(k, t, len(rows) < len(b.rows))
	}
	return nil
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

// add adds a tree's values to output k of every row: by its leaves for the rows that it
// grew on, by a walk for the others.
func (b *booster) add(k int, t *tree.Tree, sampled bool) {
	sum := b.sum[k]
	b.grower.Leaves(func(value int, rows []int32) {
		v := float64(t.Values[value])
		for _, r := range rows {
			sum[r] += v
		}
	})
	for _, r := range b.held {
		sum[r] += float64(t.Leaf(b.matrix, r)[0])
	}
	if !sampled {
		return
	}
	for _, r := range b.rows {
		if !b.in[r] {
			sum[r] += float64(t.Leaf(b.matrix, r)[0])
		}
	}
}

// cut keeps the first rounds only.
func (b *booster) cut(rounds int) { b.trees = b.trees[:rounds*b.outputs] }

// lower makes the graph that predicts.
func (b *booster) lower(in *graph.Node) *graph.Node {
	output := make([]int32, len(b.trees))
	for t := range output {
		output[t] = int32(t % b.outputs)
	}
	base, scale := b.base, b.Rate
	if b.task == automl.Regression {
		base, scale = []float64{b.mean}, b.Rate*b.scale
	}
	out := graph.Apply(tree.Lower(b.matrix, b.trees, output, base, scale), in)
	switch b.task {
	case automl.Binary:
		return graph.Apply(&graph.Link{Func: graph.Logistic, Slope: 1}, out)
	case automl.Multiclass:
		return graph.Apply(&graph.Link{Func: graph.Softmax, Slope: 1}, out)
	}
	return out
}
