package run

import (
	"slices"

	"winnow/automl"
	"winnow/automl/table"
)

// Judged is what a model answered for the rows of the table that it was scored on, by models
// that never saw them.
type Judged struct {
	Table      *table.Table
	Inputs     []string // names of the columns that the run learns from
	Rows       []int32  // of the table, in the order of Target and Prediction
	Target     automl.Target
	Prediction automl.Prediction
	Lot        bool // the predictions are chances of being selected
}

// Judged gives a model's out-of-fold predictions with the whole table beside them; an empty
// id means the recommended model. A threshold that the person chose is in the predictions.
func (r *Run) Judged(id string) (*Judged, error) {
	board := r.Leaderboard()
	if id == "" {
		id = board.Recommended
	}
	i := slices.IndexFunc(board.Rows, func(m automl.ModelRow) bool { return m.ID == id && m.State == automl.Done })
	if i < 0 {
		return nil, unknownModel(id)
	}
	oof, err := r.oofOf(id)
	if err != nil {
		return nil, err
	}
	out := &Judged{Table: r.table, Inputs: r.names, Rows: r.scored, Target: r.targetOf(r.scored), Prediction: *oof, Lot: board.Rows[i].Lot}
	if r.job.Task == automl.Binary {
		if r.needsThreshold() {
			out.Prediction.Threshold = r.threshold(oof, r.scored)
		}
		if t := r.decision(id); t > 0 {
			out.Prediction.Threshold = t
		}
	}
	return out, nil
}
