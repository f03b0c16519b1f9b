package stream

import (
	"context"
	"errors"
	"runtime"

	"github.com/twmb/franz-go/pkg/kgo"

	"winnow/automl"
	"winnow/automl/drift"
	"winnow/automl/num"
	"winnow/automl/predict"
)

// format reads and writes records.
type format interface {
	read(b *predict.Batch, raw []byte) error
	write(raw []byte, b *predict.Batch, i int) ([]byte, error)
}

// scorer answers records.
type scorer struct {
	rows    *predict.Scorer
	records format
}

func newScorer(m *automl.Model, o *Options) (*scorer, error) {
	check := automl.PredictRequest{Rename: o.Rename}
	if err := predict.Check(m, check); err != nil {
		return nil, err
	}
	rows, err := predict.NewScorerFor(m, o.Threshold, o.Plain)
	if err != nil {
		return nil, err
	}
	s := &scorer{rows: rows}
	if len(o.Columns) > 0 {
		s.records, err = newLines(&rows.Model.Schema, o.Columns, o.Delimiter, o.Rename)
	} else {
		s.records = newObjects(&rows.Model.Schema, o.Rename)
	}
	return s, err
}

// scored is what became of a record.
type scored struct {
	value  []byte
	reason string // why it could not be read; empty when it could
}

// chunk is how many records are answered at a time.
const chunk = 512

// score answers records with all cores, and counts their rows.
func (s *scorer) score(ctx context.Context, records []*kgo.Record) ([]scored, *drift.Counter, error) {
	out := make([]scored, len(records))
	chunks := (len(records) + chunk - 1) / chunk
	counters := make([]*drift.Counter, chunks)
	err := num.ForEach(ctx, runtime.GOMAXPROCS(0), chunks, func(k int) error {
		counters[k] = drift.New(s.rows.Model)
		from := k * chunk
		to := min(from+chunk, len(records))
		return s.part(records[from:to], out[from:to], counters[k])
	})
	if err != nil {
		return nil, nil, err
	}
	all := drift.New(s.rows.Model)
	for _, c := range counters {
		all.Merge(c)
	}
	return out, all, nil
}

func (s *scorer) part(records []*kgo.Record, out []scored, c *drift.Counter) error {
	b, err := s.rows.Batch()
	if err != nil {
		return err
	}
	defer b.Done()
	var at []int // the record of each row
	for i, r := range records {
		var why unreadable
		switch err := s.records.read(b, r.Value); {
		case errors.As(err, &why):
			out[i].reason = string(why)
		case err != nil:
			return err
		default:
			at = append(at, i)
		}
	}
	if err := b.Answer(); err != nil {
		return err
	}
	c.Add(b.Frame())
	for row, i := range at {
		if out[i].value, err = s.records.write(records[i].Value, b, row); err != nil {
			return err
		}
	}
	return nil
}
