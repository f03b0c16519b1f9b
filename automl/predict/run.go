package predict

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// previewShown is how many rows of the answer the summary holds.
const previewShown = 100

// Progress runs from 0 to steps; reading a file is the larger part of predicting it.
const (
	steps     = 1000
	readSteps = 700
)

// Run reads the file req.Data, predicts each of its rows with m, and writes the answers to
// req.Out as CSV, one line a row in the order of the file, whole or not at all. With no
// Out it only sums up. Rows of the file that could not be read have no answer; a note says
// how many. When the file holds the target, the predictions are scored by the metrics of
// cat, which may be nil.
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
	tell := req.Progress
	if tell == nil {
		tell = func(int64, int64) {}
	}
	r := fileReader(req.Data)
	in, err := read(ctx, &m.Schema, r, req.Rename, automl.ReadOptions{Progress: func(done, total int64) {
		if total > 0 {
			tell(done*readSteps/total, steps)
		}
	}})
	if in == nil {
		return nil, err
	}
	sum := &automl.PredictSummary{Matches: in.matches, Extra: in.extra, Notes: in.notes}
	if err != nil {
		return sum, err
	}
	pred, err := evaluate(ctx, m, in.frame, func(done, total int) { tell(readSteps+int64(done)*(steps-readSteps)/int64(total), steps) })
	if err != nil {
		return sum, err
	}
	pred.Threshold = threshold
	own, err := kept(ctx, r, req.Keep, in)
	if err != nil {
		return sum, err
	}
	o := &output{schema: &m.Schema, pred: pred, own: own}
	if !req.Plain {
		if o.sure, err = sureOf(ctx, m, in.frame, pred, req.Interval); err != nil {
			return sum, err
		}
	}
	o.sumUp(sum)
	if n := in.report.BadCount; n > 0 {
		sum.Notes = append(sum.Notes, fmt.Sprintf("%s of the file could not be read, so there is no prediction; the first is line %d.", rowsOf(n), firstBad(in.report)))
	}
	score(sum, m, cat, in.table, pred)
	if req.Out == "" {
		return sum, nil
	}
	sum.Out = req.Out
	return sum, modelfile.WriteFile("predict", req.Out, func(w io.Writer) error { return o.write(ctx, w) })
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

func firstBad(r *automl.ReadReport) int64 {
	if len(r.BadRows) == 0 {
		return 0
	}
	return r.BadRows[0].Line
}

// kept reads the file once more with every column as text, so that its own cells are
// written as they stand, codes with zeros in front included.
func kept(ctx context.Context, r reader, keep bool, in *input) (*table.Table, error) {
	if !keep {
		return nil, nil
	}
	fields := map[string]table.Field{}
	for _, n := range in.table.Names() {
		fields[n] = table.Field{Name: n, Kind: table.Text}
	}
	t, _, err := r.open(ctx, automl.ReadOptions{Fields: fields})
	if err != nil {
		return nil, err
	}
	if t.Rows() != in.table.Rows() {
		return nil, automl.Errorf("predict", automl.BadData, "The file changed while it was read.").WithHint("Predict again when nothing writes to it.")
	}
	return t, nil
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

func (o *output) write(ctx context.Context, w io.Writer) error {
	c := csv.NewWriter(w)
	cells := o.header()
	if err := c.Write(cells); err != nil {
		return err
	}
	for i := range o.pred.Rows() {
		if i%chunkRows == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cells = o.row(cells[:0], i)
		if err := c.Write(cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// sumUp fills in rows, columns, preview, and counts or mean.
func (o *output) sumUp(sum *automl.PredictSummary) {
	n := o.pred.Rows()
	sum.Rows, sum.Columns = n, o.header()
	for i := range min(n, previewShown) {
		sum.Preview = append(sum.Preview, o.row(nil, i))
	}
	silent := 0
	for i := range n {
		if math.IsNaN(o.pred.Row(i)[0]) {
			silent++
		}
	}
	if silent > 0 {
		sum.Notes = append(sum.Notes, fmt.Sprintf("The model has no answer for %s.", rowsOf(silent)))
	}
	if o.sure != nil {
		for i := range n {
			if o.sure.outside(i) {
				sum.Outside++
			}
		}
		if sum.Outside > 0 {
			sum.Notes = append(sum.Notes, fmt.Sprintf("Unlike the rows of training: %s of %s. Take their predictions with care; the column %q says why.",
				rowsOf(sum.Outside), count(n), "warning"))
		}
	}
	if !o.schema.Task.IsClassification() {
		total := 0.0
		for i := range n {
			if v := o.pred.Row(i)[0]; !math.IsNaN(v) {
				total += v
			}
		}
		if n > silent {
			sum.Mean = total / float64(n-silent)
		}
		return
	}
	sum.Counts = make([]automl.ValueCount, len(o.schema.Classes))
	for k, c := range o.schema.Classes {
		sum.Counts[k].Value = c
	}
	for i := range n {
		sum.Counts[o.pred.Class(i)].Count++
	}
}

// score holds the predictions against the target when the file has it.
func score(sum *automl.PredictSummary, m *automl.Model, cat *automl.Catalog, t *table.Table, pred *automl.Prediction) {
	at := t.Index(m.Schema.Target)
	if at < 0 || cat == nil {
		return
	}
	truth := automl.Target{Task: m.Schema.Task, Classes: m.Schema.Classes}
	known := &automl.Prediction{Width: pred.Width, Threshold: pred.Threshold}
	y, left := targets(&m.Schema, t.Column(at))
	for i, v := range y {
		if !math.IsNaN(v) {
			truth.Y = append(truth.Y, v)
			known.Values = append(known.Values, pred.Row(i)...)
		}
	}
	if len(truth.Y) == 0 {
		return
	}
	sum.Scores = map[string]float64{}
	for _, metric := range cat.MetricsFor(m.Schema.Task) {
		if v, err := metric.Score(truth, known); err == nil {
			sum.Scores[metric.ID] = v
		}
	}
	say := fmt.Sprintf("The file holds the target %q, so the predictions for %s were scored.", m.Schema.Target, rowsOf(len(truth.Y)))
	if left > 0 {
		say += fmt.Sprintf(" %s %s a class that training never saw and had to be left out.", rowsOf(left), verb(left, "hold"))
	}
	say += " The scores count only if the model was not trained on these rows."
	sum.Notes = append(sum.Notes, say)
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
