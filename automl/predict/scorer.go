package predict

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/source"
	"winnow/automl/sure"
	"winnow/automl/table"
)

// Scorer answers rows that come one or a few at a time, without a table in between. It may
// be used by several goroutines at once; each takes a batch of its own.
type Scorer struct {
	Model *automl.Model
	cells []func(text string) (value float64, ok bool)
	level int
	first *plans // those of other batches share what they work out once
	pool  sync.Pool
}

// keptRows is the size up to which a batch is kept for the next request.
const keptRows = 4096

// NewScorer makes a model ready to answer. Its error says that the model does not fit its
// own description of the data.
func NewScorer(m *automl.Model) (*Scorer, error) {
	s := &Scorer{Model: m, cells: make([]func(string) (float64, bool), len(m.Schema.Columns))}
	var err error
	if s.level, err = levelOf(m.Sureness, 0); err != nil {
		return nil, err
	}
	for i := range m.Schema.Columns {
		s.cells[i] = cellReader(&m.Schema.Columns[i])
	}
	b, err := s.newBatch()
	if err != nil {
		return nil, err
	}
	s.pool.Put(b)
	return s, nil
}

// cellReader reads the cells of a column of numbers, moments or levels; nil for texts. A
// level is its place.
func cellReader(c *automl.SchemaColumn) func(string) (float64, bool) {
	switch c.Kind {
	case table.Text:
		return nil
	case table.Category, table.YesNo:
		find := finder(c.Levels, c.Kind == table.YesNo)
		unknown := float64(len(c.Levels))
		return func(text string) (float64, bool) {
			text = strings.TrimSpace(text)
			if k, ok := find(text); ok {
				return float64(k), true
			}
			if source.Missing(text) {
				return -1, true
			}
			return unknown, true
		}
	}
	own := source.Cell(c.Kind, c.Format)
	return func(text string) (float64, bool) {
		if v, ok := own(text); ok {
			return v, true
		}
		return number(c, text)
	}
}

// Batch is the rows of one request and, after Answer, what the model says of them.
type Batch struct {
	// Prediction holds the answers.
	Prediction automl.Prediction

	scorer      *Scorer
	frame, wide graph.Frame
	plans       []*plans // one for each goroutine that is at work at once
	sure        *sureness
	own         []graph.FrameColumn // its columns, where it has a table's in their place
}

func (s *Scorer) newBatch() (*Batch, error) {
	m := s.Model
	b := &Batch{scorer: s, frame: graph.Frame{Cols: make([]graph.FrameColumn, len(m.Schema.Columns))}}
	b.Prediction.Width = m.Schema.Task.PredictionWidth(len(m.Schema.Classes))
	for i := range b.frame.Cols {
		b.frame.Cols[i] = absent(&m.Schema.Columns[i], 1)
	}
	b.frame.Rows = 1
	if m.Sureness != nil {
		b.sure = &sureness{Sureness: m.Sureness, level: s.level, schema: &m.Schema, frame: &b.frame, pred: &b.Prediction}
		b.wide = graph.Frame{Rows: 1, Cols: append(append([]graph.FrameColumn{}, b.frame.Cols...), graph.FrameColumn{Nums: make([]float64, 1)})}
	}
	err := guarded("The model does not fit its own description of the data.", b.addPlans)
	b.reset()
	return b, err
}

// guarded turns a panic of a damaged model into an error.
func guarded(say string, work func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			e := automl.Errorf("predict", automl.BadModel, "%s", say)
			e.Err = fmt.Errorf("panic: %v", r)
			err = e.WithHint("Its file may be damaged; take another copy of it.")
		}
	}()
	work()
	return nil
}

// Batch is a batch without rows. Give it back with Done.
func (s *Scorer) Batch() (*Batch, error) {
	if b, ok := s.pool.Get().(*Batch); ok {
		return b, nil
	}
	return s.newBatch()
}

// Done gives the batch back; nothing of it may be used any more.
func (b *Batch) Done() {
	rows := b.frame.Rows
	if b.own != nil {
		b.frame.Cols, b.own = b.own, nil
	}
	if rows <= keptRows {
		b.reset()
		b.scorer.pool.Put(b)
	}
}

func (b *Batch) reset() {
	b.frame.Rows = 0
	for i := range b.frame.Cols {
		c := &b.frame.Cols[i]
		c.Nums, c.Codes = c.Nums[:0], c.Codes[:0]
		clear(c.Strs)
		c.Strs = c.Strs[:0]
	}
}

// Rows is the number of rows so far.
func (b *Batch) Rows() int { return b.frame.Rows }

// Frame holds the rows as the model's graph reads them, until Done.
func (b *Batch) Frame() *graph.Frame { return &b.frame }

// Add adds a row in which everything is missing, and returns its number.
func (b *Batch) Add() int {
	for i := range b.frame.Cols {
		c := &b.frame.Cols[i]
		switch {
		case c.Strs != nil:
			c.Strs = append(c.Strs, "")
		case c.Codes != nil:
			c.Codes = append(c.Codes, -1)
		default:
			c.Nums = append(c.Nums, math.NaN())
		}
	}
	b.frame.Rows++
	return b.frame.Rows - 1
}

