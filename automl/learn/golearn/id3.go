package golearn

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/sjwhitworth/golearn/base"
	"github.com/sjwhitworth/golearn/trees"

	"winnow/automl"
	"winnow/automl/graph"
)

// gain is how ID3 ranks columns.
type gain string

const (
	information gain = "information" // what the column tells about the class
	ratio       gain = "ratio"       // the same, relative to what the column itself holds
)

// ID3 is a tree that splits a column into all of its ranges at once (Quinlan 1986), grown
// by the library with our own rule for choosing the column: the library's rules add up in
// the order of Go maps, so that ties fall differently each time.
type ID3 struct {
	Depth     int
	Bins      int
	MinRows   int
	Criterion gain
	Smoothing float64
}

var _ automl.Learner = (*ID3)(nil)

func newID3() *ID3 {
	return &ID3{Depth: 4, Bins: 4, MinRows: 10, Criterion: information, Smoothing: 4}
}

// Params declares the knobs.
func (l *ID3) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.Depth, "depth", "Most questions from the top of the tree to a leaf.", automl.LinRange(1, 8)),
		automl.Int(&l.Bins, "bins", "Most ranges that a column is cut into.", automl.LinRange(2, 12)),
		automl.Int(&l.MinRows, "min_rows", "Fewest rows that are split further.", automl.LogRange(2, 200)),
		automl.Choice(&l.Criterion, "criterion", "How columns are ranked.", information, ratio),
		automl.Float(&l.Smoothing, "smoothing", "How many rows' worth of belief a leaf takes from the node above.", automl.LogRange(0.1, 50)),
	}
}

// Fit grows one tree.
func (l *ID3) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	b, err := newBins(train, l.Bins)
	if err != nil {
		return nil, err
	}
	root, err := call(ctx, func() (*node, error) {
		if b.plain() {
			return &node{}, nil
		}
		stop := func() bool { return ctx.Err() != nil || env.Softly() }
		tree, _, err := l.grow(b, stop)
		if err != nil {
			return nil, err
		}
		return b.copyID3(tree)
	})
	if err != nil {
		return nil, err
	}
	root.tally(b, l.Smoothing)
	env.Report(1, 1)
	return b.lower(root), nil
}

// grow calls the library. It also returns the data in the library's form.
func (l *ID3) grow(b *bins, stop func() bool) (*trees.DecisionTreeNode, *base.DenseInstances, error) {
	grid, err := b.categories()
	if err != nil {
		return nil, nil, err
	}
	r := &rule{ID3: l, b: b, stop: stop}
	return trees.InferID3Tree(grid, r), grid, nil
}

// categories is the data in the library's form for ID3: codes and classes as words. The
// library makes a leaf where one column is left; an empty column at the end keeps it from
// doing so too early.
func (b *bins) categories() (*base.DenseInstances, error) {
	grid := base.NewDenseInstances()
	var specs []base.AttributeSpec
	add := func(name string, words int) base.Attribute {
		a := base.NewCategoricalAttribute()
		a.SetName(name)
		for k := range words {
			a.GetSysValFromString(strconv.Itoa(k)) // makes known the word, with the number k
		}
		specs = append(specs, grid.AddAttribute(a))
		return a
	}
	for j, edges := range b.edges {
		add(columnName(j), len(edges)+1)
	}
	add("empty", 1)
	target := add("target", max(2, b.train.Classes))
	if err := grid.AddClassAttribute(target); err != nil {
		return nil, err
	}
	if err := grid.Extend(len(b.rows)); err != nil {
		return nil, err
	}
	put := func(j, i int, number uint64) { grid.Set(specs[j], i, base.PackU64ToBytes(number)) }
	for j, codes := range b.codes {
		for i, c := range codes {
			put(j, i, uint64(c))
		}
	}
	for i, r := range b.rows {
		put(len(b.codes), i, 0)
		put(len(b.codes)+1, i, uint64(b.train.Y[r]))
	}
	return grid, nil
}

// column is the place of one of the library's columns; false for those that are not ours.
func column(name string) (int, bool) {
	if name == "" || name[0] != 'c' {
		return 0, false
	}
	j, err := strconv.Atoi(name[1:])
	return j, err == nil
}

