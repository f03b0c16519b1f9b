package shell

import (
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/toast"
)

// SaveReport asks where to save the report of the model looked at; the ending of the name
// says the form.
func (s *Shell) SaveReport() {
	if s.state.Run == nil || s.state.ModelNow() == nil {
		return
	}
	s.pick(pickRequest{title: words.SaveReport, save: true, name: s.state.Name + "-report.html", done: s.saveReport})
}

func (s *Shell) saveReport(path string) {
	m := s.state.ModelNow()
	if s.state.Run == nil || m == nil {
		return
	}
	s.toasts.Post(toast.Message{Text: words.WritingReport})
	req := automl.ReportRequest{Run: s.state.Run.ID, Row: m.ID, Out: path}
	s.away(func() error {
		_, err := s.svc.WriteReport(s.ctx, req)
		return err
	}, func() {
		s.toasts.Post(toast.Message{Text: words.SavedTo(words.ReportSaved, path), Kind: toast.Success})
	})
}
