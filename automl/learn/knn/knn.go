// Package knn predicts a row from the most similar rows of the training data.
package knn

import (
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// Weighting says how neighbours vote.
type Weighting string

// The weightings.
const (
	Auto     Weighting = "auto"     // whichever does better on rows left out
	Distance Weighting = "distance" // the nearer the more
	Uniform  Weighting = "uniform"  // all alike
)

// Columns says how much each column counts in a distance.
type Columns string

// The ways to count columns.
const (
	Raced    Columns = "auto"     // whichever does better on rows left out
	Alike    Columns = "alike"    // as they come
	Relevant Columns = "relevant" // the more the target depends on one alone, the more
)

// maxRows is how many rows are kept, and maxCells how many numbers, but for fewestRows; of
// more data a part is taken, or predicting would take long.
const (
	maxRows    = 20_000
	maxCells   = 400_000
	fewestRows = 2_000
)

// kept is how many rows are kept of data of any size.
func kept(cols int) int { return min(maxRows, max(fewestRows, maxCells/max(cols, 1))) }

// Learner is a nearest-neighbour model (Fix and Hodges 1951) with Euclidean distance.
type Learner struct {
	K         int // number of neighbours; 0: chosen by leaving rows out
	Weighting Weighting
	Columns   Columns
}

var _ automl.Learner = (*Learner)(nil)

// New is a learner with default knobs.
func New() *Learner { return &Learner{Weighting: Auto, Columns: Raced} }

// Params declares the knobs.
func (l *Learner) Params() automl.Params {
	return automl.Params{
		automl.Int(&l.K, "k", "How many of the most similar rows vote; 0 lets the fit choose.", automl.LinRange(0, 500)),
		automl.Choice(&l.Weighting, "weighting", "Whether nearer rows count more.", Auto, Distance, Uniform),
		automl.Choice(&l.Columns, "columns", "Whether columns that say more about the target count more.", Raced, Alike, Relevant),
	}
}

// Algorithm is the catalogue's entry.
func Algorithm() automl.Algorithm {
	return automl.Algorithm{
		ID:       "nearest_neighbours",
		Name:     "Nearest neighbours",
		Help:     "Looks up the most similar rows and takes their average. Good where similar rows end alike; slow on large data.",
		Tasks:    automl.AnyTask,
		Needs:    automl.Needs{Scaled: true, MaxRows: maxRows},
		Cost:     cost,
		New:      func() automl.Learner { return New() },
		Readable: 2,
	}
}

func cost(rows, cols, classes int, _ automl.Params) automl.Cost {
	n, p := float64(min(rows, kept(cols))), float64(cols)
	targets := 1.0
	if classes > 2 {
		targets = float64(classes)
	}
	queries := min(n, float64(queryRows))
	return automl.Cost{
		Bytes: int64(4*n*p + n*(16*targets+64)),
		Work:  0.6e-9*float64(len(powers))*n*queries*(p+20) + 1e-7*float64(rows)*p,
	}
}

// Fit stores the rows and chooses how many of them vote.
func (l *Learner) Fit(ctx context.Context, train *automl.Dataset, env automl.Env) (*graph.Node, error) {
	if err := check(train); err != nil {
		return nil, err
	}
	alike := widths(make([]float64, len(train.Features)), 0)
	if len(train.Features) == 0 || l.Columns == Alike {
		best, _, err := l.fit(ctx, train, alike, env)
		return node(train, best, alike), err
	}
	var best *stored
	var by []float64
	least, say := math.Inf(1), relevance(train, env)
	for _, power := range powers {
		if power == 0 && l.Columns == Relevant {
			continue
		}
		width := widths(say, power)
		rows, loss, err := l.fit(ctx, train, width, env)
		if err != nil {
			return nil, err
		}
		// Why 0.99: the relevance was found on the rows left out, too.
		if best == nil || loss < least*0.99 {
			best, by, least = rows, width, loss
		}
		if env.Softly() {
			break
		}
	}
	return node(train, best, by), nil
}

// fit stores the rows, columns divided by width, and chooses how they vote; it returns the
// loss on rows left out.
func (l *Learner) fit(ctx context.Context, train *automl.Dataset, width []float64, env automl.Env) (*stored, float64, error) {
	rows, err := store(ctx, train, width, env.Seed)
	if err != nil || len(train.Features) == 0 || len(rows.op.Weight) == 0 {
		return rows, 0, err
	}
	op := rows.op
	op.K, op.Soft, op.Uniform = 20, math.SmallestNonzeroFloat32, l.Weighting == Uniform
	if train.Task.IsClassification() {
		op.Belief = 1
	}
	if l.K > 0 {
		op.K = float64(l.K)
	}
	loss, err := rows.choose(ctx, l, env)
	return rows, loss, err
}

// node is the pipeline of the stored rows.
func node(train *automl.Dataset, rows *stored, width []float64) *graph.Node {
	if rows == nil {
		return nil
	}
	if len(train.Features) == 0 || len(rows.op.Weight) == 0 {
		return graph.Apply(&graph.Constant{Values: rows.op.Prior})
	}
	in := train.Node()
	if slices.ContainsFunc(width, func(w float64) bool { return w != 1 }) {
		in = graph.Apply(&graph.Scale{Center: make([]float64, len(width)), Width: width}, in)
	}
	return graph.Apply(rows.op, in)
}

func check(d *automl.Dataset) error {
	for _, f := range d.Features {
		if f.Kind != automl.Numeric {
			return automl.Errorf("nearest_neighbours", automl.Internal, "The column %q reached the nearest neighbours without being turned into numbers.", f.Name)
		}
		for _, r := range d.Rows {
			if v := f.Nums[r]; math.IsNaN(v) || math.Abs(v) > math.MaxFloat32 {
				return automl.Errorf("nearest_neighbours", automl.Internal, "The column %q reached the nearest neighbours with missing or infinite values.", f.Name)
			}
		}
	}
	return nil
}
