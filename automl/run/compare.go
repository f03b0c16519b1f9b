package run

import (
	"winnow/automl"
)

// Compare holds the scores of two models on the same folds against each other, turned so
// that above zero is better for the first.
func (r *Run) Compare(a, b string) (*automl.Difference, error) {
	board := r.Leaderboard()
	row := func(id string) *automl.ModelRow {
		for i := range board.Rows {
			if board.Rows[i].ID == id && board.Rows[i].State == automl.Done {
				return &board.Rows[i]
			}
		}
		return nil
	}
	ra, rb := row(a), row(b)
	switch {
	case ra == nil:
		return nil, unknownModel(a)
	case rb == nil:
		return nil, unknownModel(b)
	case len(ra.Folds) != len(rb.Folds):
		return nil, automl.Errorf("results", automl.BadData, "The two models were not scored on the same folds.")
	}
	d := &automl.Difference{A: a, B: b, Folds: make([]float64, len(ra.Folds))}
	for i := range d.Folds {
		d.Folds[i] = r.metric.Loss(rb.Folds[i]) - r.metric.Loss(ra.Folds[i])
	}
	f := r.folds[0]
	d.Mean, d.Low, d.High = interval(d.Folds, len(f.Train), len(f.Valid))
	d.Tied = len(d.Folds) < 2 || d.Low <= 0 && d.High >= 0
	return d, nil
}
