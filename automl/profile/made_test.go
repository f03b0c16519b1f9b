package profile

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// maker builds a table column by column.
type maker struct {
	t      *testing.T
	rng    *rand.Rand
	rows   int
	fields []table.Field
	cols   []table.Column
}

func newMaker(t *testing.T, rows int) *maker {
	return &maker{t: t, rng: num.RNG(1, t.Name()), rows: rows}
}

func (m *maker) add(name string, k table.Kind, c table.Column) {
	m.fields = append(m.fields, table.Field{Name: name, Kind: k})
	m.cols = append(m.cols, c)
}

// numbers adds a column of numbers; NaN is missing.
func (m *maker) numbers(name string, f func(i int) float64) {
	v := make([]float64, m.rows)
	for i := range v {
		v[i] = f(i)
	}
	m.add(name, table.Number, table.NewNumbers(v))
}

// names adds a column of categories; the empty text is missing.
func (m *maker) names(name string, f func(i int) string) {
	known := map[string]int32{"": -1}
	codes := make([]int32, m.rows)
	var levels []string
	for i := range codes {
		s := f(i)
		if _, ok := known[s]; !ok {
			known[s] = int32(len(levels))
			levels = append(levels, s)
		}
		codes[i] = known[s]
	}
	m.add(name, table.Category, table.NewCategories(codes, levels))
}

// noise adds a column that has nothing to do with anything.
func (m *maker) noise(names ...string) {
	for _, n := range names {
		m.numbers(n, func(int) float64 { return m.rng.NormFloat64() })
	}
}

func (m *maker) table() *table.Table {
	m.t.Helper()
	t, err := table.New(m.fields, m.cols)
	if err != nil {
		m.t.Fatal(err)
	}
	return t
}

func (m *maker) describe(target string) *automl.Profile {
	m.t.Helper()
	p, err := Describe(context.Background(), m.table(), target, "")
	if err != nil {
		m.t.Fatal(err)
	}
	return p
}

// find is the finding with this ID that names the column, nil if there is none.
func find(p *automl.Profile, id, column string) *automl.Finding {
	for i, f := range p.Findings {
		if f.ID != id {
			continue
		}
		if column == "" {
			return &p.Findings[i]
		}
		for _, c := range f.Columns {
			if c == column {
				return &p.Findings[i]
			}
		}
	}
	return nil
}

// found lists findings as "id columns".
func found(p *automl.Profile) []string {
	var out []string
	for _, f := range p.Findings {
		out = append(out, fmt.Sprint(f.ID, " ", f.Columns))
	}
	return out
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

var nan = math.NaN()
