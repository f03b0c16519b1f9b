package fake

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"winnow/automl"
)

// Reveal makes up a final test just below the score.
func (s *Service) Reveal(ctx context.Context, id, model string) (*automl.FinalTest, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range r.board.Rows {
		row := &r.board.Rows[i]
		if row.ID != model {
			continue
		}
		if row.Test == nil {
			row.Test = &automl.FinalTest{Model: model, Metric: r.job.Metric, Rows: s.RowCount / 5, Score: row.Score - 0.004,
				Low: row.Score - 0.02, High: row.Score + 0.012, Opened: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
				Notice: "Final test and cross-validation agree within chance."}
		}
		return row.Test, ctx.Err()
	}
	return nil, automl.Errorf("results", automl.NotFound, "There is no model %q.", model)
}

// SetThreshold notes the threshold of a model.
func (s *Service) SetThreshold(_, model string, threshold float64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Decided == nil {
		s.Decided = map[string]float64{}
	}
	s.Decided[model] = threshold
	return nil
}

// Compare takes the folds of two models from each other.
func (s *Service) Compare(id, a, b string) (*automl.Difference, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	d := &automl.Difference{A: a, B: b}
	var rows [2]automl.ModelRow
	for _, row := range r.board.Rows {
		if row.ID == a {
			rows[0] = row
		}
		if row.ID == b {
			rows[1] = row
		}
	}
	for i := range min(len(rows[0].Folds), len(rows[1].Folds)) {
		d.Folds = append(d.Folds, rows[0].Folds[i]-rows[1].Folds[i])
	}
	d.Mean = rows[0].Score - rows[1].Score
	d.Low, d.High = d.Mean-0.01, d.Mean+0.01
	d.Tied = d.Low <= 0 && d.High >= 0
	return d, nil
}

// Answer makes up what the model says: the longer the tenure, the less.
func (s *Service) Answer(ctx context.Context, req automl.RowRequest, threshold float64) (*automl.Answer, error) {
	months, _ := strconv.ParseFloat(req.Cells["tenure_months"], 64)
	a := &automl.Answer{Value: math.Max(0.8-months/100, 0.05), Class: "No"}
	if a.Value >= threshold {
		a.Class = "Yes"
	}
	a.Text = fmt.Sprintf("%s (%.0f %%)", a.Class, 100*a.Value)
	return a, ctx.Err()
}

// RowsAt returns cells of the table.
func (s *Service) RowsAt(ctx context.Context, _ string, rows []int32) ([][]string, error) {
	var out [][]string
	for _, row := range rows {
		out = append(out, s.cells(int(row), 1)...)
	}
	return out, ctx.Err()
}

// Segments makes up where a model errs.
func (s *Service) Segments(ctx context.Context, _, _ string) ([]automl.Segment, error) {
	at := []int32{0, 3, 5, 8}
	return []automl.Segment{
		{Column: "contract", Part: "Month-to-month", Rows: 530, Error: 0.28, Else: 0.14, Sure: true, At: at},
		{Column: "tenure_months", Part: "1 to 18", Rows: 251, Error: 0.24, Else: 0.17, Sure: true, At: at},
		{Column: "gender", Part: "Female", Rows: 498, Error: 0.19, Else: 0.18, At: at},
	}, ctx.Err()
}
