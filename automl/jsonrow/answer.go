package jsonrow

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"winnow/automl/predict"
)

// AppendText appends a text as JSON spells it.
func AppendText(dst []byte, s string) []byte {
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

// AppendNumber appends a number; JSON has none that is not finite.
func AppendNumber(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}

// Classes are the classes of a model as JSON spells them; none where it predicts numbers.
type Classes [][]byte

// ClassesOf spells classes.
func ClassesOf(names []string) Classes {
	var out Classes
	for _, c := range names {
		out = append(out, AppendText(nil, c))
	}
	return out
}

// AppendAnswer appends the predicted number or class of row i.
func (c Classes) AppendAnswer(dst []byte, b *predict.Batch, i int) []byte {
	switch v := b.Prediction.Row(i)[0]; {
	case math.IsNaN(v):
		return append(dst, "null"...)
	case len(c) == 0:
		return AppendNumber(dst, v)
	}
	return append(dst, c[b.Prediction.Class(i)]...)
}

// AppendChances appends an object of the probabilities of row i by class.
func (c Classes) AppendChances(dst []byte, b *predict.Batch, i int) []byte {
	for k, name := range c {
		dst = append(append(append(dst, "{,"[min(k, 1)]), name...), ':')
		dst = AppendNumber(dst, b.Chance(i, k))
	}
	return append(dst, '}')
}

// AppendSet appends a list of classes, given by their places.
func (c Classes) AppendSet(dst []byte, set []int) []byte {
	dst = append(dst, '[')
	for k, class := range set {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, c[class]...)
	}
	return append(dst, ']')
}
