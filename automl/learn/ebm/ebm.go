// Package ebm learns additive models with pairs: the sum of one curve for each column and of
// one small table for each of a few pairs of columns, made by cyclic boosting of trees that
// look at one column or at one pair (Lou et al. 2012 and 2013; Nori et al. 2019). A person
// can read every prediction off the curves.
//
// It reads stage by stage: data.go deals the rows out to folds, block.go packs the columns,
// bag.go boosts on all rows but a fold, stump.go and pair.go find a step, panel.go finds how
// many rounds do best, rank.go finds the pairs, shape.go makes curves of it all.
package ebm

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/tree"
)

// Learner holds the knobs. Its zero value is not usable; take it from Algorithm.
type Learner struct {
	Rate      float64
	Leaves    int
	MinLeaf   int
	L2        float64
	Smooth    float64
	MaxBins   int
	Bags      int
	Pairs     int
	PairBins  int
	MaxRounds int
	Patience  int
}

var _ automl.Learner = (*Learner)(nil)

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "additive",
		Name:     "Additive curves",
		Help:     "A curve for each column and a few pairs of columns, which add up to the prediction.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return newLearner() },
		Readable: 3,
	}
}

func newLearner() *Learner {
	return &Learner{
		Rate: 0.1, Leaves: 3, MinLeaf: 10, L2: 5, Smooth: 5, MaxBins: tree.MaxBins,
		Pairs: automaticPairs, PairBins: 31, MaxRounds: 3000, Patience: 50,
	}
}

// automaticPairs stands for as many pairs as suit the columns.
const automaticPairs = -1

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Float(&l.Rate, "learning_rate", "Share of each correction that is taken.", automl.LogRange(0.005, 0.2)),
		automl.Int(&l.Leaves, "leaves", "Ranges at most into which a correction parts a column.", automl.LinRange(2, 8)),
		automl.Int(&l.MinLeaf, "min_leaf", "Rows of each range at least.", automl.LogRange(1, 500)),
		automl.Float(&l.L2, "l2", "Penalty on the square of each correction, in rows.", automl.LinRange(0, 1000)),
		automl.Float(&l.Smooth, "level_smooth", "Rows by which the effect of a level of a category, and of missing values, is drawn to the middle.", automl.LogRange(0.001, 1000)),
		automl.Int(&l.MaxBins, "max_bins", "Distinct ranges of each column at most.", automl.LogRange(7, tree.MaxBins)),
		automl.Int(&l.Bags, "bags", "Models whose mean is taken, each of which leaves other rows out; 0 means as suits the rows.", automl.LinRange(0, 16)),
		automl.Int(&l.Pairs, "pairs", "Pairs of columns at most; -1 means as suits the columns.", automl.LinRange(automaticPairs, 200)),
		automl.Int(&l.PairBins, "pair_bins", "Distinct ranges of each column of a pair at most.", automl.LinRange(2, maxCoarse)),
		automl.Int(&l.MaxRounds, "max_rounds", "Rounds over all columns at most.", automl.LogRange(1, 20000)),
		automl.Int(&l.Patience, "patience", "Rounds without improvement after which to stop.", automl.LogRange(1, 2000)),
	}
}

// Fit boosts the columns' curves, then the pairs' tables, and adds them up.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d, err := newData(ctx, l, train, env)
	if err != nil {
		return nil, err
	}
	if d.plain {
		return d.baseline(train.Node()), nil
	}
	p := newPanel(ctx, l, d, env)
	if err := p.boost(0, mainBlocks(d)); err != nil {
		return nil, err
	}
	pairs, err := p.pickPairs()
	if err != nil {
		return nil, err
	}
	if len(pairs) > 0 {
		if err := p.boost(1, pairBlocks(d, pairs)); err != nil {
			return nil, err
		}
	}
	return d.link(graph.Apply(p.shapes(pairs), train.Node())), nil
}
