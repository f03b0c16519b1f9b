package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/explain"
)

// Surrogate stands a small decision tree in for a model.
func (s *Service) Surrogate(ctx context.Context, req automl.SurrogateRequest) (*automl.Surrogate, error) {
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, err
	}
	q, err := a.ofRows()
	if err != nil {
		return nil, err
	}
	return explain.Surrogate(ctx, q, req.Depth, req.MaxRows)
}
