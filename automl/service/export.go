package service

import (
	"context"
	"strings"

	"winnow/automl"
	"winnow/automl/export"
	"winnow/automl/modelfile"
)

// named is the saved model at a path, or without one a model of a run.
func (s *Service) named(ctx context.Context, path, run, row string) (*automl.Model, error) {
	if path != "" {
		return modelfile.Load(path)
	}
	return s.model(ctx, run, row)
}

// ExportFormats lists the formats and what they can express.
func (s *Service) ExportFormats(ctx context.Context, q automl.ExportQuery) ([]automl.ExportFormat, error) {
	var m *automl.Model
	if q.Model != "" || q.Run != "" {
		var err error
		if m, err = s.named(ctx, q.Model, q.Run, q.Row); err != nil {
			return nil, err
		}
	}
	return export.Describe(s.cat.Exporters, m, q.Fields, q.Algorithms), nil
}

// Export writes a model in another form.
func (s *Service) Export(ctx context.Context, req automl.ExportRequest) (*automl.ExportResult, error) {
	e, ok := s.cat.Exporter(req.Format)
	if !ok {
		ids := make([]string, len(s.cat.Exporters))
		for i, e := range s.cat.Exporters {
			ids[i] = e.ID
		}
		return nil, automl.Errorf("export", automl.BadUsage, "There is no format %q.", req.Format).WithHint("There are %s.", strings.Join(ids, ", "))
	}
	m, err := s.named(ctx, req.Model, req.Run, req.Row)
	if err != nil {
		return nil, err
	}
	return export.Run(ctx, e, m, req)
}
