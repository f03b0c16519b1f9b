// Package drift counts how rows that come later differ from those that a model was trained
// on, column by column.
package drift

import (
	"math"

	"winnow/automl"
	"winnow/automl/graph"
)

// fewest is the number of rows below which an index alone would be mostly chance.
const fewest = 100

// Column is how one column of some rows lies to training.
type Column struct {
	Name    string `json:"column"`
	Missing int    `json:"missing"` // rows without a value
	// Unseen are the rows with a level that training never saw, Outside those with a number
	// or date outside its range.
	Unseen  int `json:"new_levels,omitempty"`
	Outside int `json:"out_of_range,omitempty"`
	// PSI is the index of automl.Drift. Nil of fewer than 100 rows, and where the model does
	// not know how the column was spread.
	PSI *float64 `json:"psi,omitempty"`
}

// Counter counts rows. It is for one goroutine; counters of several are added up by Merge.
type Counter struct {
	Rows    int
	schema  *automl.Schema
	trained int // rows of training
	columns []counts
}

type counts struct {
	missing, unseen, outside int
	parts                    []int // nil where training is not known
}

// New makes a counter of rows for a model.
func New(m *automl.Model) *Counter {
	s := &m.Schema
	c := &Counter{schema: s, trained: m.Rows, columns: make([]counts, len(s.Columns))}
	for i := range c.columns {
		if u := s.Columns[i].Typical; u != nil && len(u.Shares) > 0 {
			c.columns[i].parts = make([]int, len(u.Shares))
		}
	}
	return c
}

// Add counts the rows of a frame whose columns are the schema's.
func (c *Counter) Add(f *graph.Frame) {
	c.Rows += f.Rows
	for i := range c.columns {
		s, to, col := &c.schema.Columns[i], &c.columns[i], &f.Cols[i]
		switch {
		case col.Codes != nil:
			to.codes(col.Codes[:f.Rows], len(s.Levels))
		case col.Nums != nil:
			to.numbers(col.Nums[:f.Rows], s)
		default:
			for _, t := range col.Strs[:f.Rows] {
				if t == "" {
					to.missing++
				}
			}
		}
	}
}

func (c *counts) codes(codes []int32, levels int) {
	for _, k := range codes {
		switch {
		case k < 0:
			c.missing++
		case int(k) >= levels:
			c.unseen++
		case c.parts != nil:
			c.parts[k]++
		}
	}
}

func (c *counts) numbers(values []float64, s *automl.SchemaColumn) {
	for _, v := range values {
		if math.IsNaN(v) {
			c.missing++
			continue
		}
		if s.Min < s.Max && (v < s.Min || v > s.Max) {
			c.outside++
		}
		if c.parts != nil {
			c.parts[GroupOf(s.Typical.Edges, v)]++
		}
	}
}

// Merge adds what another counter of the same schema has counted.
func (c *Counter) Merge(o *Counter) {
	c.Rows += o.Rows
	for i := range c.columns {
		a, b := &c.columns[i], &o.columns[i]
		a.missing += b.missing
		a.unseen += b.unseen
		a.outside += b.outside
		for k, n := range b.parts {
			a.parts[k] += n
		}
	}
}

// Reset forgets all rows.
func (c *Counter) Reset() {
	c.Rows = 0
	for i := range c.columns {
		parts := c.columns[i].parts
		clear(parts)
		c.columns[i] = counts{parts: parts}
	}
}

// Columns tells of each column of the schema, in its order.
func (c *Counter) Columns() []Column {
	out := make([]Column, len(c.columns))
	for i, n := range c.columns {
		out[i] = Column{Name: c.schema.Columns[i].Name, Missing: n.missing, Unseen: n.unseen, Outside: n.outside}
		if d := c.Drift(i); d != nil && c.Rows >= fewest {
			out[i].PSI = &d.PSI
		}
	}
	return out
}
