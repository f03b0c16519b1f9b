package predict

import (
	"context"
	"io"
	"math"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// Progress of what reads whole files runs from 0 to steps; reading is the larger part of it.
const (
	steps     = 1000
	readSteps = 700
)

// Run reads the file req.Data a batch of rows at a time, predicts each row with m, and writes
// the answers to req.Out as CSV, one line a row in the order of the file, whole or not at
// all; when req.Stop closes, what is finished by then counts as the whole. With no Out it
// only sums up. Its memory does not grow with the file. Rows of the file that could not be
// read have no answer; a note says how many. When the file holds the target, the
// predictions are scored by the metrics of cat, which may be nil.
//
// A summary with the matches comes also with an error about the file's columns; of a check
// without the error.
func Run(ctx context.Context, m *automl.Model, cat *automl.Catalog, req automl.PredictRequest) (*automl.PredictSummary, error) {
	threshold, err := decision(&m.Schema, req.Threshold)
	if err != nil {
		return nil, err
	}
	if _, err := levelOf(m.Sureness, req.Interval); err != nil {
		return nil, err
	}
	if err := checkReasons(&req); err != nil {
		return nil, err
	}
	var o automl.ReadOptions
	if req.Progress != nil {
		o.Progress = func(done, total int64) { req.Progress(min(done, total), total) }
	}
	pair := pairingOf(&m.Schema, req.Rename, req.Scale, req.NoMapping)
	in, o, err := plan(ctx, &m.Schema, fileReader(req.Data), pair, o)
	if in == nil {
		return nil, err
	}
	r := &runner{model: m, req: req, pair: pair, threshold: threshold, in: in, options: o, sum: &automl.PredictSummary{Matches: in.matches}, scoring: cat != nil}
	if m.Schema.Task == automl.Binary {
		r.sum.Decision = threshold
	}
	if m.Sureness != nil {
		r.sum.Levels = m.Sureness.Levels
	}
	r.sum.Mapping, r.sum.Metric = r.pair.all(), m.Leaderboard.Metric
	if err != nil {
		return r.cannot(ctx, err)
	}
	if req.Out == "" {
		err = r.run(ctx, io.Discard)
	} else {
		r.sum.Out = req.Out
		err = modelfile.WriteFile("predict", req.Out, func(w io.Writer) error { return r.run(ctx, w) })
	}
	if err != nil {
		return r.sum, err
	}
	r.finish(cat)
	return r.sum, nil
}

// cannot completes what is known about the columns of a file that cannot be predicted: by its
// beginning. It is an error unless the file was only to be checked.
func (r *runner) cannot(ctx context.Context, why error) (*automl.PredictSummary, error) {
	r.sum.Verdict = automl.VerdictOf(r.in.matches, why)
	if r.in.matches == nil || r.in.look == nil {
		return r.sum, why
	}
	s := &r.model.Schema
	r.in.suggest(s)
	o := r.options
	o.Progress = nil
	t, report, err := fileReader(r.req.Data).preview(ctx, previewRows, o)
	if err != nil {
		return r.sum, why
	}
	l, err := locate(s, t.Names(), r.pair)
	if err == nil || len(l.matches) == len(s.Columns) {
		frame, matches, extra := l.frame(s, t)
		r.in.add(matches, report.Unreadable)
		r.look(frame)
		r.sum.Extra = extra
	}
	r.in.remark(s, t.Rows())
	r.diagnose()
	r.sum.Matches, r.sum.Notes = r.in.matches, r.in.notes
	r.sum.Verdict = automl.VerdictOf(r.in.matches, why)
	if r.req.Check {
		return r.sum, nil
	}
	return r.sum, why
}

// decision is the probability from which the positive class is predicted.
func decision(s *automl.Schema, asked float64) (float64, error) {
	switch {
	case asked == 0:
		return s.Decision, nil
	case s.Task != automl.Binary:
		return 0, automl.Errorf("predict", automl.BadUsage, "A threshold is for models of two classes; this one predicts %q.", s.Target)
	case !(asked > 0 && asked <= 1):
		return 0, automl.Errorf("predict", automl.BadUsage, "The threshold cannot be %v.", asked).WithHint("It is a probability: above 0, at most 1.")
	}
	return asked, nil
}

// targets reads the truth: NaN where there is none. Left counts the rows of an unknown
// class.
func targets(s *automl.Schema, col table.Column) (y []float64, left int) {
	var m automl.Match
	c := automl.SchemaColumn{Field: table.Field{Name: s.Target, Kind: table.Number}}
	if !s.Task.IsClassification() {
		return convert(&c, col, automl.Conversion{}, &m).Nums, 0
	}
	c.Kind, c.Levels = table.Category, s.Classes
	y = make([]float64, col.Len())
	for i, k := range convert(&c, col, automl.Conversion{}, &m).Codes {
		y[i] = math.NaN()
		if k >= 0 && int(k) < len(s.Classes) {
			y[i] = float64(k)
		}
	}
	return y, m.UnseenRows
}
