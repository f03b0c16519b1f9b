package predict

import (
	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// Header names what Cells spells.
func (s *Scorer) Header() []string {
	names := modelfile.Header(&s.Model.Schema)
	if m := s.Model.Sureness; m != nil {
		names = append(names, (&sureness{Sureness: m, schema: &s.Model.Schema}).header(true, true)...)
	}
	return names
}

// Cells appends the answer for row i to dst, spelt as Run writes it.
func (b *Batch) Cells(dst []string, i int) []string {
	dst = modelfile.Cells(dst, &b.scorer.Model.Schema, &b.Prediction, i)
	if b.sure != nil {
		dst = b.sure.cells(dst, i, true, true)
	}
	return dst
}

// Kind is that of a column of the schema.
func (b *Batch) Kind(column int) table.Kind { return b.scorer.Model.Schema.Columns[column].Kind }

// Chance is the probability of class k in row i.
func (b *Batch) Chance(i, k int) float64 { return probability(&b.Prediction, i, k) }

// Cut takes back the rows from the given one on.
func (b *Batch) Cut(rows int) {
	b.frame.Rows = rows
	for i := range b.frame.Cols {
		switch c := &b.frame.Cols[i]; {
		case c.Strs != nil:
			c.Strs = c.Strs[:rows]
		case c.Codes != nil:
			c.Codes = c.Codes[:rows]
		default:
			c.Nums = c.Nums[:rows]
		}
	}
}

// NewScorerFor is NewScorer with a probability of its own from which the positive class is
// predicted, unless that is 0, and when plain without intervals, sets and warnings.
func NewScorerFor(m *automl.Model, threshold float64, plain bool) (*Scorer, error) {
	own := *m
	var err error
	if own.Schema.Decision, err = decision(&m.Schema, threshold); err != nil {
		return nil, err
	}
	if plain {
		own.Sureness = nil
	}
	return NewScorer(&own)
}
