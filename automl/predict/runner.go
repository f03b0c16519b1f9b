package predict

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"winnow/automl"
	"winnow/automl/drift"
	"winnow/automl/graph"
	"winnow/automl/source"
	"winnow/automl/table"
)

const (
	// previewShown is how many rows of the answer the summary holds.
	previewShown = 100
	// mostScored is how many rows are scored where the file holds the target; their truth
	// and answers are kept until the end.
	mostScored = 2_000_000
)

// errEnough ends a reading of which the rest is not wanted.
var errEnough = errors.New("predict: enough")

// runner predicts a file batch by batch and keeps what the summary needs.
type runner struct {
	model     *automl.Model
	req       automl.PredictRequest
	threshold float64
	pair      pairing
	in        *input // what is known of the columns so far
	options   automl.ReadOptions
	sum       *automl.PredictSummary
	begun     bool
	stopped   bool

	total   float64 // of predicted numbers
	silent  int     // rows without an answer
	outside int     // rows unlike those of training
	sure    bool
	bad     int
	badLine int64 // of the first bad row

	form    form
	out     io.WriteCloser // in the form's encoding
	seen    *sample
	moved   *drift.Counter
	answers *answers

	scoring bool
	truth   automl.Target
	known   automl.Prediction
	left    int // rows of a class that training never saw
	cut     bool
}

