package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// SaveMapping keeps with a model how files spell its columns.
func (s *Service) SaveMapping(ctx context.Context, req automl.MappingRequest) error {
	if req.Model != "" {
		return modelfile.SetMapping(req.Model, req.Mapping)
	}
	m, err := s.plain(ctx, req.Run, req.Row)
	if err != nil {
		return err
	}
	if err := modelfile.CheckMapping(&m.Schema, &req.Mapping); err != nil {
		return automl.Errorf("save", automl.BadUsage, "The mapping does not fit the model: %v.", err).
			WithHint("It may rename and scale only what the model needs.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mapped[req.Run+"/"+m.Row.ID] = req.Mapping; req.Mapping.Empty() {
		delete(s.mapped, req.Run+"/"+m.Row.ID)
	}
	return nil
}
