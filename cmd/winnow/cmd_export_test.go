package main

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/automl"
	"winnow/automl/table"
)

// exportService answers what the export command asks.
type exportService struct {
	automl.Service
	query   automl.ExportQuery
	request automl.ExportRequest
}

func (f *exportService) Preview(context.Context, string, int, automl.ReadOptions) (*automl.Data, [][]string, error) {
	return &automl.Data{Fields: []table.Field{{Name: "story", Kind: table.Text}}}, nil, nil
}

func (f *exportService) ExportFormats(_ context.Context, q automl.ExportQuery) ([]automl.ExportFormat, error) {
	f.query = q
	return []automl.ExportFormat{
		{ID: "onnx", Name: "ONNX", Ext: ".onnx", Able: true, Help: "For programmers.", Options: []automl.ExportOption{{Name: "profile", Default: "exact", Help: "How exact.", Choices: []string{"exact", "compatible"}}}},
		{ID: "sql", Name: "SQL", Ext: ".sql", Help: "One SELECT.", Why: "It reads text."},
	}, nil
}

func (f *exportService) Export(_ context.Context, req automl.ExportRequest) (*automl.ExportResult, error) {
	f.request = req
	return &automl.ExportResult{Out: req.Out, Files: []string{"m.onnx"}, Bytes: 48213, Verified: "Read back.", HowTo: "Open it\n  anywhere"}, nil
}

func TestExport(t *testing.T) {
	f := &exportService{}
	got := execute(t, f, nil, "export", "m.winnow", "--format", "onnx", "--out", "m.onnx", "--set", "profile=compatible", "--replace")
	if got.code != 0 {
		t.Fatalf("exit code %d: %s", got.code, got.err)
	}
	want := automl.ExportRequest{Model: "m.winnow", Format: "onnx", Out: "m.onnx", Options: automl.ExportOptions{"profile": "compatible"}, Replace: true}
	if d := cmp.Diff(want, f.request); d != "" {
		t.Errorf("request (-want +got):\n%s", d)
	}
	contains(t, "output", got.out, "Written to m.onnx: 1 file, 48.2 kB.", "Read back.", "Open it\n  anywhere")
	for _, args := range [][]string{{"export"}, {"export", "m.winnow"}, {"export", "m.winnow", "--format", "onnx", "--out", "x", "--set", "profile"}} {
		if got := execute(t, f, nil, args...); got.code != 2 {
			t.Errorf("%v: exit code %d", args, got.code)
		}
	}
}

func TestExportList(t *testing.T) {
	f := &exportService{}
	got := execute(t, f, nil, "export", "--list")
	contains(t, "list", got.out, "onnx: ONNX, a file .onnx", "--set profile=exact: How exact. One of exact, compatible.")
	if got := execute(t, f, nil, "export", "--list", "m.winnow"); f.query.Model != "m.winnow" {
		t.Errorf("asked about %+v: %s", f.query, got.err)
	} else {
		contains(t, "list", got.out, "✓ can express it", "✗ It reads text.")
	}
	execute(t, f, nil, "export", "--list", "table.csv")
	if d := cmp.Diff(automl.ExportQuery{Fields: []table.Field{{Name: "story", Kind: table.Text}}}, f.query); d != "" {
		t.Errorf("query (-want +got):\n%s", d)
	}
	if got := execute(t, f, nil, "export", "--list", "--json"); got.code != 0 || got.out[0] != '[' {
		t.Errorf("JSON: %s %s", got.out, got.err)
	}
}
