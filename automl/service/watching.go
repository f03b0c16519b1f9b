package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/watch"
)

// Watch predicts the files that come into a folder.
func (s *Service) Watch(ctx context.Context, req automl.WatchRequest) (*automl.WatchSummary, error) {
	m, err := s.named(ctx, req.Model, req.Run, req.Row)
	if err != nil {
		return nil, err
	}
	return watch.Run(ctx, m, req)
}
