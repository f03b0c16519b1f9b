package fair

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// Decorrelate takes out of each number what the group says about it, so that within the rows
// of ds the two are uncorrelated: the number less its group's mean, plus the mean of all rows,
// as Fairlearn's CorrelationRemover does with an indicator for every group. Strength 1 takes
// all of it out, 0 nothing. Group holds the group of each row of the row space, -1 for none;
// groups is how many there are, node finds a row's group. Features made of the columns drop
// are left out; categories and texts stay as they are.
func Decorrelate(ds *automl.Dataset, group []int32, groups int, node *graph.Node, drop func(f *automl.Feature) bool, strength float64) *automl.Dataset {
	var out []*automl.Feature
	for _, f := range ds.Features {
		switch {
		case drop(f):
		case f.Kind != automl.Numeric || f.Moment || f.Sparse != nil:
			out = append(out, f)
		default:
			out = append(out, decorrelated(ds, f, group, groups, node, strength))
		}
	}
	return ds.WithFeatures(out)
}

func decorrelated(ds *automl.Dataset, f *automl.Feature, group []int32, groups int, node *graph.Node, strength float64) *automl.Feature {
	sum, n := make([]float64, groups), make([]float64, groups)
	total, all := 0.0, 0.0
	for _, r := range ds.Rows {
		if v, g := f.Nums[r], group[r]; g >= 0 && !math.IsNaN(v) {
			sum[g] += v
			n[g]++
			total += v
			all++
		}
	}
	shift := make([]float64, groups)
	for g := range shift {
		if n[g] > 0 {
			shift[g] = strength * (sum[g]/n[g] - total/all)
		}
	}
	out := &automl.Feature{Name: f.Name, Kind: f.Kind, From: f.From, Nums: make([]float64, len(f.Nums))}
	for r, v := range f.Nums {
		if out.Nums[r] = v; group[r] >= 0 {
			out.Nums[r] = v - shift[group[r]]
		}
	}
	by := graph.Apply(&graph.TargetEncode{Table: shift, Unseen: []float64{0}, Missing: []float64{0}}, node)
	own := graph.Pick([]graph.Ref{f.Ref})
	out.Ref = graph.Ref{Node: graph.Apply(&graph.Sum{Weights: []float64{1, -1}}, own, by)}
	return out
}
