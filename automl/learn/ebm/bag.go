package ebm

import (
	"context"
	"math"
	"math/rand/v2"

	"winnow/automl"
	"winnow/automl/num"
)

// bag is a growing model on all rows but a fold.
type bag struct {
	*Learner
	*data
	from, to int         // positions set aside
	weightIn float64     // of the other rows
	score    [][]float64 // by output and position
	share    [][]float64 // of each class, for more than two: room for a tile
	tables   [][]*table  // by block and output: what its steps have come to
	best     [][]*table  // where the panel did best
	held     float64     // loss of the rows set aside
	left     float64     // of numbers: at least the sum of the rows' gradients
	step     []*table    // by output
	sums     []*sums     // by output
	words    [][]uint64  // gradients of a tile by output
	unit     units
	sumG     [pairCells]float64 // up to each cell
	sumH     [pairCells]float64
	parts    []part
	rng      *rand.Rand
}

// tile is the number of rows whose gradients are made at a time: they fit in the first
// cache.
const tile = 512

// units are how many of a fixed-point word's gradients and hessians make one.
type units struct{ g, h float64 }

func newBag(l *Learner, d *data, from, to int, seed uint64) *bag {
	b := &bag{Learner: l, data: d, from: from, to: to, rng: num.RNG(seed, "cuts", from)}
	b.score = planes(d.outputs, d.n)
	b.share = planes(d.outputs, tile)
	for range d.outputs {
		b.step = append(b.step, new(table))
		b.sums = append(b.sums, new(sums))
		b.words = append(b.words, make([]uint64, tile))
	}
	b.start()
	b.held = b.heldLoss()
	b.weightIn = d.total
	for i := from; i < to; i++ {
		b.weightIn -= d.weight(i)
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

// begin makes room for the tables of so many blocks more.
func (b *bag) begin(blocks int) {
	for range blocks {
		now, best := make([]*table, b.outputs), make([]*table, b.outputs)
		for k := range now {
			now[k], best[k] = new(table), new(table)
		}
		b.tables, b.best = append(b.tables, now), append(b.best, best)
	}
}

// keep keeps the tables of the blocks from one on as the best.
func (b *bag) keep(from int) {
	for j, t := range b.tables[from:] {
		for k := range t {
			*b.best[from+j][k] = *t[k]
		}
	}
}

// restore goes back to the best tables of the blocks from one on, and brings the scores
// to what all tables say.
func (b *bag) restore(from int, blocks []*block) {
	for j, t := range b.best[from:] {
		for k := range t {
			*b.tables[from+j][k] = *t[k]
		}
	}
	b.start()
	for j, p := range blocks {
		for k := range b.outputs {
			p.add(b.tables[j][k], p.words, b.score[k])
		}
	}
	b.held = b.heldLoss()
}

// start brings the scores to what is known without a column.
func (b *bag) start() {
	for k, v := range b.base() {
		for i := range b.score[k] {
			b.score[k][i] = v
		}
	}
}

// rounds takes so many rounds over the blocks, whose tables begin at first. It ends early
// when it is told to stop.
func (b *bag) rounds(ctx context.Context, n int, blocks []*block, first int, env automl.Env) error {
	b.measure()
	for range n {
		for j, p := range blocks {
			if err := ctx.Err(); err != nil {
				return err
			}
			if env.Softly() {
				return nil
			}
			if err := b.visit(ctx, p, b.tables[first+j]); err != nil {
				return err
			}
		}
	}
	b.held = b.heldLoss()
	return nil
}

// measure finds the sum of the gradients of a number's rows.
func (b *bag) measure() {
	if b.task != automl.Regression {
		return
	}
	b.left = 0
	for i, v := range b.score[0] {
		b.left += float64(b.weight(i) * math.Abs(v-b.y[i]))
	}
}

// blockRows is the number of rows after which a pass asks whether it should end.
const blockRows = 1 << 19

// visit takes one step with all terms of a block.
func (b *bag) visit(ctx context.Context, p *block, tables []*table) error {
	b.scale()
	for k := range b.outputs {
		clear(b.sums[k][:p.cells()])
	}
	for _, part := range [2][2]int{{0, b.from}, {b.to, b.n}} {
		for i := part[0]; i < part[1]; i += tile {
			if i%blockRows < tile && ctx.Err() != nil {
				return ctx.Err()
			}
			end := min(i+tile, part[1])
			b.derive(i, end)
			for k := range b.outputs {
				p.accumulate(b.sums[k], p.words[i:end], b.words[k])
			}
		}
	}
	for k := range b.outputs {
		most := b.steps(p, k, tables[k])
		b.left += b.total * most
		for i, v := range b.step[k][:p.cells()] {
			tables[k][i] += v
		}
		p.add(b.step[k], p.words, b.score[k])
	}
	return nil
}

// scale chooses the units of the gradient words so that no sum of them overflows. Why
// powers of two: turning back is exact.
func (b *bag) scale() {
	slack := b.weightIn + float64(b.n) + 1
	g, h := b.weightIn, b.weightIn
	if b.task == automl.Regression {
		g = b.left
	}
	b.unit = units{power((1<<31 - 1 - slack) / g), power((1<<32 - 1 - slack) / h)}
}

// power is the largest power of two that is at most limit, within what a number bears.
func power(limit float64) float64 {
	if !(limit > 0) {
		return 1
	}
	_, exp := math.Frexp(min(limit, 0x1p100))
	return math.Ldexp(1, exp-1)
}

// steps finds the step of every term of a block for output k and returns how far they take
// a row together at most.
func (b *bag) steps(p *block, k int, now *table) float64 {
	all := b.step[k]
	width, sum := p.width(), 0.0
	clear(all[p.cells():]) // words without a term name its first cell
	for j, t := range p.terms {
		h, out := b.sums[k][j*width:(j+1)*width], all[j*width:(j+1)*width]
		if p.pairs {
			b.pairStep(t.first.count, t.second.count, h, out)
		} else {
			b.columnStep(t.bins, h, now[j*width:(j+1)*width], out)
		}
		most := 0.0
		for _, v := range out {
			most = max(most, math.Abs(v))
		}
		sum += most
	}
	return sum
}

// bound reports whether steps have a bound: those of classes.
func (b *bag) bound() bool { return b.task != automl.Regression }
