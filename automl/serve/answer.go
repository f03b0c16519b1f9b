package serve

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"unicode/utf8"

	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// quote appends a text as JSON spells it.
func quote(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf || c == '<' || c == '>' || c == '&' {
			raw, err := json.Marshal(s)
			if err != nil {
				return append(dst, `""`...)
			}
			return append(dst, raw...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// number appends a number; JSON has none that is not finite.
func number(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}

// probability of class k in row i.
func probability(b *predict.Batch, i, k int) float64 {
	p := &b.Prediction
	switch {
	case p.Width > 1:
		return p.Row(i)[k]
	case k == 1:
		return p.Values[i]
	}
	return 1 - p.Values[i]
}

// said appends the predicted number or class.
func (m *served) said(dst []byte, b *predict.Batch, i int) []byte {
	switch v := b.Prediction.Row(i)[0]; {
	case math.IsNaN(v):
		return append(dst, "null"...)
	case len(m.spelt) == 0:
		return number(dst, v)
	}
	return append(dst, m.spelt[b.Prediction.Class(i)]...)
}

// answer appends what the model says of row i, with how sure it is.
func (m *served) answer(dst []byte, b *predict.Batch, i int) []byte {
	dst = m.said(append(dst, `{"prediction":`...), b, i)
	if len(m.spelt) > 0 {
		dst = append(dst, `,"probabilities":{`...)
		for k, c := range m.spelt {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = number(append(append(dst, c...), ':'), probability(b, i, k))
		}
		dst = append(dst, '}')
	}
	if low, high, ok := b.Interval(i); ok {
		dst = number(append(dst, `,"interval":{"level":`...), b.Level())
		dst = number(append(dst, `,"lower":`...), low)
		dst = append(number(append(dst, `,"upper":`...), high), '}')
	}
	if set, ok := b.Classes(i); ok {
		dst = append(dst, `,"set":[`...)
		for k, c := range set {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, m.spelt[c]...)
		}
		dst = append(dst, ']')
	}
	if w := b.Warning(i); w != "" {
		dst = quote(append(dst, `,"warning":`...), w)
	}
	return append(dst, '}')
}

// record appends the answer for row i with one level, named as in a file of predictions.
func (m *served) record(dst []byte, b *predict.Batch, i int) []byte {
	dst = m.said(append(dst, `{"prediction":`...), b, i)
	for k, c := range m.model.Schema.Classes {
		dst = append(quote(append(dst, ','), modelfile.ProbabilityPrefix+c), ':')
		dst = number(dst, probability(b, i, k))
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
