package report

import (
	"io"
	"path/filepath"
	"strings"

	"winnow/automl"
)

// Form is how a report is written into a file of this name; its ending says the form.
func Form(path string) (func(io.Writer, *Document) error, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".html", ".htm":
		return HTML, nil
	case ".pdf":
		return PDF, nil
	case ".md", ".markdown":
		return Markdown, nil
	}
	if path == "" {
		return nil, automl.Errorf("report", automl.BadUsage, "It is not said where to write the report.").WithHint("Name a file that ends in .html, .pdf or .md.")
	}
	return nil, automl.Errorf("report", automl.BadUsage, "%s is no file that a report can be written to.", path).WithHint("It must end in .html, .pdf or .md.")
}

// Leading are the columns that the model relies on most, at most n of them.
func Leading(in *Input, n int) []string {
	k := &maker{Input: *in, m: in.Model, scored: in.Scored}
	return k.topColumns(n)
}
