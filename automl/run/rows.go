package run

import (
	"winnow/automl/graph"
	"winnow/automl/table"
)

// Inputs are the run's rows laid out for the evaluation of its models, the table that they
// come from, the place in it of each input column, and the rows with a target. None of them
// may be written to.
func (r *Run) Inputs() (frame *graph.Frame, t *table.Table, places []int, rows []int32) {
	return r.frame, r.table, r.columns, r.rows
}
