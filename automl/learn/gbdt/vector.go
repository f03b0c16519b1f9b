package gbdt

import (
	"context"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// Outputs says how trees serve several classes.
type Outputs string

// The ways.
const (
	VectorLeaves Outputs = "vector"    // one tree a round, whose leaves hold a value for every class
	PerClass     Outputs = "per_class" // one tree a round for each class
)

// vector reports whether a round is one tree for all outputs.
func (b *booster) vector() bool {
	return b.loss.outputs() > 1 && (b.Multiclass == VectorLeaves || b.task == automl.Regression)
}

// vectorTree grows one tree for all outputs along a random direction of the space of their
// gradients (Iosipoi and Vakhrushev 2022), and gives its leaves the best step of each output;
// longer ones in late rounds.
func (b *booster) vectorTree(ctx context.Context, rows []int32, o tree.Options, round int) error {
	g, h := b.project(rows, o.Seed)
	b.q.Set(rows, g, h)
	t, err := b.grower.Grow(ctx, rows, b.q, o)
	if err != nil {
		return err
	}
	t.Width = b.loss.outputs()
	t.Values = make([]float32, len(t.Values)*t.Width)
	if !b.quantiles(0, t) {
		b.newton(t, rows, 0)
	}
	b.stretch(t, round)
	b.trees = append(b.trees, t)
	return b.add(ctx, 0, t)
}

// project draws a direction and returns the derivatives along it.
func (b *booster) project(rows []int32, seed uint64) (g, h []float64) {
	rng := num.RNG(seed, "direction")
	b.leaf.g, b.leaf.h = room(b.leaf.g, len(rows)), room(b.leaf.h, len(rows))
	g, h = b.leaf.g, b.leaf.h
	clear(g)
	clear(h)
	for k := range b.g {
		u := rng.NormFloat64()
		gk, hk := b.g[k][:len(rows)], b.h[k][:len(rows)]
		for i, v := range gk {
			g[i] += float64(u * v)
			h[i] += float64(float64(u*u) * hk[i])
		}
	}
	return g, h
}
