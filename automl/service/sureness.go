package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/predict"
)

// Evaluate scores a saved model or a model of a run on a file that holds the truth.
func (s *Service) Evaluate(ctx context.Context, req automl.EvaluateRequest) (*automl.Evaluation, error) {
	m, err := s.named(ctx, req.Model, req.Run, req.Row)
	if err != nil {
		return nil, err
	}
	return predict.Evaluate(ctx, m, s.cat, req)
}
