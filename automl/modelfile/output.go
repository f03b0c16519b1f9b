package modelfile

import (
	"math"
	"strconv"

	"winnow/automl"
)

// ProbabilityPrefix begins the name of the column that holds a class's probability.
const ProbabilityPrefix = "probability_"

// Header names the columns that a model's predictions are written in: "prediction", then
// for classes one probability each, in class order and as spelt in training.
func Header(s *automl.Schema) []string {
	names := []string{"prediction"}
	for _, c := range s.Classes {
		names = append(names, ProbabilityPrefix+c)
	}
	return names
}

// Cells spells the prediction of row i under Header and appends it to dst. Numbers are
// spelt so that they read back as the same bits.
func Cells(dst []string, s *automl.Schema, p *automl.Prediction, i int) []string {
	row := p.Row(i)
	if !s.Task.IsClassification() {
		return append(dst, Number(row[0]))
	}
	dst = append(dst, s.Classes[p.Class(i)])
	if p.Width == 1 {
		return append(dst, Number(1-row[0]), Number(row[0]))
	}
	for _, v := range row {
		dst = append(dst, Number(v))
	}
	return dst
}

// Number is the shortest decimal spelling that reads back as the same number, without an
// exponent where a person would not write one.
func Number(v float64) string {
	if a := math.Abs(v); v == 0 || a >= 1e-9 && a < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