// run streams the file.
func (r *runner) run(ctx context.Context, w io.Writer) error {
	err := source.Stream(ctx, r.req.Data, r.options, r.req.Keep, func(b *source.Batch) error {
		if err := r.batch(ctx, b, w); err != nil {
			return err
		}
		select {
		case <-r.req.Stop:
			r.stopped = true
			return errEnough
		default:
			return nil
		}
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && r.out != nil {
		err = r.out.Close()
	}
	return err
}

func (r *runner) batch(ctx context.Context, b *source.Batch, w io.Writer) error {
	l, err := locate(&r.model.Schema, b.Table.Names(), r.pair)
	if err != nil {
		return err
	}
	frame, matches, extra := l.frame(&r.model.Schema, b.Table)
	r.sum.Extra = extra
	if !r.begun {
		r.answers = newAnswers(r.model)
	}
	r.look(frame)
	r.in.add(matches, b.Report.Unreadable)
	pred, err := evaluate(ctx, r.model, frame, nil)
	if err != nil {
		return err
	}
	pred.Threshold = r.threshold
	o := &output{schema: &r.model.Schema, pred: pred, own: b.Own, noProbabilities: r.req.NoProbabilities, noInterval: r.req.NoInterval, noWarning: r.req.NoWarning}
	if !r.begun {
		if r.form, err = formOf(&r.req, b.Report); err != nil {
			return err
		}
		if r.out, err = source.Encoder(w, r.form.encoding, r.form.mark); err != nil {
			return err
		}
	}
	o.form = r.form
	if r.req.Reasons > 0 {
		some := frame
		if r.req.Out == "" { // only what is shown is asked for
			some = &graph.Frame{Rows: min(frame.Rows, previewShown-len(r.sum.Preview)), Cols: frame.Cols}
		}
		if o.reasons, err = reasons(ctx, r.model, some, l.texts(b.Table), pred, r.req.Reasons); err != nil {
			return err
		}
	}
	if !r.req.Plain {
		if o.sure, err = sureOf(ctx, r.model, frame, pred, r.req.Interval); err != nil {
			return err
		}
	}
	r.count(o)
	r.keep(b.Table, pred)
	if n := b.Report.BadCount; n > 0 {
		if r.bad += n; r.badLine == 0 && len(b.Report.BadRows) > 0 {
			r.badLine = b.Report.BadRows[0].Line
		}
	}
	if r.req.Out != "" {
		err = o.write(ctx, r.out, !r.begun)
	}
	r.begun = true
	return err
}

// look notes how the values of a batch are spread.
func (r *runner) look(f *graph.Frame) {
	if r.seen == nil {
		r.seen, r.moved = newSample(len(f.Cols)), drift.New(r.model)
	}
	r.seen.take(f)
	r.moved.Add(f)
}

// count counts in the rows of a batch.
func (r *runner) count(o *output) {
	n, s := o.pred.Rows(), r.sum
	if !r.begun {
		s.Columns = o.header()
		for _, c := range o.schema.Classes {
			s.Counts = append(s.Counts, automl.ValueCount{Value: c})
		}
	}
	for i := 0; i < n && len(s.Preview) < previewShown; i++ {
		s.Preview = append(s.Preview, o.row(nil, i))
	}
	s.Rows += n
	if r.answers != nil {
		r.answers.count(o.pred, o.schema.Task.IsClassification())
	}
	r.sure = o.sure != nil
	for i := range n {
		v := o.pred.Row(i)[0]
		if math.IsNaN(v) {
			r.silent++
		}
		switch {
		case o.schema.Task.IsClassification():
			s.Counts[o.pred.Class(i)].Count++
		case !math.IsNaN(v):
			r.total += v
		}
		if o.sure != nil && o.sure.outside(i) {
			r.outside++
		}
	}
}

// keep keeps the truth of a batch, where the file holds it, with the answers to it.
func (r *runner) keep(t *table.Table, pred *automl.Prediction) {
	at := t.Index(r.model.Schema.Target)
	if at < 0 || !r.scoring {
		return
	}
	r.known.Width, r.known.Threshold = pred.Width, pred.Threshold
	y, left := targets(&r.model.Schema, t.Column(at))
	r.left += left
	for i, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if len(r.truth.Y) == mostScored {
			r.cut = true
			return
		}
		r.truth.Y = append(r.truth.Y, v)
		r.known.Values = append(r.known.Values, pred.Row(i)...)
	}
}

// finish completes the summary.
func (r *runner) finish(cat *automl.Catalog) {
	s := r.sum
	r.in.suggest(&r.model.Schema)
	r.in.remark(&r.model.Schema, s.Rows)
	r.diagnose()
	s.Verdict = automl.VerdictOf(r.in.matches, nil)
	if r.answers != nil {
		s.Answers = r.answers.shares()
	}
	s.Matches, s.Notes = r.in.matches, r.in.notes
	if !r.model.Schema.Task.IsClassification() && s.Rows > r.silent {
		s.Mean = r.total / float64(s.Rows-r.silent)
	}
	if r.silent > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("The model has no answer for %s.", rowsOf(r.silent)))
	}
	if s.Outside = r.outside; r.outside > 0 {
		say := fmt.Sprintf("Unlike the rows of training: %s of %s. Take their predictions with care", rowsOf(r.outside), count(s.Rows))
		if !r.req.NoWarning {
			say += fmt.Sprintf("; the column %q says why", "warning")
		}
		s.Notes = append(s.Notes, say+".")
	}
	if r.bad > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%s of the file could not be read, so there is no prediction; the first is line %d.", rowsOf(r.bad), r.badLine))
	}
	if r.stopped {
		s.Notes = append(s.Notes, fmt.Sprintf("Stopped: only the first %s of the file are predicted.", rowsOf(s.Rows)))
	}
	r.score(cat)
}

// score holds the predictions against the target when the file has it.
func (r *runner) score(cat *automl.Catalog) {
	if len(r.truth.Y) == 0 {
		return
	}
	sc := &r.model.Schema
	r.truth.Task, r.truth.Classes = sc.Task, sc.Classes
	r.sum.Scores = map[string]float64{}
	for _, metric := range cat.MetricsFor(sc.Task) {
		if v, err := metric.Score(r.truth, &r.known); err == nil {
			r.sum.Scores[metric.ID] = v
		}
	}
	which := "for"
	if r.cut {
		which = "for the first"
	}
	say := fmt.Sprintf("The file holds the target %q, so the predictions %s %s were scored.", sc.Target, which, rowsOf(len(r.truth.Y)))
	if r.left > 0 {
		say += fmt.Sprintf(" %s %s a class that training never saw and had to be left out.", rowsOf(r.left), verb(r.left, "hold"))
	}
	r.sum.Notes = append(r.sum.Notes, say+" The scores count only if the model was not trained on these rows.")
}
