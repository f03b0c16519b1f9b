package golearn

import (
	"context"
	"math"
	"strconv"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"

	"winnow/automl"
	"winnow/automl/graph"
)

// impurity is what a split of classes is to lower.
type impurity string

const (
	gini    impurity = "gini"
	entropy impurity = "entropy"
)

// CART is a binary decision tree (Breiman et al. 1984) grown by the library. It does not
// heed weights in choosing splits, only in the values at the leaves.
type CART struct {
	Depth     int
	Bins      int
	Criterion impurity
	Smoothing float64
}

var _ automl.Learner = (*CART)(nil)

func newCART() *CART { return &CART{Depth: 5, Bins: 32, Criterion: gini, Smoothing: 2} }

// Params declares the knobs.
func (l *CART) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.Depth, "depth", "Most questions from the top of the tree to a leaf.", automl.LinRange(1, 10)),
		automl.Int(&l.Bins, "bins", "Most values of a column that are told apart.", automl.LogRange(4, 64)),
		automl.Choice(&l.Criterion, "criterion", "What a split into classes is to lower.", gini, entropy),
		automl.Float(&l.Smoothing, "smoothing", "How many rows' worth of belief a leaf takes from the node above.", automl.LogRange(0.1, 50)),
	}
}

// Fit grows one tree. A soft stop changes nothing: it is done within about a second.
func (l *CART) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	b, err := newBins(train, l.Bins)
	if err != nil {
		return nil, err
	}
	root, err := call(ctx, func() (*node, error) {
		if b.plain() {
			return &node{}, nil
		}
		return l.grow(b)
	})
	if err != nil {
		return nil, err
	}
	root.tally(b, l.Smoothing)
	env.Report(1, 1)
	return b.lower(root), nil
}

func (l *CART) grow(b *bins) (*node, error) {
	grid, err := b.floats()
	if err != nil {
		return nil, err
	}
	if b.train.Task == automl.Regression {
		tree := trees.NewDecisionTreeRegressor(trees.MSE, int64(l.Depth))
		if err := tree.Fit(grid); err != nil {
			return nil, err
		}
		return copyRegressor(tree), nil
	}
	labels := make([]int64, max(2, b.train.Classes))
	for k := range labels {
		labels[k] = int64(k)
	}
	tree := trees.NewDecisionTreeClassifier(string(l.Criterion), int64(l.Depth), labels)
	if err := tree.Fit(grid); err != nil {
		return nil, err
	}
	return copyClassifier(tree), nil
}

// floats is the data in the library's form for CART: codes and target as numbers.
func (b *bins) floats() (*base.DenseInstances, error) {
	grid := base.NewDenseInstances()
	var specs []base.AttributeSpec
	for j := range b.codes {
		specs = append(specs, grid.AddAttribute(base.NewFloatAttribute(columnName(j))))
	}
	target := base.NewFloatAttribute("target")
	y := grid.AddAttribute(target)
	if err := grid.AddClassAttribute(target); err != nil {
		return nil, err
	}
	if err := grid.Extend(len(b.rows)); err != nil {
		return nil, err
	}
	for j, codes := range b.codes {
		for i, c := range codes {
			grid.Set(specs[j], i, base.PackFloatToBytes(float64(c)))
		}
	}
	for i, r := range b.rows {
		grid.Set(y, i, base.PackFloatToBytes(b.train.Y[r]))
	}
	return grid, nil
}

func columnName(j int) string { return "c" + strconv.Itoa(j) }

// lastLeft is the largest code below the library's threshold, which lies halfway between
// two codes; negative for a root that found no split.
func lastLeft(threshold float64) int32 { return int32(math.Ceil(threshold)) - 1 }

// place pairs a node of the library, whose type has no name outside of it, with its copy.
type place[T any] struct {
	from T
	to   *node
}

func begin[T any](from T) []place[T] { return []place[T]{{from, &node{}}} }

// branch makes to an inner node with two leaves, unless the split sends no row left.
func branch(to *node, column int64, threshold float64) bool {
	if lastLeft(threshold) < 0 {
		return false
	}
	to.column, to.bin = int(column), lastLeft(threshold)
	to.left, to.right = &node{}, &node{}
	return true
}

func copyClassifier(tree *trees.CARTDecisionTreeClassifier) *node {
	todo := begin(tree.RootNode)
	root := todo[0].to
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !branch(p.to, p.from.Feature, p.from.Threshold) {
			continue
		}
		next := p
		if next.from, next.to = p.from.Left, p.to.left; next.from != nil {
			todo = append(todo, next)
		}
		if next.from, next.to = p.from.Right, p.to.right; next.from != nil {
			todo = append(todo, next)
		}
	}
	return root
}

func copyRegressor(tree *trees.CARTDecisionTreeRegressor) *node {
	todo := begin(tree.RootNode)
	root := todo[0].to
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !branch(p.to, p.from.Feature, p.from.Threshold) {
			continue
		}
		next := p
		if next.from, next.to = p.from.Left, p.to.left; next.from != nil {
			todo = append(todo, next)
		}
		if next.from, next.to = p.from.Right, p.to.right; next.from != nil {
			todo = append(todo, next)
		}
	}
	return root
}

// cartCost grows with rows and columns; each level of the tree tries every bin of every
// column on all rows.
func cartCost(rows, cols, classes int, p automl.Params) automl.Cost {
	cells := float64(rows) * float64(cols)
	return automl.Cost{
		Bytes: int64(cells * 64),
		Work:  cells * knob(p, "bins", 32) * knob(p, "depth", 5) * (40 + 10*float64(classes)) * 1e-9,
	}
}

// knob is the value of a numeric parameter.
func knob(p automl.Params, name string, byDefault float64) float64 {
	for _, q := range p {
		if q.Name == name {
			if v, err := strconv.ParseFloat(q.Value(), 64); err == nil {
				return v
			}
		}
	}
	return byDefault
}
