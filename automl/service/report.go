package service

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/report"
)

// What a report asks of a model when there are rows to ask it about.
const (
	reportRows     = 500 // rows that are asked about, at most
	reportRowsSlow = 50  // and at least, of models that are slow to answer
	reportEffects  = 4   // columns whose effect is drawn
	// reportPatience is how long each question may take; what takes longer is left out.
	reportPatience = 20 * time.Second
)

// rowsWithin is how many rows can be asked about in a second or two, for a model of this
// speed in milliseconds per 1,000 rows: each is asked about with some hundred changes.
func rowsWithin(predictMs float64) int {
	const changes, ms = 100, 1500
	return int(min(max(ms/(max(predictMs, 0.01)/1000*changes), reportRowsSlow), reportRows))
}

// WriteReport writes a model's report in the form that the ending of req.Out says.
func (s *Service) WriteReport(ctx context.Context, req automl.ReportRequest) (*automl.ReportResult, error) {
	write, err := report.Form(req.Out)
	if err != nil {
		return nil, err
	}
	in := report.Input{Catalog: s.cat, AppVersion: s.o.AppVersion}
	if req.Model != "" {
		in.File = filepath.Base(req.Model)
	} else if in.Scored, err = s.Report(ctx, req.Run, req.Row); err != nil {
		return nil, err
	}
	if in.Model, err = s.named(ctx, req.Model, req.Run, req.Row); err != nil {
		return nil, err
	}
	var notes []string
	if req.Run != "" || req.Data != "" {
		if notes, err = s.reasons(ctx, req, &in); err != nil {
			return nil, err
		}
	}
	if len(req.Sensitive) > 0 {
		if err := s.groups(ctx, req, &in); err != nil {
			return nil, err
		}
	}
	doc, missing := report.Build(in)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := modelfile.WriteFile("report", req.Out, func(w io.Writer) error { return write(w, doc) }); err != nil {
		return nil, err
	}
	res := &automl.ReportResult{Out: req.Out, Charts: doc.Charts(), Notes: append(notes, missing...)}
	if info, err := os.Stat(req.Out); err == nil {
		res.Bytes = info.Size()
	}
	return res, nil
}

// reasons asks why the model answers as it does. What cannot be found out is noted, since
// the report is of use without it; only the caller's own end is an error.
func (s *Service) reasons(ctx context.Context, req automl.ReportRequest, in *report.Input) (notes []string, err error) {
	who := automl.Subject{Model: req.Model, Run: req.Run, Row: req.Row, Data: req.Data}
	note := func(what string, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case automl.KindOf(err) == automl.Stopped:
			notes = append(notes, what+" is not in the report: this model takes too long to say.")
			return nil
		}
		notes = append(notes, what+" is not in the report: "+err.Error())
		return nil
	}
	rows := rowsWithin(in.Model.Row.PredictMs)
	patient, cancel := context.WithTimeout(ctx, reportPatience)
	defer cancel()
	x, err := s.Explain(patient, automl.ExplainRequest{Subject: who, MaxRows: rows, Background: min(rows, 100), Seed: in.Model.Job.Seed})
	if err == nil {
		in.Explanation = x
	} else if err := note("How the answers are shared out among the columns", err); err != nil {
		return nil, err
	}
	patient, cancel = context.WithTimeout(ctx, reportPatience)
	defer cancel()
	for _, c := range report.Leading(in, reportEffects) {
		e, err := s.Effect(patient, automl.EffectRequest{Subject: who, Column: c, MaxRows: rows})
		if err == nil {
			in.Effects = append(in.Effects, e)
		} else if err := note("How the answer changes with “"+c+"”", err); err != nil {
			return nil, err
		}
	}
	return notes, nil
}

// groups holds the groups of the sensitive columns against each other.
func (s *Service) groups(ctx context.Context, req automl.ReportRequest, in *report.Input) error {
	if req.Run == "" && req.Data == "" {
		return automl.Errorf("report", automl.BadUsage, "Groups can only be held against each other on rows with the truth.").
			WithHint("Give a file of them; the columns were %s.", strings.Join(req.Sensitive, ", "))
	}
	f, err := s.Fairness(ctx, automl.FairnessRequest{Model: req.Model, Run: req.Run, Row: req.Row, Data: req.Data,
		Sensitive: automl.Sensitive{Columns: req.Sensitive}})
	if err != nil {
		return err
	}
	in.Fairness = f
	metrics := []string{""}
	if len(f.Fifths) > 0 {
		metrics = append(metrics, automl.FifthsChart)
	}
	for i, metric := range metrics {
		fig, err := s.FairnessChart(ctx, f, metric)
		if err != nil {
			return err
		}
		if fig.Empty == "" {
			in.FairCharts = append(in.FairCharts, report.Chart{ID: []string{"groups", "four-fifths"}[i], Fig: fig})
		}
	}
	return nil
}
