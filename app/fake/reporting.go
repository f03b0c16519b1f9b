package fake

import (
	"context"
	"path/filepath"

	"winnow/automl"
)

// WriteReport notes the request and answers as if it had been written.
func (s *Service) WriteReport(ctx context.Context, req automl.ReportRequest) (*automl.ReportResult, error) {
	switch filepath.Ext(req.Out) {
	case ".html", ".pdf", ".md":
	default:
		return nil, automl.Errorf("report", automl.BadUsage, "%s is no file that a report can be written to.", req.Out).WithHint("It must end in .html, .pdf or .md.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Reported = append(s.Reported, req)
	return &automl.ReportResult{Out: req.Out, Bytes: 734_112, Charts: 10}, ctx.Err()
}
