// Package forest learns random forests (Breiman 2001) and extremely randomised trees
// (Geurts, Ernst and Wehenkel 2006): the mean of many deep trees, each made different by
// chance.
package forest

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/tree"
)

// Learner holds the knobs. Its zero value is not usable; take it from RandomForest or
// ExtraTrees.
type Learner struct {
	Trees     int
	Features  float64
	MinLeaf   int
	Depth     int
	MaxBins   int
	Shrink    float64
	Bootstrap bool
	Extra     bool
}

var _ automl.Learner = (*Learner)(nil)

// RandomForest is the catalogue's entry of forests on bootstrap samples that look for the
// best bound of a few columns.
func RandomForest() automl.Algorithm {
	return automl.Algorithm{
		ID:       "random_forest",
		Name:     "Random forest",
		Help:     "The mean of many deep decision trees, each grown on a random sample of the rows.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return &Learner{Trees: 200, MinLeaf: 1, MaxBins: 255, Bootstrap: true} },
		Readable: 1,
	}
}

// ExtraTrees is the catalogue's entry of forests on all rows that choose among random
// bounds.
func ExtraTrees() automl.Algorithm {
	return automl.Algorithm{
		ID:       "extra_trees",
		Name:     "Extra trees",
		Help:     "The mean of many deep decision trees that cut columns at random places.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return &Learner{Trees: 200, MinLeaf: 1, MaxBins: 255, Extra: true} },
		Readable: 1,
	}
}

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.Trees, "trees", "Number of trees.", automl.LogRange(1, 2000)),
		automl.Float(&l.Features, "feature_fraction", "Share of columns that each question is chosen from; 0 means as suits the task.", automl.LinRange(0, 1)),
		automl.Int(&l.MinLeaf, "min_leaf", "Rows of each leaf at least; very many rows of data raise it.", automl.LogRange(1, 200)),
		automl.Int(&l.Depth, "max_depth", "Questions on the way to a leaf at most; 0 means no limit.", automl.LinRange(0, 64)),
		automl.Float(&l.Shrink, "shrink", "Rows by whose weight each leaf's answer is drawn towards those of the groups that it is part of; 0 means as does best on rows set aside, with as many rows of each leaf as suit it.", automl.LinRange(0, 500)),
		automl.Int(&l.MaxBins, "max_bins", "Distinct ranges of each column at most.", automl.LogRange(7, tree.MaxBins)),
		automl.Bool(&l.Bootstrap, "bootstrap", "Grow each tree on rows drawn with replacement."),
		automl.Bool(&l.Extra, "extra_random", "Try one random bound of each column only."),
	}
}

// options are the knobs of a tree for so many rows.
func (l *Learner) options(train *automl.Dataset, rows int) tree.DeepOptions {
	return tree.DeepOptions{
		Tries: l.tries(train.Task, len(train.Features)), MinLeaf: float64(l.minLeaf(rows)),
		Depth: l.Depth, Extra: l.Extra, Shrink: l.Shrink,
	}
}

// mostLeaves is about the number of leaves that a forest has at most. Why: a leaf and the
// node above it take some 100 bytes, in memory and in a file.
const mostLeaves = 2_000_000

// minLeaf is the least number of rows of a leaf for so many rows of data.
func (l *Learner) minLeaf(rows int) int {
	// A tree of a forest has about two leaves for three rows as long as there is no limit.
	leaves := float64(rows) * float64(l.Trees) / 1.5
	return max(l.MinLeaf, int(math.Round(leaves/mostLeaves)))
}

// tries is the number of columns that a question is chosen from.
func (l *Learner) tries(task automl.Task, columns int) int {
	share := l.Features
	if share == 0 {
		// Why: numbers need most columns at each question, classes more variety.
		share = 0.7
		switch {
		case l.Extra && !task.IsClassification():
			share = 1
		case task.IsClassification():
			share = math.Sqrt(float64(columns)) / float64(columns)
		}
	}
	return max(1, int(math.Ceil(share*float64(columns))))
}

// Fit grows the trees, several at once.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := newData(train)
	if d.plain {
		return d.baseline(train.Node()), nil
	}
	m, err := tree.Pack(ctx, train, l.MaxBins, env.Workers)
	if err != nil {
		return nil, err
	}
	if l, err = l.smoothed(ctx, train, m, env); err != nil {
		return nil, err
	}
	options := l.options(train, len(d.rows))
	f := fit{Learner: l, data: d, env: env}
	f.growers.New = func() any { return tree.NewDeep(m, d.answers) }
	trees, err := f.growAll(ctx, options)
	if err != nil {
		return nil, err
	}
	model := d.lower(m, trees)
	if len(model.Feature) > manyNodes {
		runtime.GC()
	}
	return graph.Apply(model, train.Node()), nil
}

// manyNodes is the size of a forest from which on what it was grown from is collected at once.
// Why: it is as much again as the forest, and walking the forest takes as much once more.
const manyNodes = 500_000

// fit is one call of Fit.
type fit struct {
	*Learner
	*data
	env     automl.Env
	growers sync.Pool
	trees   []*tree.Tree

	mu   sync.Mutex
	done int
}

// growAll grows the trees; fewer when the fit is to end early.
func (f *fit) growAll(ctx context.Context, o tree.DeepOptions) ([]*tree.Tree, error) {
	f.trees = make([]*tree.Tree, f.Learner.Trees)
	err := num.ForEach(ctx, f.env.Workers, len(f.trees), func(i int) error { return f.grow(ctx, i, o) })
	return slices.DeleteFunc(f.trees, func(t *tree.Tree) bool { return t == nil }), err
}

// grow grows tree i.
func (f *fit) grow(ctx context.Context, i int, o tree.DeepOptions) error {
	// The first tree is always grown, so that there is a model.
	if i > 0 && f.env.Softly() {
		return nil
	}
	g := f.growers.Get().(*tree.Deep)
	defer f.growers.Put(g)
	rng := num.RNG(f.env.Seed, "tree", i)
	rows, weight := f.rows, f.weight
	if f.Bootstrap {
		rows, weight = f.draw(rng)
	}
	t, err := g.Grow(ctx, rows, weight, o, rng)
	if err != nil {
		return err
	}
	f.round(t, len(f.trees), rng)
	f.trees[i] = t
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done++
	f.env.Report(f.done, f.Learner.Trees)
	return nil
}
