package service

import (
	"context"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// SaveMapping keeps with a model, or with all models of a run, how files spell its columns.
func (s *Service) SaveMapping(ctx context.Context, req automl.MappingRequest) error {
	if req.Model != "" {
		return modelfile.SetMapping(req.Model, req.Mapping)
	}
	if _, err := s.run(req.Run); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mapped[req.Run] = req.Mapping; req.Mapping.Empty() {
		delete(s.mapped, req.Run)
	}
	return nil
}

// fitting is what a model with the schema has a use for of a mapping; nil for nothing.
func fitting(schema *automl.Schema, m automl.Mapping) *automl.Mapping {
	out := automl.Mapping{Rename: map[string]string{}, Scale: map[string]automl.Conversion{}}
	for needed, found := range m.Rename {
		if modelfile.CheckMapping(schema, &automl.Mapping{Rename: map[string]string{needed: found}}) == nil {
			out.Rename[needed] = found
		}
	}
	for needed, by := range m.Scale {
		if modelfile.CheckMapping(schema, &automl.Mapping{Scale: map[string]automl.Conversion{needed: by}}) == nil {
			out.Scale[needed] = by
		}
	}
	if out.Empty() {
		return nil
	}
	return &out
}
