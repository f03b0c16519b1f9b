// Package gbdt learns gradient boosted decision trees on binned features, each a Newton step
// down the loss (Friedman 2001; Chen and Guestrin 2016). The number of trees is found on
// rows set aside, after which all rows are learnt from.
package gbdt

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/tree"
)

// Learner holds the knobs. Its zero value is not usable; take it from Algorithm.
type Learner struct {
	Loss         LossName
	Level        float64
	HuberDelta   float64
	TweediePower float64
	Multiclass   Outputs
	LeafSteps    int
	Growth       tree.Growth
	Rate         float64
	Leaves       int
	Depth        int
	MinLeaf      int
	L1, L2       float64
	Features     float64
	NodeShare    float64
	RowShare     float64
	Extra        bool
	MaxBins      int
	Rounds       int
	MaxRounds    int
	Patience     int
	CatSmooth    float64
	CatL2        float64
	MinCategory  int
	OneLevel     int
	Monotone     string
	Noise        float64

	// Levels asks for several quantiles at once, each from 0 to 1: a fit to a number then
	// answers a column for each, in ascending order, from trees whose leaves hold all. It is
	// no knob, since a learner in a run answers one column.
	Levels []float64

	// Soft asks a fit of classes to learn probabilities in the place of the class of each row,
	// as distillation does (Hinton, Vinyals and Dean 2015): by class and row of the space, each
	// row's from 0 to 1 and adding up to 1. It is no knob either.
	Soft [][]float64
}

var _ automl.Learner = (*Learner)(nil)

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "gradient_boosting",
		Name:     "Gradient boosting",
		Help:     "Many small decision trees, each of which corrects the errors of those before it.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Categories: true, Missing: true},
		Cost:     cost,
		New:      func() automl.Learner { return newLearner() },
		Readable: 2,
		Bagged:   true,
		Settles:  true,
	}
}

func newLearner() *Learner {
	return &Learner{
		Loss: AutoLoss, Level: 0.5, HuberDelta: 1, TweediePower: 1.5, Multiclass: VectorLeaves, LeafSteps: 1,
		Growth: AutoGrowth, Rate: 0.05, L2: 1, Noise: 1,
		MaxBins: 255, MaxRounds: 2000, CatSmooth: 10, CatL2: 10, MinCategory: 50, OneLevel: 4,
	}
}

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Choice(&l.Loss, "loss", "What is lowered when a number is predicted; auto is the squared error.", LossNames...).ByPerson(),
		automl.Float(&l.Level, "quantile", "Share of targets that lie below the prediction, of the quantile loss.", automl.LinRange(0.01, 0.99)).ByPerson(),
		automl.Float(&l.HuberDelta, "huber_delta", "Error, in deviations of the target, from which the Huber loss counts errors less.", automl.LogRange(0.01, 10)).ByPerson(),
		automl.Float(&l.TweediePower, "tweedie_power", "Power of the mean that the variance grows with, of the Tweedie loss.", automl.LinRange(1.01, 1.99)).ByPerson(),
		automl.Choice(&l.Multiclass, "multiclass", "For three or more classes: a tree for each class in every round, or one tree for all.", VectorLeaves, PerClass),
		automl.Int(&l.LeafSteps, "leaf_steps", "Newton steps that the values of leaves take; where each class has trees of its own it is one.", automl.LinRange(1, 20)),
		automl.Choice(&l.Growth, "growth", "Which leaf is split next: the one that gains most, the least deep one, or all of a level by one question; auto is what suits the data.", AutoGrowth, tree.LeafWise, tree.DepthWise, tree.Symmetric),
		automl.Float(&l.Rate, "learning_rate", "Share of each tree's correction that is taken.", automl.LogRange(0.005, 0.5)),
		automl.Int(&l.Leaves, "leaves", "Leaves of each tree at most, when it grows by its leaves; 0 means as suits the data.", automl.LogRange(2, 512).OrZero()),
		automl.Int(&l.Depth, "max_depth", "Questions on the way to a leaf at most; 0 means no limit when trees grow by their leaves, 6 by depth and 5 for symmetric ones.", automl.LinRange(0, 32)),
		automl.Int(&l.MinLeaf, "min_leaf", "Rows of each leaf at least; fewer rows of data lower it; 0 means as suits the growth.", automl.LogRange(1, 500).OrZero()),
		automl.Float(&l.L1, "l1", "Penalty on the size of each correction.", automl.LinRange(0, 100)),
		automl.Float(&l.L2, "l2", "Penalty on the square of each correction.", automl.LinRange(0, 1000)),
		automl.Float(&l.Features, "feature_fraction", "Share of columns that each tree looks at; 0 means as suits the growth.", automl.LinRange(0.05, 1).OrZero()),
		automl.Float(&l.NodeShare, "node_fraction", "Share of these columns that each question is chosen from; 0 means as suits the data.", automl.LinRange(0.05, 1).OrZero()),
		automl.Float(&l.RowShare, "row_fraction", "Share of rows that each tree learns from; 0 means as suits the data.", automl.LinRange(0.1, 1).OrZero()),
		automl.Bool(&l.Extra, "extra_random", "Try one random bound of each column only."),
		automl.Float(&l.Noise, "random_strength", "Luck in the choice of questions, which fades with the rounds.", automl.LinRange(0, 10)),
		automl.Int(&l.MaxBins, "max_bins", "Distinct ranges of each column at most.", automl.LogRange(7, tree.MaxBins)),
		automl.Int(&l.Rounds, "rounds", "Rounds of trees; 0 means as many as do best on rows set aside.", automl.LinRange(0, 20000)),
		automl.Int(&l.MaxRounds, "max_rounds", "Rounds of trees at most when they are found on rows set aside.", automl.LogRange(1, 20000)),
		automl.Int(&l.Patience, "patience", "Rounds without improvement after which to stop; 0 means as suits the rows.", automl.LinRange(0, 2000)),
		automl.Float(&l.CatSmooth, "cat_smooth", "How strongly rare levels of a category are drawn to the middle.", automl.LogRange(0.001, 200)),
		automl.Float(&l.CatL2, "cat_l2", "Further penalty on the square for questions about categories.", automl.LinRange(0, 100)),
		automl.Int(&l.MinCategory, "min_category", "Rows at least by which two candidate groups of levels differ; fewer rows of data lower it.", automl.LogRange(1, 1000)),
		automl.Int(&l.OneLevel, "one_level", "Up to so many levels of a category, each is tried alone.", automl.LinRange(1, 100)),
		automl.Text(&l.Monotone, "monotone", "Columns that predictions must only rise (+1) or fall (-1) with, such as age:+1,price:-1.", func(text string) error {
			_, err := parseSigns(text)
			return err
		}),
	}
}

