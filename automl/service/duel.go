package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/chart"
)

// Duel says where two models of a run differ most.
func (s *Service) Duel(ctx context.Context, req automl.DuelRequest) (*automl.Duel, error) {
	r, err := s.run(req.Run)
	if err != nil {
		return nil, err
	}
	d, err := r.Duel(ctx, req.A, req.B)
	if err != nil {
		return nil, err
	}
	d.Figure = chart.Duel(d)
	return d, nil
}

// Growth says whether more rows would help a model of a run.
func (s *Service) Growth(ctx context.Context, req automl.GrowthRequest) (*automl.Growth, error) {
	r, err := s.run(req.Run)
	if err != nil {
		return nil, err
	}
	g, err := r.Growth(ctx, req.Row, req.Progress)
	if err != nil {
		return nil, err
	}
	m, ok := s.cat.Metric(g.Metric, r.PlanOf().Job.Task)
	if !ok {
		return nil, automl.Errorf("results", automl.Internal, "there is no metric %s", g.Metric)
	}
	g.Figure = chart.Growth(g, m)
	return g, nil
}