// Set puts a value, spelt as in training, into a row under a column of the schema. It is
// false, and nothing is changed, when the text is not of the column's kind.
func (b *Batch) Set(row, column int, text string) bool {
	c := &b.frame.Cols[column]
	if c.Strs != nil {
		if c.Strs[row] = text; source.Missing(text) {
			c.Strs[row] = ""
		}
		return true
	}
	v, ok := b.scorer.cells[column](text)
	if ok && c.Codes != nil {
		c.Codes[row] = int32(v)
	} else if ok {
		c.Nums[row] = v
	}
	return ok
}

// SetNumber puts a number into a row under a column of numbers, or of moments in seconds; it
// is false for a column of another kind.
func (b *Batch) SetNumber(row, column int, v float64) bool {
	c := &b.frame.Cols[column]
	if c.Nums == nil || math.IsInf(v, 0) {
		return false
	}
	c.Nums[row] = v
	return true
}

// Convert brings the number in a row under a column of numbers into the unit of training.
func (b *Batch) Convert(row, column int, by automl.Conversion) {
	if c := &b.frame.Cols[column]; c.Nums != nil {
		c.Nums[row] = by.Of(c.Nums[row])
	}
}

// SetFlag puts yes or no into a row under a column of either; it is false for others.
func (b *Batch) SetFlag(row, column int, yes bool) bool {
	if k := b.scorer.Model.Schema.Columns[column].Kind; k != table.YesNo || len(b.scorer.Model.Schema.Columns[column].Levels) != 2 {
		return false
	}
	b.frame.Cols[column].Codes[row] = 0
	if yes {
		b.frame.Cols[column].Codes[row] = 1
	}
	return true
}

func resized(v []float64, n int) []float64 {
	if cap(v) < n {
		return make([]float64, n)
	}
	return v[:n]
}

// Level is the share of rows whose truth lies within the interval or set; 0 when the model
// knows of none.
func (b *Batch) Level() float64 {
	if b.sure == nil {
		return 0
	}
	return b.sure.Levels[b.sure.level]
}

// Interval is that of row i of a predicted number; false when the model knows of none.
func (b *Batch) Interval(i int) (low, high float64, ok bool) {
	if b.sure == nil || b.sure.schema.Task.IsClassification() {
		return 0, 0, false
	}
	low, high = b.sure.interval(i)
	return low, high, true
}

// Classes are the places of the classes that cannot be ruled out for row i, valid until the
// next call; false when the model knows of none.
func (b *Batch) Classes(i int) ([]int, bool) {
	if b.sure == nil || !b.sure.schema.Task.IsClassification() {
		return nil, false
	}
	b.sure.set = sure.Set(b.sure.set[:0], b.sure.Least[b.sure.level], &b.Prediction, i)
	return b.sure.set, true
}

// Warning says why row i is unlike those of training; empty when it is not.
func (b *Batch) Warning(i int) string {
	if b.sure == nil {
		return ""
	}
	return b.sure.warning(i)
}

// WriteCSV writes the answers as Run does.
func (b *Batch) WriteCSV(ctx context.Context, w io.Writer) error {
	o := &output{schema: &b.scorer.Model.Schema, pred: &b.Prediction, sure: b.sure}
	return o.write(ctx, w, true)
}

// ReadCSV makes a batch of separated text, whose columns are found as Run finds them, and
// returns what is odd about it, in sentences. Lines that cannot be read are an error: an
// answer could not be told from its neighbour's.
func (s *Scorer) ReadCSV(ctx context.Context, raw []byte) (*Batch, []string, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, nil, automl.Errorf("predict", automl.BadData, "The text holds no rows.").WithHint("Its first line names the columns.")
	}
	in, err := read(ctx, &s.Model.Schema, textReader(raw), own(&s.Model.Schema, nil), automl.ReadOptions{})
	if err != nil {
		return nil, nil, err
	}
	if n := in.report.BadCount; n > 0 {
		e := automl.Errorf("predict", automl.BadData, "%s could not be read.", rowsOf(n))
		if bad := in.report.BadRows; len(bad) > 0 {
			e = e.WithHint("The first is line %d: %s.", bad[0].Line, bad[0].Reason)
		}
		return nil, nil, e
	}
	b, err := s.Batch()
	if err != nil {
		return nil, nil, err
	}
	b.own = b.frame.Cols
	b.frame.Rows, b.frame.Cols = in.frame.Rows, in.frame.Cols
	return b, in.notes, nil
}

// textReader reads text whose delimiter and encoding are to be found out.
func textReader(raw []byte) reader {
	parse := func(ctx context.Context, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
		o.Header = "yes"
		return source.Parse(ctx, raw, o)
	}
	return reader{
		open: parse,
		preview: func(ctx context.Context, rows int, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
			o.MaxRows = rows
			return parse(ctx, o)
		},
	}
}

// Needed reports whether the model would be blind without a column of its schema.
func Needed(s *automl.Schema, column int) bool {
	return blind(s, column)
}
