package flow

import (
	"testing"

	"winnow/automl"
)

func TestExportCommandLeavesDefaultsOut(t *testing.T) {
	f := &automl.ExportFormat{ID: "onnx", Ext: ".onnx", Options: []automl.ExportOption{{Name: "profile", Default: "exact"}, {Name: "note", Default: ""}}}
	s := &State{Choices: Choices{Name: "my churn"}}
	for _, c := range []struct {
		model   string
		options automl.ExportOptions
		want    string
	}{
		{"", automl.ExportOptions{"profile": "exact", "note": ""}, "winnow export --format=onnx '--out=my churn.onnx' 'my churn.winnow'"},
		{"/m/a.winnow", automl.ExportOptions{"profile": "compatible", "note": "it's"}, `winnow export --format=onnx '--set=note=it'\''s' --set=profile=compatible '--out=my churn.onnx' /m/a.winnow`},
	} {
		s.ModelPath = c.model
		if got := s.ExportCommand(f, c.options); got != c.want {
			t.Errorf("command %s\n   want %s", got, c.want)
		}
	}
	if got := s.ExportName(&automl.ExportFormat{ID: "webapp"}); got != "my churn-webapp" {
		t.Errorf("a folder is called %q", got)
	}
}
