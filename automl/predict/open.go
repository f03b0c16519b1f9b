package predict

import (
	"bytes"
	"context"
	"encoding/csv"
	"maps"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/source"
	"winnow/automl/table"
)

// Rows are rows laid out for the evaluation of a model's graph.
type Rows struct {
	Frame *graph.Frame
	Table *table.Table // as read
	// Place is the column of Table that holds each column of the schema; -1 for one that is
	// absent.
	Place []int
	Notes []string // what is odd about the rows, in sentences
}

// Text is what stands in a row under a column of the schema; missing and absent are empty.
func (r *Rows) Text(row, column int) string {
	if p := r.Place[column]; p >= 0 {
		return r.Table.Column(p).Text(row)
	}
	return ""
}

// Open reads a file as the schema says; see Run. Progress is called with shares of total.
func Open(ctx context.Context, s *automl.Schema, path string, rename map[string]string, progress func(done, total int64)) (*Rows, error) {
	in, err := read(ctx, s, fileReader(path), own(s, rename), automl.ReadOptions{Progress: progress})
	if err != nil {
		return nil, err
	}
	return in.rows(), nil
}

// Made lays out one made row, given by column and spelt as in the training data. A column
// that is not given is missing; an unknown one is an error.
func Made(ctx context.Context, s *automl.Schema, cells map[string]string) (*Rows, error) {
	names := columnNames(s)
	for _, n := range slices.Sorted(maps.Keys(cells)) {
		if !slices.Contains(names, n) {
			return nil, automl.Errorf("row", automl.BadUsage, "The model has no column %q.", n).WithHint("It has %s.", listed(names, 20))
		}
	}
	var raw bytes.Buffer
	w := csv.NewWriter(&raw)
	row := make([]string, len(names))
	for i, n := range names {
		row[i] = cells[n]
	}
	if len(row) == 1 && row[0] == "" { // an empty line would not count as a row
		names, row = append(names, ""), append(row, "-")
	}
	if err := w.WriteAll([][]string{names, row}); err != nil {
		return nil, err
	}
	in, err := read(ctx, s, memoryReader(raw.Bytes()), pairing{}, automl.ReadOptions{})
	if err != nil {
		return nil, err
	}
	return in.rows(), nil
}

// memoryReader reads comma-separated text.
func memoryReader(raw []byte) reader {
	parse := func(ctx context.Context, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
		o.Encoding, o.Delimiter, o.Quote, o.Header = "utf-8", ",", `"`, "yes"
		return source.Parse(ctx, raw, o)
	}
	return reader{
		made: true,
		open: parse,
		preview: func(ctx context.Context, _ int, o automl.ReadOptions) (*table.Table, *automl.ReadReport, error) {
			return parse(ctx, o)
		},
	}
}

func (in *input) rows() *Rows {
	out := &Rows{Frame: in.frame, Table: in.table, Place: make([]int, len(in.matches)), Notes: in.notes}
	for i, m := range in.matches {
		if out.Place[i] = -1; m.Found != "" {
			out.Place[i] = in.table.Index(m.Found)
		}
	}
	return out
}
