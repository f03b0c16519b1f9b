package run

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"winnow/automl/num"
	"winnow/automl/table"
)

// mixture is made-up rows that stand after those of a table: each is a row of which some
// values were swapped for those of a row alike (MUNGE, of Bucila, Caruana and
// Niculescu-Mizil 2006).
type mixture struct {
	table *table.Table // of the inputs; the made-up rows come last
	from  [][2]int32   // the two rows of the table that each made-up row is of
}

const (
	swapShare  = 0.5     // chance of each value to be swapped
	alikeMost  = 32      // rows at random among which the one alike is looked for
	alikeCells = 1 << 28 // values compared in all, from which on it is fewer
)

// mix makes n rows of the inputs of rows with a target. Both rows of each are of the same
// part, which is given by row of the table, so that a fold that must not see a part can do
// without what was made of it.
func (s *setup) mix(n int, part []int32) (*mixture, error) {
	rng := num.RNG(s.job.Seed, "mixture")
	mates := s.rowsByPart(part)
	points := s.points()
	looked := min(alikeMost, max(4, alikeCells/max(1, n*len(s.columns))))
	m := &mixture{from: make([][2]int32, n)}
	order := num.Perm(rng, len(s.rows))
	for i := range m.from {
		row := s.rows[order[i%len(order)]]
		alike, least := row, math.Inf(1)
		for range looked {
			other := mates[part[row]][rng.IntN(len(mates[part[row]]))]
			if other == row {
				continue
			}
			if d := points.distance(row, other, least); d < least {
				alike, least = other, d
			}
		}
		m.from[i] = [2]int32{row, alike}
	}
	var err error
	m.table, err = s.swapped(m.from, rng)
	return m, err
}

// swapped is the table's inputs with, behind its rows, one row of each pair: the first of the
// two with some values of the second.
func (s *setup) swapped(from [][2]int32, rng *rand.Rand) (*table.Table, error) {
	inputs := s.table.Select(s.columns)
	cols := make([]table.Column, inputs.Width())
	at := make([]int32, inputs.Rows()+len(from))
	for c := range cols {
		for i := range inputs.Rows() {
			at[i] = int32(i)
		}
		for i, pair := range from {
			at[inputs.Rows()+i] = pair[0]
			if rng.Float64() < swapShare {
				at[inputs.Rows()+i] = pair[1]
			}
		}
		cols[c] = inputs.Column(c).Take(at)
	}
	return table.New(inputs.Fields(), cols)
}

// rowsByPart are the rows with a target of each part.
func (s *setup) rowsByPart(part []int32) map[int32][]int32 {
	out := map[int32][]int32{}
	for _, row := range s.rows {
		out[part[row]] = append(out[part[row]], row)
	}
	return out
}

// points are the rows of a table as numbers whose differences can be compared: of a number
// its rank, from 0 to 1, of a category its code.
type points struct {
	width  int
	coded  []bool
	values []float32 // by row; NaN is missing
}

func (s *setup) points() *points {
	p := &points{}
	var cols [][]float32
	for _, place := range s.columns {
		switch col := s.table.Column(place).(type) {
		case *table.Numbers:
			cols, p.coded = append(cols, ranks(col.Values())), append(p.coded, false)
		case *table.Times:
			cols, p.coded = append(cols, ranks(col.Values())), append(p.coded, false)
		case *table.Categories:
			v := make([]float32, col.Len())
			for i, code := range col.Codes() {
				v[i] = float32(code)
			}
			cols, p.coded = append(cols, v), append(p.coded, true)
		}
	}
	p.width = len(cols)
	p.values = make([]float32, p.width*s.table.Rows())
	for c, v := range cols {
		for i, x := range v {
			p.values[i*p.width+c] = x
		}
	}
	return p
}

// ranks are the places of values among all, from 0 to 1; equal ones share the first.
func ranks(values []float64) []float32 {
	order := make([]int32, len(values))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(values[a], values[b]) })
	out := make([]float32, len(values))
	first := 0
	for i, at := range order {
		if i > 0 && values[at] != values[order[i-1]] {
			first = i
		}
		out[at] = float32(first) / float32(len(values))
		if math.IsNaN(values[at]) {
			out[at] = float32(math.NaN())
		}
	}
	return out
}

// distance adds up how far two rows are apart in each column, from 0 to 1, and gives up when
// it is beyond most.
func (p *points) distance(a, b int32, most float64) float64 {
	x, y := p.values[int(a)*p.width:][:p.width], p.values[int(b)*p.width:][:p.width]
	sum := 0.0
	for c, v := range x {
		d := math.Abs(float64(v - y[c]))
		if v == y[c] || v != v && y[c] != y[c] {
			d = 0
		} else if p.coded[c] || d != d {
			d = 1
		}
		if sum += d; sum >= most {
			break
		}
	}
	return sum
}
