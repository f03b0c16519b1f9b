package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/explain"
)

// Reveal scores a model on the rows set apart, once.
func (s *Service) Reveal(ctx context.Context, id, model string) (*automl.FinalTest, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	t, err := r.Reveal(ctx, model)
	if err == nil {
		s.forget(id, model) // the model saved from now on tells of its test
	}
	return t, err
}

// SetThreshold keeps the probability from which a model says yes.
func (s *Service) SetThreshold(id, model string, threshold float64) error {
	r, err := s.run(id)
	if err != nil {
		return err
	}
	if err := r.SetThreshold(model, threshold); err != nil {
		return err
	}
	s.forget(id, model)
	return nil
}

// forget lets go of a model put together before.
func (s *Service) forget(id, model string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.final, id+"/"+model)
	delete(s.final, id+"/")
}

// Compare holds two models of a run against each other.
func (s *Service) Compare(id, a, b string) (*automl.Difference, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	return r.Compare(a, b)
}

// Segments says where a model errs more than elsewhere.
func (s *Service) Segments(ctx context.Context, id, model string) ([]automl.Segment, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, err
	}
	return r.Segments(ctx, model)
}

// Answer is what a model says about one row.
func (s *Service) Answer(ctx context.Context, req automl.RowRequest, threshold float64) (*automl.Answer, error) {
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	row, err := a.row(ctx, req)
	if err != nil {
		return nil, err
	}
	q := a.question()
	if threshold > 0 {
		q.Threshold = threshold
	}
	answer, err := explain.Ask(q, row)
	return &answer, err
}

// RowsAt returns rows of an open table by their numbers.
func (s *Service) RowsAt(ctx context.Context, data string, rows []int32) ([][]string, error) {
	h, err := s.held(data)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(rows))
	for i, row := range rows {
		if int(row) < 0 || int(row) >= h.table.Rows() {
			return nil, automl.Errorf("data", automl.BadUsage, "The table has no row %d.", row+1)
		}
		out[i] = make([]string, h.table.Width())
		for j := range out[i] {
			out[i][j] = h.table.Column(j).Text(int(row))
		}
	}
	return out, ctx.Err()
}
