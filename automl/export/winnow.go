package export

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// Winnow is this program's own format.
func Winnow() automl.Exporter {
	return automl.Exporter{
		ID: "winnow", Name: "Winnow model", Ext: ".winnow",
		Help: "The model as this program keeps it, for anyone who has Winnow: one file that can be opened, shown and predicted with.",
		Options: []automl.ExportOption{{Name: "evidence", Default: "yes", Choices: []string{"yes", "no"},
			Help: "Whether it keeps the truth and its answer for the rows that it was scored on, which the charts of its report are drawn from."}},
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			if o["evidence"] == "no" {
				without := *m
				without.Evidence = nil
				m = &without
			}
			return to.File("", 0o644, func(w io.Writer) error { return modelfile.Write(w, m) })
		},
		Verify: func(ctx context.Context, _ *automl.Model, _ automl.ExportOptions, path string) (string, error) {
			back, err := modelfile.Load(path)
			if err != nil {
				return "", err
			}
			if err := predict.Verify(ctx, back); err != nil {
				return "", err
			}
			return fmt.Sprintf("Read back and asked: its answers to %s are those of the model.", noun(max(0, len(back.Sample)-1), "sample row")), nil
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("Open it in the app, or predict a file in a terminal:\n  winnow predict %s new.csv --out predictions.csv", filepath.Base(path))
		},
	}
}
