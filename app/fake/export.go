package fake

import (
	"context"

	"winnow/automl"
)

// ExportFormats lists three formats, of which one cannot express the model.
func (s *Service) ExportFormats(ctx context.Context, _ automl.ExportQuery) ([]automl.ExportFormat, error) {
	return []automl.ExportFormat{
		{ID: "winnow", Name: "Winnow model", Ext: ".winnow", Able: true, Help: "The model as this program keeps it, for anyone who has Winnow."},
		{ID: "onnx", Name: "ONNX", Ext: ".onnx", Able: true, Help: "One file that runs in many languages and services.",
			Options: []automl.ExportOption{{Name: "profile", Help: "How exact its answers are.", Default: "exact", Choices: []string{"exact", "compatible"}}}},
		{ID: "sql", Name: "SQL", Ext: ".sql", Help: "One SELECT for linear models and small trees.", Why: "The model has 300 trees; SQL takes at most 20."},
	}, ctx.Err()
}

// Export notes the request and answers as if it had been written.
func (s *Service) Export(ctx context.Context, req automl.ExportRequest) (*automl.ExportResult, error) {
	if req.Format == "sql" {
		return nil, automl.Errorf("export", automl.BadUsage, "The model cannot be written as SQL: the model has 300 trees; SQL takes at most 20.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Exported = append(s.Exported, req)
	return &automl.ExportResult{Format: req.Format, Out: req.Out, Files: []string{"model"}, Bytes: 48213,
		Verified: "Read back and asked: its answers to 5 sample rows are those of the model.",
		HowTo:    "Open it in the app, or predict a file in a terminal:\n  winnow predict churn.winnow new.csv --out predictions.csv"}, ctx.Err()
}