// rule chooses the column that a node is split on.
type rule struct {
	*ID3
	b    *bins
	stop func() bool
}

var _ trees.RuleGenerator = (*rule)(nil)

// GenerateSplitRule is the column that tells most about the class, the first among equals;
// nil when the node is to be a leaf.
func (r *rule) GenerateSplitRule(grid base.FixedDataGrid) *trees.DecisionTreeRule {
	cols, rows := grid.Size()
	used := len(r.b.codes) + 2 - cols // each split takes a column away
	if used >= r.Depth || rows < r.MinRows || r.stop() {
		return nil
	}
	target, err := grid.GetAttribute(grid.AllClassAttributes()[0])
	if err != nil {
		return nil
	}
	classes := make([]int, rows)
	counts := make([]float64, max(2, r.b.train.Classes))
	for i := range rows {
		classes[i] = int(base.UnpackBytesToU64(grid.Get(target, i)))
		counts[classes[i]]++
	}
	before := entropyOf(counts)
	var best base.Attribute
	top := 1e-9
	for _, a := range grid.AllAttributes() {
		j, ours := column(a.GetName())
		if !ours {
			continue
		}
		spec, err := grid.GetAttribute(a)
		if err != nil {
			return nil
		}
		table := make([][]float64, len(r.b.edges[j])+1)
		for k := range table {
			table[k] = make([]float64, len(counts))
		}
		for i, c := range classes {
			table[base.UnpackBytesToU64(grid.Get(spec, i))][c]++
		}
		if g := r.gain(before, table, float64(rows)); g > top {
			best, top = a, g
		}
	}
	if best == nil {
		return nil
	}
	return &trees.DecisionTreeRule{SplitAttr: best}
}

// gain is the drop in entropy from a split into the rows of table, in bits.
func (r *rule) gain(before float64, table [][]float64, rows float64) float64 {
	after := 0.0
	sizes := make([]float64, len(table))
	for k, counts := range table {
		for _, c := range counts {
			sizes[k] += c
		}
		after += float64(sizes[k] / rows * entropyOf(counts))
	}
	if r.Criterion == information {
		return before - after
	}
	// Quinlan 1986, section 7: a column of one value has no ratio.
	if own := entropyOf(sizes); own > 0 {
		return (before - after) / own
	}
	return 0
}

func entropyOf(counts []float64) float64 {
	total, sum := 0.0, 0.0
	for _, c := range counts {
		total += c
	}
	for _, c := range counts {
		if c > 0 {
			sum -= float64(c / total * math.Log2(c/total))
		}
	}
	return sum
}

// copyID3 copies a tree out of the library.
func (b *bins) copyID3(from *trees.DecisionTreeNode) (*node, error) {
	if from.Children == nil {
		return &node{}, nil
	}
	j, ours := column(from.SplitRule.SplitAttr.GetName())
	if !ours {
		return nil, fmt.Errorf("a split on the column %q", from.SplitRule.SplitAttr.GetName())
	}
	parts := make([]*node, len(b.edges[j])+1)
	for k := range parts {
		// Why by word: the library names a child by the value of its column. A range that has
		// no row here becomes an empty leaf, which smoothing fills from above.
		child, ok := from.Children[strconv.Itoa(k)]
		if !ok {
			parts[k] = &node{}
			continue
		}
		var err error
		if parts[k], err = b.copyID3(child); err != nil {
			return nil, err
		}
	}
	return halve(j, 0, parts), nil
}

// halve arranges the ranges of column j, of which the first has the code first, under
// questions with two answers.
func halve(j, first int, parts []*node) *node {
	if len(parts) == 1 {
		return parts[0]
	}
	mid := len(parts) / 2
	return &node{
		column: j, bin: int32(first + mid - 1),
		left: halve(j, first, parts[:mid]), right: halve(j, first+mid, parts[mid:]),
	}
}

// id3Cost grows with rows and columns.
func id3Cost(rows, cols, _ int, p automl.Params) automl.Cost {
	cells := float64(rows) * float64(cols)
	return automl.Cost{Bytes: int64(cells * 64), Work: cells * knob(p, "depth", 4) * 400e-9}
}
