package golearn

import (
	"slices"

	"winnow/automl"
)

// bins is a data set as the library gets it: small whole numbers in place of values,
// without the rows of weight zero.
type bins struct {
	train *automl.Dataset
	rows  []int32
	codes [][]int32   // of each column, by position in rows
	edges [][]float64 // of each column: values up to edges[k] have a code of at most k
}

// newBins cuts every column into at most most bins that hold about equally many rows.
func newBins(train *automl.Dataset, most int) (*bins, error) {
	b := &bins{train: train}
	for _, r := range train.Rows {
		if train.Weight(r) > 0 {
			b.rows = append(b.rows, r)
		}
	}
	values := make([]float64, len(b.rows))
	for _, f := range train.Features {
		if f.Kind != automl.Numeric {
			return nil, automl.Errorf("train", automl.Internal, "A tree of golearn was given the column %q, which is not a number.", f.Name)
		}
		for i, r := range b.rows {
			values[i] = f.Nums[r]
		}
		edges := cut(values, most)
		codes := make([]int32, len(values))
		for i, v := range values {
			at, _ := slices.BinarySearch(edges, v)
			codes[i] = int32(at)
		}
		b.codes = append(b.codes, codes)
		b.edges = append(b.edges, edges)
	}
	return b, nil
}

// cut places edges between distinct values, so that the bins hold about equally many rows.
func cut(values []float64, most int) []float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	distinct := 0
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			distinct++
		}
	}
	var edges []float64
	begin := 0 // of the present bin
	for i := 1; i < n; i++ {
		if sorted[i] == sorted[i-1] || len(edges) == most-1 {
			continue
		}
		want := (n - begin + most - len(edges) - 1) / (most - len(edges))
		if distinct <= most || i-begin >= want {
			edges = append(edges, between(sorted[i-1], sorted[i]))
			begin = i
		}
	}
	return edges
}

// between is a number of at least a and below b, near the middle.
func between(a, b float64) float64 {
	if mid := a/2 + b/2; mid >= a && mid < b {
		return mid
	}
	return a
}

// plain reports whether there is nothing to split on.
func (b *bins) plain() bool {
	if len(b.rows) < 2 || len(b.codes) == 0 {
		return true
	}
	first := b.train.Y[b.rows[0]]
	for _, r := range b.rows {
		if b.train.Y[r] != first {
			return false
		}
	}
	return true
}
