package ebm

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/num"
)

// panel is the bags of one fit, which take their rounds side by side and are judged
// together, each on its fold.
type panel struct {
	*Learner
	*data
	ctx    context.Context
	env    automl.Env
	bags   []*bag
	blocks []*block // of the stages so far
}

func newPanel(ctx context.Context, l *Learner, d *data, env automl.Env) *panel {
	p := &panel{Learner: l, data: d, ctx: ctx, env: env}
	if len(d.ends) < 2 {
		p.bags = []*bag{newBag(l, d, d.n, d.n, env.Seed)}
		return p
	}
	from := 0
	for _, to := range d.ends {
		p.bags = append(p.bags, newBag(l, d, from, to, env.Seed))
		from = to
	}
	return p
}

const (
	// stride is the number of rounds after which the bags are judged. Why not each: a
	// judgement takes a part of a round, and a round changes little.
	stride = 4
	// stages is the number of calls of boost in a fit.
	stages = 2
	// leastGain is the share by which the loss must fall to count as better. Why: where
	// classes part cleanly it falls for ever.
	leastGain = 1e-4
	// wayForLeast is how many rounds at a rate of 1 are taken where no rows can be set aside.
	wayForLeast = 3
)

// boost takes rounds over the blocks of a stage while they make the loss on rows set aside
// less, and keeps the tables with the least.
func (p *panel) boost(stage int, blocks []*block) error {
	done := len(p.blocks)
	p.blocks = append(p.blocks, blocks...)
	for _, b := range p.bags {
		b.begin(len(blocks))
	}
	alone := len(p.bags) == 1
	most := p.MaxRounds
	if alone {
		most = min(most, int(math.Ceil(wayForLeast/p.Rate)))
	}
	best, bestLoss := 0, p.loss()
	p.keep(done)
	for r := 0; r < most; {
		n := min(stride, most-r)
		err := p.each(func(b *bag) error { return b.rounds(p.ctx, n, blocks, done, p.env) })
		if err != nil {
			return err
		}
		if p.env.Softly() {
			if r == 0 && stage == 0 {
				p.keep(done) // better than nothing
			}
			break
		}
		r += n
		if loss := p.loss(); alone || loss < bestLoss*(1-leastGain) {
			best, bestLoss = r, loss
			p.keep(done)
		}
		p.env.Report(stage*p.MaxRounds+r, stages*p.MaxRounds)
		if r-best >= p.Patience {
			break
		}
	}
	return p.each(func(b *bag) error { b.restore(done, p.blocks); return nil })
}

// each runs f for every bag.
func (p *panel) each(f func(b *bag) error) error {
	return num.ForEach(p.ctx, p.env.Workers, len(p.bags), func(i int) error { return f(p.bags[i]) })
}

// loss is the mean loss of all rows, each by the bag that set it aside; 0 where
// none did.
func (p *panel) loss() float64 {
	sum := 0.0
	for _, b := range p.bags {
		sum += b.held
	}
	return sum / p.total
}

// keep keeps the bags' tables from one on as the best so far.
func (p *panel) keep(from int) {
	for _, b := range p.bags {
		b.keep(from)
	}
}
