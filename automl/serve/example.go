package serve

import (
	"strconv"

	"winnow/automl"
	"winnow/automl/jsonrow"
	"winnow/automl/table"
)

// Example is a row as /predict takes it, as JSON: the first of the model's sample, else what
// training saw.
func Example(m *automl.Model) string {
	dst := []byte{'{'}
	for i := range m.Schema.Columns {
		c := &m.Schema.Columns[i]
		if i > 0 {
			dst = append(dst, ',', ' ')
		}
		dst = exampleCell(append(jsonrow.AppendText(dst, c.Name), ':', ' '), m, c)
	}
	return string(append(dst, '}'))
}

func exampleCell(dst []byte, m *automl.Model, c *automl.SchemaColumn) []byte {
	if len(m.Sample) > 1 {
		for k, name := range m.Sample[0] {
			if name != c.Name || k >= len(m.Sample[1]) || m.Sample[1][k] == "" {
				continue
			}
			if v, err := strconv.ParseFloat(m.Sample[1][k], 64); err == nil && c.Kind == table.Number {
				return jsonrow.AppendNumber(dst, v)
			}
			return jsonrow.AppendText(dst, m.Sample[1][k])
		}
	}
	switch {
	case c.Kind == table.Number:
		return jsonrow.AppendNumber(dst, c.Min)
	case len(c.Levels) > 0:
		return jsonrow.AppendText(dst, c.Levels[0])
	}
	return append(dst, "null"...)
}
