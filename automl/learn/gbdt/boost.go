package gbdt

import (
	"context"
	"math"
	"math/rand/v2"
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
	g, h   [][]float64 // by output and position in the round's rows; nil where they go straight to q
	sample []int32     // of the present round, ascending
	drawn  []int32     // room for it
	rest   []int32     // rows that are not in it
	tiles  []tileOf    // of each worker
	leaf   leafWork
}

func newBooster(l *Learner, d *data, rows, held []int32, seed uint64, workers int) *booster {
	b := &booster{Learner: l, data: d, loss: l.newLoss(d), rows: rows, held: held, seed: seed}
	b.base = b.loss.start(d)
	n := b.loss.outputs()
	b.sum = planes(n, d.space)
	b.grower = tree.NewGrower(d.matrix, workers)
	b.q = tree.NewGradients(d.space, d.w)
	if n > 1 || l.Noise != 0 {
		b.g, b.h = planes(n, len(rows)), planes(n, len(rows))
	}
	for range max(1, workers) {
		b.tiles = append(b.tiles, newTile(n))
	}
	b.sample = rows
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
	b.draw(n)
	rows := b.sample
	if b.g != nil {
		if err := b.derive(ctx, rows); err != nil {
			return err
		}
	}
	o := b.options(b.total(rows), 0)
	o.Monotone = b.signs
	o.Noise = b.noise(rows, n)
	if b.vector() {
		o.Seed = num.Seed(b.seed, "tree", n)
		return b.vectorTree(ctx, rows, o, n)
	}
	for k := range b.loss.outputs() {
		if err := b.gradients(ctx, k, rows); err != nil {
			return err
		}
		o.Seed = num.Seed(b.seed, "tree", n, k)
		t, err := b.grower.Grow(ctx, rows, b.q, o)
		if err != nil {
			return err
		}
		b.refine(k, t, rows)
		b.stretch(t, n)
		b.trees = append(b.trees, t)
		if err := b.add(ctx, k, t); err != nil {
			return err
		}
	}
	return nil
}

const (
	// longWay is how far, in rounds times the learning rate, boosting goes at an even pace. Why: on
	// most data it has ended by then. Where it has not, what is left to learn is clear enough to be
	// learned in larger steps, and would take thousands of rounds in small ones.
	longWay = 15.0
	// mostStretch is by how much steps grow at most, and largestStep how large they become.
	mostStretch, largestStep = 4.0, 0.2
)

// stretch makes the steps of a tree of a late round longer. Few rows are learned from fast
// enough without.
func (b *booster) stretch(t *tree.Tree, round int) {
	if len(b.data.rows) < fewRows {
		return
	}
	by := min(float64(round)*b.Rate/longWay, mostStretch, largestStep/b.Rate)
	if by <= 1 {
		return
	}
	for i, v := range t.Values {
		t.Values[i] = float32(by * float64(v))
	}
}

// noise is the deviation of the luck in gains: in proportion to what a question about
// nothing gains, fading as rounds add up.
func (b *booster) noise(rows []int32, round int) float64 {
	if b.Noise == 0 {
		return 0
	}
	var squares, curves float64
	for k := range b.g {
		if b.w == nil {
			squares += num.SumSquares(b.g[k][:len(rows)])
			curves += num.Sum(b.h[k][:len(rows)])
			continue
		}
		for i, g := range b.g[k][:len(rows)] {
			w := b.weight(rows[i])
			squares += float64(w * float64(g*g))
			curves += float64(w * b.h[k][i])
		}
	}
	return b.Noise * squares / curves / (1 + float64(round)*b.Rate)
}

// draw draws the rows of a round: each is taken with the same chance.
func (b *booster) draw(round int) {
	if b.RowShare >= 1 {
		return
	}
	rng := rand.NewPCG(num.Seed(b.seed, "rows", round), 0)
	most := uint64(b.RowShare * (1 << 16))
	sample, rest := room(b.drawn, len(b.rows)), room(b.rest, len(b.rows))
	n, m, bits := 0, 0, uint64(0)
	for i, r := range b.rows {
		// One random number serves four rows.
		if bits >>= 16; i%4 == 0 {
			bits = rng.Uint64()
		}
		// Why both: one of the two is overwritten by a later row; a branch would be guessed
		// wrongly again and again.
		sample[n], rest[m] = r, r
		out := int((most - bits&math.MaxUint16 - 1) >> 63) // 1 when the row is not taken
		n += 1 - out
		m += out
	}
	b.drawn, b.rest = sample, rest[:m]
	if b.sample = sample[:n]; n == 0 {
		b.sample, b.rest = b.rows, nil
	}
}

// add adds a tree's values to the outputs from k on of every row: by its leaves for the rows
// that it grew on; the others fall through it.
func (b *booster) add(ctx context.Context, k int, t *tree.Tree) error {
	sums := b.sum[k : k+t.Width]
	put := func(value int, rows []int32) {
		for j, v := range t.Values[value*t.Width : (value+1)*t.Width] {
			sum, v := sums[j], float64(v)
			for _, r := range rows {
				sum[r] += v
			}
		}
	}
	if err := b.grower.ShareLeaves(ctx, put); err != nil {
		return err
	}
	if err := b.grower.Drop(ctx, t, b.rest, put); err != nil {
		return err
	}
	return b.grower.Drop(ctx, t, b.held, put)
}

// cut keeps the first rounds only.
func (b *booster) cut(rounds int) { b.trees = b.trees[:rounds*b.perRound()] }

// Significant bits of what leaves answer, for scores of classes and for numbers. Why: further ones
// would be most of a file, and what they say of a row, some 1/10,000 of its score, is far below what
// other rows would have taught. Rounding to the nearest keeps the order that signs ask for.
const (
	scoreBits  = 9
	numberBits = 12
)

// lower makes the graph that predicts.
func (b *booster) lower(in *graph.Node) *graph.Node {
	bits := scoreBits
	if b.task == automl.Regression {
		bits = numberBits
	}
	for _, t := range b.trees {
		for i, v := range t.Values {
			t.Values[i] = num.Short(v, bits)
		}
	}
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
