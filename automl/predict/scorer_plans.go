package predict

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// plans are a model's pipelines, made ready for the rows of a batch. All but the main one may be absent.
type plans struct{ main, spread, odd, related *graph.Plan }

// addPlans adds plans for another goroutine.
func (b *Batch) addPlans() {
	s := b.scorer
	if s.first == nil {
		s.first = newPlans(s.Model, b)
		b.plans = append(b.plans, s.first)
		return
	}
	b.plans = append(b.plans, s.first.of(b))
}

// newPlans are the first plans of a model.
func newPlans(m *automl.Model, b *Batch) *plans {
	plan := func(node *graph.Node, frame *graph.Frame) *graph.Plan {
		if node == nil {
			return nil
		}
		p, err := graph.NewPlan(node, frame)
		if err != nil {
			panic(err)
		}
		return p
	}
	p := &plans{main: plan(m.Graph, &b.frame)}
	if m.Sureness == nil {
		return p
	}
	p.spread = plan(m.Sureness.Spread, &b.wide)
	if f := m.Sureness.Familiar; f != nil {
		p.odd, p.related = plan(f.Strange, &b.frame), plan(f.Relations, &b.frame)
	}
	return p
}

// of is copies of plans for the rows of a batch.
func (p *plans) of(b *Batch) *plans {
	plan := func(p *graph.Plan, frame *graph.Frame) *graph.Plan {
		if p == nil {
			return nil
		}
		c, err := p.For(frame)
		if err != nil {
			panic(err)
		}
		return c
	}
	return &plans{plan(p.main, &b.frame), plan(p.spread, &b.wide), plan(p.odd, &b.frame), plan(p.related, &b.frame)}
}

// Answer evaluates the rows: many of them on as many goroutines as there are cores.
func (b *Batch) Answer() error {
	n := b.frame.Rows
	b.Prediction.Threshold = b.scorer.Model.Schema.Decision
	b.Prediction.Values = resized(b.Prediction.Values, n*b.Prediction.Width)
	first := b.plans[0]
	if first.spread != nil {
		b.wide.Rows = n
		copy(b.wide.Cols, b.frame.Cols)
		b.wide.Cols[len(b.frame.Cols)].Nums = b.Prediction.Values
		b.sure.before = resized(b.sure.before, 2*n)
	}
	if first.odd != nil {
		b.sure.strange = resized(b.sure.strange, n)
	}
	if first.related != nil {
		b.sure.sums = resized(b.sure.sums, n*first.related.Width())
	}
	const say = "The model could not be evaluated."
	workers := workersFor(n)
	if workers == 1 {
		return guarded(say, func() { b.answer(first, 0, n) })
	}
	for len(b.plans) < workers {
		b.addPlans()
	}
	free := make(chan *plans, len(b.plans))
	for _, p := range b.plans {
		free <- p
	}
	chunk := chunkOf(n, workers)
	// Why no context: a request is answered or refused as a whole.
	return num.ForEach(context.Background(), workers, (n+chunk-1)/chunk, func(i int) error {
		p := <-free
		defer func() { free <- p }()
		return guarded(say, func() { b.answer(p, i*chunk, min(n, (i+1)*chunk)) })
	})
}

// answer evaluates the rows from up to, not including, to.
func (b *Batch) answer(p *plans, from, to int) {
	width := b.Prediction.Width
	p.main.Range(from, to, b.Prediction.Values[from*width:])
	if p.spread != nil {
		p.spread.Range(from, to, b.sure.before[2*from:])
	}
	if p.odd != nil {
		p.odd.Range(from, to, b.sure.strange[from:])
	}
	if p.related != nil {
		p.related.Range(from, to, b.sure.sums[from*p.related.Width():])
	}
}
