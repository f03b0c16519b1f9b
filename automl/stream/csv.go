package stream

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"winnow/automl"
	"winnow/automl/predict"
)

// lines reads and writes records that are each one line of separated text.
type lines struct {
	columns
	width int
	at    []int               // the column of the schema in each cell; -1 for none
	by    []automl.Conversion // of each cell
	delim rune
}

func newLines(s *automl.Schema, names []string, delim rune, rename map[string]string) (*lines, error) {
	l := &lines{columns: newColumns(s, rename), width: len(names), delim: delim, at: make([]int, len(names)), by: make([]automl.Conversion, len(names))}
	seen := make([]bool, len(s.Columns))
	for i, n := range names {
		k, ok := l.Place[n]
		if l.at[i] = -1; !ok {
			continue
		}
		if slices.Contains(l.at[:i], k) {
			return nil, automl.Errorf("score", automl.BadUsage, "The column %q is named twice.", n)
		}
		l.at[i], l.by[i], seen[k] = k, l.Units[n], true
	}
	if err := l.complete(seen); err != nil {
		return nil, automl.Errorf("score", automl.BadUsage, "The columns that were named do not suit the model: %w", err)
	}
	return l, nil
}

// read adds a row to the batch; an error of type unreadable says why it could not, and the
// batch is as before.
func (l *lines) read(b *predict.Batch, raw []byte) error {
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = l.delim, -1, true
	cells, err := r.Read()
	switch {
	case errors.Is(err, io.EOF):
		return refuse("The record is empty.")
	case err != nil:
		return refuse("The record is no line of separated text: %v.", err)
	case len(cells) != l.width:
		return refuse("The record has %d cells instead of %d.", len(cells), l.width)
	}
	row := b.Add()
	for i, cell := range cells {
		k := l.at[i]
		if k < 0 {
			continue
		}
		if !b.Set(row, k, cell) {
			b.Cut(row)
			return misfit(&l.schema.Columns[k], cell)
		}
		b.Convert(row, k, l.by[i])
	}
	if _, err := r.Read(); !errors.Is(err, io.EOF) {
		b.Cut(row)
		return refuse("The record has more than one line.")
	}
	return nil
}

// write spells the record with the cells of the answer for row i after its own.
func (l *lines) write(raw []byte, b *predict.Batch, i int) ([]byte, error) {
	body := bytes.TrimRight(bytes.TrimLeft(raw, "\r\n"), "\r\n")
	out := bytes.NewBuffer(append(make([]byte, 0, len(body)+80), body...))
	out.WriteRune(l.delim)
	w := csv.NewWriter(out)
	w.Comma = l.delim
	if err := w.Write(b.Cells(nil, i)); err != nil {
		return nil, err
	}
	w.Flush()
	return bytes.TrimRight(out.Bytes(), "\n"), w.Error()
}
