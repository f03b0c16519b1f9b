package shell

import (
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"winnow/app/flow"
	"winnow/app/pages"
	"winnow/app/words"
	"winnow/automl"
	"winnow/widgets/toast"
)

// KeepMapping keeps with the model how the file spells its columns.
func (s *Shell) KeepMapping(m automl.Mapping) {
	req := automl.MappingRequest{Model: s.state.ModelPath, Mapping: m}
	if req.Model == "" && s.state.Run != nil {
		req.Run = s.state.Run.ID
	}
	saved := s.state.SavedModel
	s.away(func() error {
		if err := s.svc.SaveMapping(s.ctx, req); err != nil || saved == "" || req.Model != "" {
			return err
		}
		return s.svc.SaveMapping(s.ctx, automl.MappingRequest{Model: saved, Mapping: m})
	}, func() {
		s.Do(flow.MappingKept{Mapping: m})
		s.toasts.Post(toast.Message{Text: words.MappingKept, Kind: toast.Success})
	})
}

// ShowInFolder opens the folder of a file in the system's file manager.
func (s *Shell) ShowInFolder(path string) {
	u := &url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Dir(path))}
	if !strings.HasPrefix(u.Path, "/") { // a drive
		u.Path = "/" + u.Path
	}
	if err := fyne.CurrentApp().OpenURL(u); err != nil {
		s.tell(automl.Errorf("show", automl.NoResource, "The folder %s could not be opened.", filepath.Dir(path)))
	}
}

// FolderWatch is the watch over a folder.
func (s *Shell) FolderWatch() *pages.FolderWatch { return &s.folder }
