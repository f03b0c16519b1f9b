package service

import (
	"context"
	"math"

	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/explain"
	"winnow/automl/graph"
)

// askRow is a question about rows, and the one row that is meant.
func (s *Service) askRow(ctx context.Context, sub automl.Subject, req automl.RowRequest) (*asked, *explain.Question, *graph.Frame, error) {
	a, err := s.ask(ctx, sub)
	if err != nil {
		return nil, nil, nil, err
	}
	q, err := a.ofRows()
	if err != nil {
		return nil, nil, nil, err
	}
	row, err := a.row(ctx, req)
	return a, q, row, err
}

// Similar finds real rows like one row.
func (s *Service) Similar(ctx context.Context, req automl.SimilarRequest) (*automl.Similar, error) {
	a, q, row, err := s.askRow(ctx, req.Subject, req.RowRequest)
	if err != nil {
		return nil, err
	}
	skip := req.At
	if req.Cells != nil {
		skip = -1
	}
	out, err := explain.Similar(ctx, q, row, skip, req.Count)
	if err != nil {
		return nil, err
	}
	truths := a.truths(out.Rows)
	for i := range out.Rows {
		r := &out.Rows[i]
		for c := range out.Columns {
			r.Cells = append(r.Cells, a.rows.Text(r.At, c))
		}
		if at := a.rows.Table.Index(q.Schema.Target); at >= 0 {
			r.Truth = a.rows.Table.Column(at).Text(r.At)
		}
	}
	out.Sentence = explain.SimilarSentence(q.Schema, out, truths)
	return out, nil
}

// truths are what came of some rows, NaN where it is not known.
func (a *asked) truths(rows []automl.SimilarRow) []float64 {
	out := make([]float64, len(rows))
	known, target, err := a.rows.Known(a.model)
	at := map[int]float64{}
	if err == nil {
		for i, r := range known {
			at[int(r)] = target.Y[i]
		}
	}
	for i, r := range rows {
		out[i] = math.NaN()
		if y, ok := at[r.At]; ok {
			out[i] = y
		}
	}
	return out
}

// Nearby says by what a simple model that answers alike near one row goes.
func (s *Service) Nearby(ctx context.Context, req automl.NearbyRequest) (*automl.Nearby, error) {
	_, q, row, err := s.askRow(ctx, req.Subject, req.RowRequest)
	if err != nil {
		return nil, err
	}
	n, err := explain.Nearby(ctx, q, row, explain.NearbyOptions{Class: req.Class, Columns: req.Columns, Samples: req.Samples})
	if err != nil {
		return nil, err
	}
	n.Figure = chart.Nearby(n)
	return n, nil
}
