package service

import (
	"context"
	"runtime"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/explain"
)

// Reliance says how much the score owes to each group of columns that hang together.
func (s *Service) Reliance(ctx context.Context, req automl.RelianceRequest) (*automl.Reliance, error) {
	q, target, m, err := s.scored(ctx, req)
	if err != nil {
		return nil, err
	}
	if req.Metric != "" {
		known := false
		if m, known = s.cat.Metric(req.Metric, q.Schema.Task); !known {
			return nil, automl.Errorf("explain", automl.BadUsage, "There is no metric %q for this kind of target.", req.Metric)
		}
	}
	out, err := explain.Reliance(ctx, q, target, m, explain.RelianceOptions{Repeats: req.Repeats, MaxRows: req.MaxRows, Together: req.Together})
	if err != nil {
		return nil, err
	}
	out.Figure = chart.Reliance(out, m.Name)
	return out, nil
}

// scored is a model with rows whose truth is known, and the metric to score it by.
func (s *Service) scored(ctx context.Context, req automl.RelianceRequest) (*explain.Question, automl.Target, *automl.Metric, error) {
	if req.Model == "" && req.Data == "" {
		return s.heldOut(ctx, req.Run, req.Row)
	}
	a, err := s.ask(ctx, req.Subject)
	if err != nil {
		return nil, automl.Target{}, nil, err
	}
	q, err := a.ofRows()
	if err != nil {
		return nil, automl.Target{}, nil, err
	}
	var target automl.Target
	if q.Rows, target, err = a.rows.Known(a.model); err != nil {
		return nil, target, nil, err
	}
	m, ok := s.cat.Metric(a.model.Leaderboard.Metric, q.Schema.Task)
	if !ok {
		m, ok = s.cat.Metric(automl.DefaultMetric(q.Schema.Task), q.Schema.Task)
	}
	if !ok {
		return nil, target, nil, automl.Errorf("explain", automl.Internal, "there is no metric for %s", q.Schema.Task)
	}
	return q, target, m, nil
}

// heldOut is a run's model of the first fold over the rows that it never saw.
func (s *Service) heldOut(ctx context.Context, id, model string) (*explain.Question, automl.Target, *automl.Metric, error) {
	r, err := s.run(id)
	if err != nil {
		return nil, automl.Target{}, nil, err
	}
	node, rows, target, m, err := r.HeldOut(ctx, model)
	if err != nil {
		return nil, target, nil, err
	}
	full, err := s.model(ctx, id, model)
	if err != nil {
		return nil, target, nil, err
	}
	frame, _, _, _ := r.Inputs(&full.Schema)
	return &explain.Question{Out: node, Frame: frame, Rows: rows, Schema: &full.Schema, Workers: runtime.GOMAXPROCS(0), Seed: full.Job.Seed}, target, m, nil
}
