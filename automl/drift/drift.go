// Package drift counts how rows that come later differ from those that a model was trained
// on, column by column.
package drift

import (
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	// fewest is the number of rows below which an index would be mostly chance.
	fewest = 100
	// least stands for a share of nothing, whose logarithm would have no end.
	least = 1e-4
)

// Column is how one column of some rows lies to training.
type Column struct {
	Name    string `json:"column"`
	Missing int    `json:"missing"` // rows without a value
	// Unseen are the rows with a level that training never saw, Outside those with a number
	// or date outside its range.
	Unseen  int `json:"new_levels,omitempty"`
	Outside int `json:"out_of_range,omitempty"`
	// PSI is the population stability index: the sum of (p - q)*ln(p/q) over the parts of the
	// column, missing being one, with the share p of these rows and q of training. Below 0.1
	// is little, above 0.25 much. Nil of fewer than 100 rows, and where the model does not
	// know how the column was spread.
	PSI *float64 `json:"psi,omitempty"`
}

// Counter counts rows. It is for one goroutine; counters of several are added up by Merge.
type Counter struct {
	Rows    int
	schema  *automl.Schema
	columns []counts
}

type counts struct {
	missing, unseen, outside int
	parts                    []int // nil where training is not known
}

// New makes a counter of rows of a schema.
func New(s *automl.Schema) *Counter {
	c := &Counter{schema: s, columns: make([]counts, len(s.Columns))}
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
			part, _ := slices.BinarySearch(s.Typical.Edges, v)
			c.parts[part]++
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
		s := &c.schema.Columns[i]
		out[i] = Column{Name: s.Name, Missing: n.missing, Unseen: n.unseen, Outside: n.outside}
		if n.parts != nil && c.Rows >= fewest {
			v := c.index(&n, s)
			out[i].PSI = &v
		}
	}
	return out
}

// index is the population stability index of a column.
func (c *Counter) index(n *counts, s *automl.SchemaColumn) float64 {
	now := append(slices.Clone(n.parts), n.unseen, n.missing)
	sum := 0.0
	for k, rows := range now {
		q := 0.0
		switch {
		case k < len(s.Typical.Shares):
			q = s.Typical.Shares[k] * (1 - s.Share)
		case k == len(now)-1:
			q = s.Share
		}
		p := max(float64(rows)/float64(c.Rows), least)
		q = max(q, least)
		sum += (p - q) * math.Log(p/q)
	}
	return sum
}
