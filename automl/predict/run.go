package predict

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

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
// A summary with the matches comes also with an error about the file's columns.
func Run(ctx context.Context, m *automl.Model, cat *automl.Catalog, req automl.PredictRequest) (*automl.PredictSummary, error) {
	threshold, err := decision(&m.Schema, req.Threshold)
	if err != nil {
		return nil, err
	}
	if _, err := levelOf(m.Sureness, req.Interval); err != nil {
		return nil, err
	}
	var o automl.ReadOptions
	if req.Progress != nil {
		o.Progress = func(done, total int64) { req.Progress(min(done, total), total) }
	}
	in, o, err := plan(ctx, &m.Schema, fileReader(req.Data), req.Rename, o)
	if in == nil {
		return nil, err
	}
	r := &runner{model: m, req: req, threshold: threshold, in: in, options: o, sum: &automl.PredictSummary{Matches: in.matches}, scoring: cat != nil}
	if err != nil {
		return r.sum, err
	}
	if req.Out == "" {
		err = r.run(ctx, nil)
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

// output spells the rows of the answer.
type output struct {
	schema *automl.Schema
	pred   *automl.Prediction
	own    *table.Table // the file's own columns; nil when they are not kept
	sure   *sureness    // nil when it is not asked for or not known
}

// header names the columns. A name that the file has already gets a number.
func (o *output) header() []string {
	var names []string
	if o.own != nil {
		names = slices.Clone(o.own.Names())
	}
	answers := modelfile.Header(o.schema)
	if o.sure != nil {
		answers = append(answers, o.sure.header()...)
	}
	for _, n := range answers {
		free := n
		for k := 2; slices.Contains(names, free); k++ {
			free = fmt.Sprintf("%s_%d", n, k)
		}
		names = append(names, free)
	}
	return names
}

// row appends the cells of row i to dst.
func (o *output) row(dst []string, i int) []string {
	if o.own != nil {
		for k := range o.own.Width() {
			dst = append(dst, o.own.Column(k).Text(i))
		}
	}
	dst = modelfile.Cells(dst, o.schema, o.pred, i)
	if o.sure != nil {
		dst = o.sure.cells(dst, i)
	}
	return dst
}

// targets reads the truth: NaN where there is none. Left counts the rows of an unknown
// class.
func targets(s *automl.Schema, col table.Column) (y []float64, left int) {
	var m automl.Match
	c := automl.SchemaColumn{Field: table.Field{Name: s.Target, Kind: table.Number}}
	if !s.Task.IsClassification() {
		return convert(&c, col, &m).Nums, 0
	}
	c.Kind, c.Levels = table.Category, s.Classes
	y = make([]float64, col.Len())
	for i, k := range convert(&c, col, &m).Codes {
		y[i] = math.NaN()
		if k >= 0 && int(k) < len(s.Classes) {
			y[i] = float64(k)
		}
	}
	return y, m.UnseenRows
}
