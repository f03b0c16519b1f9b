package modelfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"winnow/automl"
)

// maxSample is the number of sample rows that Read takes.
const maxSample = 10_000

// SampleCSV spells the sample rows that a model carries as the file sample_input.csv.
func SampleCSV(m *automl.Model) ([]byte, error) { return encodeTable(m.Sample) }

// ExpectedCSV spells the model's answers to its sample as the file expected_output.csv.
func ExpectedCSV(m *automl.Model) ([]byte, error) { return encodeExpected(m) }

// encodeTable spells rows of cells as CSV. A row of one empty cell is quoted, so that it
// does not read as an empty line.
func encodeTable(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range rows {
		if len(r) == 1 && r[0] == "" {
			w.Flush()
			b.WriteString("\"\"\n")
			continue
		}
		if err := w.Write(r); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func decodeTable(raw []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(raw))
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if rows = append(rows, row); len(rows) > maxSample+1 {
			return nil, fmt.Errorf("more than %d rows", maxSample)
		}
	}
}

// encodeExpected spells the model's answers to its sample as predicting the sample would.
func encodeExpected(m *automl.Model) ([]byte, error) {
	p := &automl.Prediction{Width: m.Schema.Task.PredictionWidth(len(m.Schema.Classes)), Values: m.Expected, Threshold: m.Schema.Decision}
	rows := [][]string{Header(&m.Schema)}
	for i := range p.Rows() {
		rows = append(rows, Cells(nil, &m.Schema, p, i))
	}
	return encodeTable(rows)
}

// decodeExpected reads the numbers back: the last columns of each row.
func decodeExpected(raw []byte, s *automl.Schema) ([]float64, error) {
	rows, err := decodeTable(raw)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || line(rows[0]) != line(Header(s)) {
		return nil, fmt.Errorf("its first row does not name the model's answers")
	}
	width := s.Task.PredictionWidth(len(s.Classes))
	var out []float64
	for i, row := range rows[1:] {
		for _, cell := range row[len(row)-width:] {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				return nil, fmt.Errorf("row %d: %.40q is no number", i+2, cell)
			}
			out = append(out, v)
		}
	}
	return out, nil
}

// line joins cells to be compared. A CSV reader takes a carriage return before a line feed
// away, also within quotes.
func line(cells []string) string {
	return strings.ReplaceAll(strings.Join(cells, "\x00"), "\r\n", "\n")
}
