// Package prep brings features into the form that a learner needs. Each transform is
// fitted on the rows of a data set alone, so that nothing of the rows it will be scored on
// leaks in, and gives new features with the graph nodes that compute them from a raw row.
package prep

import (
	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

// Base makes one feature of each of the given columns of t, as they stand in the table:
// no copy, nothing fitted. Feature i reads input i of the pipeline.
func Base(t *table.Table, columns []int) []*automl.Feature {
	out := make([]*automl.Feature, len(columns))
	for i, c := range columns {
		f := &automl.Feature{Name: t.Field(c).Name, From: []int{i}, Shared: true}
		in := &graph.Input{Column: i}
		switch col := t.Column(c).(type) {
		case *table.Numbers:
			f.Nums = col.Values()
		case *table.Times:
			f.Nums, f.Moment = col.Values(), true
		case *table.Categories:
			f.Kind, f.Codes, f.Levels = automl.Categorical, col.Codes(), col.Levels()
		case *table.Texts:
			f.Kind, f.Strs = automl.Textual, col.Values()
			in.Text = true
		}
		f.Ref = graph.Ref{Node: graph.Apply(in)}
		out[i] = f
	}
	return out
}

// Frame lays the given columns of t out for the evaluation of a graph whose inputs are
// those columns in that order, without copying.
func Frame(t *table.Table, columns []int) *graph.Frame {
	f := &graph.Frame{Rows: t.Rows(), Cols: make([]graph.FrameColumn, len(columns))}
	for i, c := range columns {
		switch col := t.Column(c).(type) {
		case *table.Numbers:
			f.Cols[i].Nums = col.Values()
		case *table.Times:
			f.Cols[i].Nums = col.Values()
		case *table.Categories:
			f.Cols[i].Codes = col.Codes()
		case *table.Texts:
			f.Cols[i].Strs = col.Values()
		}
	}
	return f
}
