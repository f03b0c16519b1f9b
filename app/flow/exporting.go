package flow

import (
	"maps"
	"slices"

	"winnow/automl"
	"winnow/automl/commandline"
)

// ExportQuery names the model that the Use step is about.
func (s *State) ExportQuery() automl.ExportQuery {
	if s.ModelPath != "" {
		return automl.ExportQuery{Model: s.ModelPath}
	}
	if m := s.ModelNow(); m != nil {
		return automl.ExportQuery{Run: s.Run.ID, Row: m.ID}
	}
	return automl.ExportQuery{}
}

// ExportName is the proposed name of a file or folder of a form.
func (s *State) ExportName(f *automl.ExportFormat) string {
	if f.Ext == "" {
		return s.Name + "-" + f.ID
	}
	return s.Name + f.Ext
}

// ExportCommand is the line that writes the model in a form in a terminal. A model that was
// not saved yet is called as it will be proposed for saving; options at their defaults are
// left out.
func (s *State) ExportCommand(f *automl.ExportFormat, o automl.ExportOptions) string {
	l := commandline.New("export")
	l.Add("format", f.ID)
	for _, name := range slices.Sorted(maps.Keys(o)) {
		i := slices.IndexFunc(f.Options, func(d automl.ExportOption) bool { return d.Name == name })
		if i >= 0 && f.Options[i].Default != o[name] {
			l.Add("set", name+"="+o[name])
		}
	}
	l.Add("out", s.ExportName(f))
	return l.With(commandline.OneLine, s.modelFile())
}

// modelFile is the file of the model, or the one that it will be proposed to be saved in.
func (s *State) modelFile() string {
	switch {
	case s.ModelPath != "":
		return s.ModelPath
	case s.SavedModel != "":
		return s.SavedModel
	}
	return s.Name + ".winnow"
}
