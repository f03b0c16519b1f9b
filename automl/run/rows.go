package run

import (
	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/prep"
	"winnow/automl/table"
)

// Inputs are the run's rows laid out for the evaluation of a model with the given schema, the
// table that they come from, the place in it of each input column, and the rows with a target.
// None of them may be written to.
func (r *Run) Inputs(s *automl.Schema) (frame *graph.Frame, t *table.Table, places []int, rows []int32) {
	for _, c := range s.Columns {
		places = append(places, r.table.Index(c.Name))
	}
	return prep.Frame(r.table, places), r.table, places, r.rows
}
