package serve

import (
	"bytes"
	"math"
	"net/http"
	"strconv"

	"winnow/automl/jsonrow"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// answer appends what the model says of row i, with how sure it is.
func (m *served) answer(dst []byte, b *predict.Batch, i int) []byte {
	dst = m.classes.AppendAnswer(append(dst, `{"prediction":`...), b, i)
	if len(m.classes) > 0 {
		dst = m.classes.AppendChances(append(dst, `,"probabilities":`...), b, i)
	}
	if low, high, ok := b.Interval(i); ok {
		dst = jsonrow.AppendNumber(append(dst, `,"interval":{"level":`...), b.Level())
		dst = jsonrow.AppendNumber(append(dst, `,"lower":`...), low)
		dst = append(jsonrow.AppendNumber(append(dst, `,"upper":`...), high), '}')
	}
	if set, ok := b.Classes(i); ok {
		dst = m.classes.AppendSet(append(dst, `,"set":`...), set)
	}
	if w := b.Warning(i); w != "" {
		dst = jsonrow.AppendText(append(dst, `,"warning":`...), w)
	}
	return append(dst, '}')
}

// record appends the answer for row i with one level, named as in a file of predictions.
func (m *served) record(dst []byte, b *predict.Batch, i int) []byte {
	dst = m.classes.AppendAnswer(append(dst, `{"prediction":`...), b, i)
	for k, c := range m.model.Schema.Classes {
		dst = append(jsonrow.AppendText(append(dst, ','), modelfile.ProbabilityPrefix+c), ':')
		dst = jsonrow.AppendNumber(dst, b.Chance(i, k))
	}
	return append(dst, '}')
}

// write sends the answers of a batch: a row alone as it is, else a list named predictions.
func (s *Server) write(w http.ResponseWriter, b *predict.Batch, one bool, row func(dst []byte, b *predict.Batch, i int) []byte) {
	buf := bodies.Get().(*bytes.Buffer)
	defer putBody(buf)
	out := buf.AvailableBuffer()
	if one {
		out = row(out, b, 0)
	} else {
		out = append(out, `{"predictions":[`...)
		for i := range b.Rows() {
			if i > 0 {
				out = append(out, ',')
			}
			out = row(out, b, i)
		}
		out = append(out, "]}"...)
	}
	h := w.Header()
	h["Content-Type"] = jsonType
	h.Set("Content-Length", strconv.Itoa(len(out)))
	buf.Write(out)
	_, _ = w.Write(out) // Why: a client that left hears nothing
}

// finite is v, or nil where JSON has no number for it.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
