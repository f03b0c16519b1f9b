package linear

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"winnow/automl"
	"winnow/automl/num"
)

// matrix is the features of the rows in use, by column. A column that is mostly zero holds
// its other entries alone.
type matrix struct {
	n, p  int
	cols  []vector
	cells int // numbers held
	plain int // columns, the first ones, that are the same for every shape
	rows  rowwise
}

// rowwise holds the entries of the sparse columns once more, row by row. Why: a sum of
// thousands of short columns into the rows would jump about in memory.
type rowwise struct {
	start []int // of each row among the entries, and their number at last
	cols  []int32
	vals  []float64
}

// vector is one column: dense, or the entries that are not zero.
type vector struct {
	dense []float64
	rows  []int32
	vals  []float64
}

// sparseShare is the share of entries that are not zero below which a column is held
// sparse.
const sparseShare = 0.2

func newMatrix(ctx context.Context, d *automl.Dataset) (*matrix, error) {
	m := &matrix{n: len(d.Rows), p: len(d.Features), cols: make([]vector, len(d.Features))}
	var place []int32 // of each row of the row space among those in use
	for j, f := range d.Features {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f.Kind != automl.Numeric {
			return nil, automl.Errorf("linear", automl.Internal, "The column %q reached the linear model without being turned into numbers.", f.Name)
		}
		if f.Sparse != nil {
			if place == nil {
				place = places(d)
			}
			m.cols[j] = unpack(f.Sparse, place)
		} else {
			m.cols[j] = pack(f.Nums, d.Rows)
		}
		if !m.cols[j].finite() {
			return nil, automl.Errorf("linear", automl.Internal, "The column %q reached the linear model with missing or infinite values.", f.Name)
		}
		m.cells += m.cols[j].cells()
	}
	m.byRow()
	return m, nil
}

// byRow lays the entries of the sparse columns out by row.
func (m *matrix) byRow() {
	start := make([]int, m.n+1)
	for _, v := range m.cols {
		for _, r := range v.rows {
			start[r+1]++
		}
	}
	for i := range m.n {
		start[i+1] += start[i]
	}
	at := slices.Clone(start)
	w := rowwise{start: start, cols: make([]int32, start[m.n]), vals: make([]float64, start[m.n])}
	for j, v := range m.cols {
		for i, r := range v.rows {
			w.cols[at[r]], w.vals[at[r]] = int32(j), v.vals[i]
			at[r]++
		}
	}
	m.rows = w
}

func (v vector) finite() bool {
	odd := func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
	return !slices.ContainsFunc(v.dense, odd) && !slices.ContainsFunc(v.vals, odd)
}

// places is where each row of the row space stands in d.Rows, -1 for those that do not.
func places(d *automl.Dataset) []int32 {
	out := slices.Repeat([]int32{-1}, d.Space)
	for i, r := range d.Rows {
		out[r] = int32(i)
	}
	return out
}

// unpack picks out the rows in use, in their order.
func unpack(s *automl.Sparse, place []int32) vector {
	v := vector{}
	var order []int
	for i, r := range s.Rows {
		if place[r] >= 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(place[s.Rows[a]], place[s.Rows[b]]) })
	for _, i := range order {
		v.rows, v.vals = append(v.rows, place[s.Rows[i]]), append(v.vals, s.Values[i])
	}
	return v
}

func pack(x []float64, rows []int32) vector {
	filled := 0
	for _, r := range rows {
		if x[r] != 0 {
			filled++
		}
	}
	if float64(filled) > sparseShare*float64(len(rows)) {
		v := vector{dense: make([]float64, len(rows))}
		for i, r := range rows {
			v.dense[i] = x[r]
		}
		return v
	}
	v := vector{rows: make([]int32, 0, filled), vals: make([]float64, 0, filled)}
	for i, r := range rows {
		if x[r] != 0 {
			v.rows = append(v.rows, int32(i))
			v.vals = append(v.vals, x[r])
		}
	}
	return v
}

func (v vector) cells() int { return len(v.dense) + len(v.vals) }

// take is the given entries, which ascend.
func (v vector) take(rows []int32) vector {
	var out vector
	if v.dense != nil {
		out.dense = make([]float64, len(rows))
		for i, r := range rows {
			out.dense[i] = v.dense[r]
		}
		return out
	}
	k := 0
	for i, r := range rows {
		for k < len(v.rows) && v.rows[k] < r {
			k++
		}
		if k < len(v.rows) && v.rows[k] == r {
			out.rows = append(out.rows, int32(i))
			out.vals = append(out.vals, v.vals[k])
		}
	}
	return out
}

// take is the matrix of the given rows, which ascend.
func (m *matrix) take(rows []int32) *matrix {
	out := &matrix{n: len(rows), p: m.p, plain: m.plain, cols: make([]vector, m.p)}
	for j, v := range m.cols {
		out.cols[j] = v.take(rows)
		out.cells += out.cols[j].cells()
	}
	out.byRow()
	return out
}

// rowChunk is how many rows one step of times works on.
const rowChunk = 2048

// times adds X w to y, for k outputs: w holds p numbers for each output, y holds n.
// The order of sums does not depend on workers.
func (m *matrix) times(ctx context.Context, workers, k int, w, y []float64) error {
	return num.ForEach(ctx, m.useful(workers), (m.n+rowChunk-1)/rowChunk, func(c int) error {
		from, to := c*rowChunk, min((c+1)*rowChunk, m.n)
		for j, v := range m.cols {
			if v.dense == nil {
				continue
			}
			for o := range k {
				if f := w[o*m.p+j]; f != 0 {
					floats.AddScaled(y[o*m.n+from:o*m.n+to], f, v.dense[from:to])
				}
			}
		}
		for o := range k {
			m.rows.addTo(y[o*m.n:(o+1)*m.n], w[o*m.p:(o+1)*m.p], from, to)
		}
		return nil
	})
}

// addTo adds the products with w to the rows from up to, not including, to.
func (r *rowwise) addTo(y, w []float64, from, to int) {
	for i := from; i < to; i++ {
		sum := 0.0
		for e := r.start[i]; e < r.start[i+1]; e++ {
			sum += float64(w[r.cols[e]] * r.vals[e])
		}
		y[i] += sum
	}
}

// transposed sets g to X' r, for k outputs.
func (m *matrix) transposed(ctx context.Context, workers, k int, r, g []float64) error {
	const cols = 4
	return num.ForEach(ctx, m.useful(workers), (m.p+cols-1)/cols, func(c int) error {
		for j := c * cols; j < min((c+1)*cols, m.p); j++ {
			for o := range k {
				g[o*m.p+j] = m.cols[j].dot(r[o*m.n : (o+1)*m.n])
			}
		}
		return nil
	})
}

func (v vector) dot(r []float64) float64 {
	if v.dense != nil {
		return floats.Dot(v.dense, r)
	}
	sum := 0.0
	for i, row := range v.rows {
		sum += float64(v.vals[i] * r[row])
	}
	return sum
}

// useful is 1 when there is too little to do for more workers.
func (m *matrix) useful(workers int) int {
	if m.cells < 1<<16 {
		return 1
	}
	return workers
}
