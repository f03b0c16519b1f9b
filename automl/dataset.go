package automl

import (
	"sync"

	"winnow/automl/graph"
)

// FeatureKind says how a learner may read a feature.
type FeatureKind uint8

// The kinds of feature.
const (
	Numeric     FeatureKind = iota // Nums; NaN is missing
	Categorical                    // Codes: an index into Levels, -1 missing, len(Levels) unseen
	Textual                        // Strs: free text; only transforms read it, never a learner
)

// Sparse holds the numbers of a column that are not zero.
type Sparse struct {
	Rows   []int32 // of the row space, ascending
	Values []float64
}

// Feature is one column that a learner or transform can read, over all rows of the row
// space, together with the graph that computes it from a raw row. It never changes after
// it is made; features are shared between data sets, folds and trials by pointer.
type Feature struct {
	Name   string
	Kind   FeatureKind
	Nums   []float64
	Codes  []int32
	Strs   []string
	Levels []string  // of a categorical feature
	Ref    graph.Ref // where the pipeline computes this column
	From   []int     // the schema columns it is made of
	Moment bool      // Nums are moments in seconds, of which date parts can be made

	// Sparse stands in the place of Nums, which is then nil, for a numeric feature that is
	// mostly zero. Only learners whose Needs say so are given such features.
	Sparse *Sparse

	// Shared is true for a feature whose values do not depend on a fold: it stands as it
	// came from the file or follows from the file without looking at other rows' targets.
	// What is derived from it without seeing a target (bins) may then be kept in Cache and
	// serves every fold and trial.
	Shared bool

	cache sync.Map
}

// Cached returns the value kept under key, making it on first use. Make runs at most once
// for a key, whoever asks; the value must depend on the feature and the key alone.
func (f *Feature) Cached(key any, make func() any) any {
	v, _ := f.cache.LoadOrStore(key, sync.OnceValue(make))
	return v.(func() any)()
}

// Dataset is what a learner is given: features over a common row space, and the rows of
// it that are to be used. Slices are shared, never written to.
//
// Y, W and every feature are indexed by row of the row space, not by position in Rows.
type Dataset struct {
	Task     Task
	Classes  int // number of classes; 0 for regression
	Features []*Feature
	Space    int       // number of rows of the row space
	Rows     []int32   // rows in use, in order; each at most once
	Y        []float64 // regression: the target; else the class index
	W        []float64 // weight of each row, at least 0; nil means all 1
}

// Len is the number of rows in use.
func (d *Dataset) Len() int { return len(d.Rows) }

// With returns the data set restricted to other rows of the same row space.
func (d *Dataset) With(rows []int32) *Dataset {
	c := *d
	c.Rows = rows
	return &c
}

// WithFeatures returns the data set with other features over the same row space.
func (d *Dataset) WithFeatures(features []*Feature) *Dataset {
	c := *d
	c.Features = features
	return &c
}

// Weight is the weight of a row of the row space.
func (d *Dataset) Weight(row int32) float64 {
	if d.W == nil {
		return 1
	}
	return d.W[row]
}

// PredictionWidth is the number of columns of a prediction for this data set.
func (d *Dataset) PredictionWidth() int { return d.Task.PredictionWidth(d.Classes) }

// Node is the graph that computes the data set's features from a raw row, side by side in
// order: the input of the node that a learner returns. Nil when there are no features.
func (d *Dataset) Node() *graph.Node {
	if len(d.Features) == 0 {
		return nil
	}
	refs := make([]graph.Ref, len(d.Features))
	for i, f := range d.Features {
		refs[i] = f.Ref
	}
	return graph.Pick(refs)
}

// Bytes is the memory that the feature's values take.
func (f *Feature) Bytes() int64 {
	n := 8*int64(len(f.Nums)) + 4*int64(len(f.Codes)) + 16*int64(len(f.Strs))
	if f.Sparse != nil {
		n += 12 * int64(len(f.Sparse.Rows))
	}
	return n
}