// Fit finds the number of rounds on rows set aside and then boosts on all rows.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := newData(train, train.Task == automl.Regression && l.Loss.logLink())
	if err := l.allows(d); err != nil {
		return nil, err
	}
	d.soften(l.Soft, train)
	var err error
	if d.signs, err = l.directions(train); err != nil {
		return nil, err
	}
	if d.plain {
		return d.baseline(l.newLoss(d), train.Node()), nil
	}
	m, err := tree.Pack(ctx, train, l.MaxBins, env.Workers)
	if err != nil {
		return nil, err
	}
	d.matrix = m
	f := fit{Learner: l.suited(d.task, len(d.rows), len(train.Features)), ctx: ctx, env: env, data: d}
	b, err := f.run()
	if err != nil {
		return nil, err
	}
	return b.lower(train.Node()), nil
}

// options are the knobs of one tree for so many rows.
func (l *Learner) options(weight float64, seed uint64) tree.Options {
	leaves, depth := l.shape()
	return tree.Options{
		Growth: l.Growth, Leaves: leaves, Depth: depth,
		// Why: with few rows leaves of the usual size leave no room for a shape.
		MinLeaf: min(float64(l.MinLeaf), max(1, weight/50)), MinHess: 1e-3,
		L1: l.L1, L2: l.L2,
		Features: l.Features, NodeShare: l.NodeShare, Extra: l.Extra, Seed: seed,
		CatSmooth: l.CatSmooth, CatL2: l.CatL2, MinCategory: min(float64(l.MinCategory), max(1, weight/50)), OneLevel: l.OneLevel,
	}
}

// The depth of trees that grow level by level when none is given: of symmetric ones 5, which
// did better than 6 on each of eight real data sets (bench/gbdt/defaults.py).
const (
	usualDepth     = 6
	symmetricDepth = 5
)

// shape is the number of leaves and the depth of a tree at most.
func (l *Learner) shape() (leaves, depth int) {
	if l.Growth == tree.LeafWise {
		return l.Leaves, l.Depth
	}
	depth = l.Depth
	if depth == 0 && l.Growth == tree.Symmetric {
		depth = symmetricDepth
	} else if depth == 0 {
		depth = usualDepth
	}
	return 1 << min(depth, 30), depth
}
