// Package rules learns models that a person can read at a glance: one small decision tree.
package rules

import (
	"context"
	"math"
	"strconv"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// Learner is a decision tree (Breiman, Friedman, Olshen and Stone 1984) of few questions,
// from which those are taken away again that do not help to predict rows held back.
type Learner struct {
	Depth   int     // questions on the way to an answer at most
	MinLeaf int     // rows of an answer at least
	Prune   float64 // what a question has to gain: a share of the loss without any; below 0: chosen on rows held back
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{Depth: 4, MinLeaf: 5, Prune: -1} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.Depth, "max_depth", "Questions on the way to an answer at most.", automl.LinRange(1, 8)),
		automl.Int(&l.MinLeaf, "min_leaf", "Rows of each answer at least.", automl.LogRange(1, 1000)),
		automl.Float(&l.Prune, "prune", "Share of the loss that a question has to take away to be kept; -1 lets the fit choose.", automl.LinRange(-1, 0.5)),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "decision_tree",
		Name:     "Small decision tree",
		Help:     "A few questions that lead to an answer. Less exact than larger models, but it fits on one page.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 3,
	}
}

func cost(rows, cols, classes int, p automl.Params) automl.Cost {
	depth := 4.0
	for _, q := range p {
		if v, err := strconv.ParseFloat(q.Value(), 64); err == nil && q.Name == "max_depth" {
			depth = v
		}
	}
	n, answers := float64(rows), float64(max(classes-1, 1))
	return automl.Cost{
		Bytes: int64(n * float64(2*cols+60)),
		Work:  (folds + 1) * n * depth * (4e-9*float64(cols)*math.Sqrt(answers) + 30e-9),
	}
}

// folds is how many parts the rows are split into to find out how far to prune.
const folds = 5

// Fit grows a tree, prunes it, and draws the answers of few rows towards those of more.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := newData(train)
	if len(train.Features) == 0 || d.plain {
		return graph.Apply(&graph.Constant{Values: d.answer(d.count(d.all()))}), nil
	}
	m, err := tree.Pack(ctx, train, tree.MaxBins, env.Workers)
	if err != nil {
		return nil, err
	}
	whole, err := l.grow(ctx, d, m, d.all(), env.Seed)
	if err != nil {
		return nil, err
	}
	pick := choice{cut: l.Prune, shrink: usualShrink}
	if l.Prune < 0 {
		if pick, err = l.choose(ctx, d, m, whole, env); err != nil {
			return nil, err
		}
	}
	return graph.Apply(whole.lower(pick), train.Node()), nil
}

// grow grows a tree on the rows at the given places.
func (l *Learner) grow(ctx context.Context, d *data, m *tree.Matrix, at []int, seed uint64) (*grown, error) {
	rows, weight := make([]int32, len(at)), make([]float64, len(at))
	for i, p := range at {
		rows[i], weight[i] = d.rows[p], d.weight[p]
	}
	t, err := tree.NewDeep(m, d.answers).Grow(ctx, rows, weight, tree.DeepOptions{
		Tries: len(m.Bins), MinLeaf: float64(l.MinLeaf), Depth: l.Depth,
	}, num.RNG(seed, "tree"))
	if err != nil {
		return nil, err
	}
	g := &grown{d: d, m: m, t: t, tallies: make([]tally, len(t.Nodes))}
	for i := range g.tallies {
		g.tallies[i] = d.count(nil)
	}
	for _, p := range at {
		for i := int32(0); ; i = t.Next(m, i, d.rows[p]) {
			d.add(&g.tallies[i], p)
			if t.Nodes[i].Feature < 0 {
				break
			}
		}
	}
	g.prune()
	return g, nil
}
