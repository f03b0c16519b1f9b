package sure

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/graph"
)

const (
	relatedColumns = 40   // numeric columns among which relations are looked for
	relatedMost    = 5    // relations at most
	relatedSpread  = 0.3  // variance of a relation at most, where a column alone has 1
	relatedLeast   = 1e-6 // and at least: below it there is only rounding
	relatedWeight  = 0.1  // of a column at least, for it to take part
	relatedShare   = 0.002
)

// relate finds sums of standardised numeric columns that hardly vary although the columns do:
// the last principal components, which show what breaks the rules that columns keep to (Jolliffe
// 2002, section 10.1). Rows of training that lie beyond the range of the others are marked as odd.
func relate(d *automl.Dataset, odd map[int32]bool) (*graph.Node, []automl.Related, float64) {
	columns := standardised(d)
	if len(columns) < 2 {
		return nil, nil, 0
	}
	weights := lastComponents(columns, every(d.Rows, familiarRows))
	if len(weights) == 0 {
		return nil, nil, 0
	}
	refs := make([]graph.Ref, len(columns))
	scale := &graph.Scale{}
	for k, c := range columns {
		refs[k] = c.x.Ref
		scale.Center, scale.Width = append(scale.Center, c.mean), append(scale.Width, c.sd)
	}
	sums := &graph.Linear{Bias: make([]float64, len(weights))}
	out := make([]automl.Related, len(weights))
	made := &automl.Dataset{Rows: d.Rows, Space: d.Space}
	for i, w := range weights {
		sums.Weights = append(sums.Weights, w...)
		x := &automl.Feature{Nums: summed(d, columns, w)}
		made.Features = append(made.Features, x)
		out[i] = related(columns, w, x.Nums, d.Rows)
	}
	return graph.Apply(sums, graph.Apply(scale, graph.Pick(refs))), out, margin(made, odd, relatedShare)
}

// standard is a numeric column with what makes its mean 0 and its variance 1.
type standard struct {
	at       int // place among the data set's features
	x        *automl.Feature
	mean, sd float64
}

// standardised are the numeric columns that vary.
func standardised(d *automl.Dataset) []standard {
	var out []standard
	for at, x := range d.Features {
		if x.Kind != automl.Numeric || x.Sparse != nil || len(out) == relatedColumns {
			continue
		}
		var v []float64
		for _, r := range d.Rows {
			if n := x.Nums[r]; n == n {
				v = append(v, n)
			}
		}
		if len(v) < 2 {
			continue
		}
		mean, sd := stat.MeanStdDev(v, nil)
		if sd > 1e-12*math.Abs(mean) && !math.IsInf(sd, 0) {
			out = append(out, standard{at, x, mean, sd})
		}
	}
	return out
}

func (c standard) value(r int32) float64 { return (c.x.Nums[r] - c.mean) / c.sd }

// lastComponents are the weights of the principal components that vary least, within bounds.
// A missing value counts as the mean.
func lastComponents(columns []standard, rows []int32) [][]float64 {
	p := len(columns)
	m := mat.NewDense(len(rows), p, nil)
	for i, r := range rows {
		for k, c := range columns {
			if v := c.value(r); v == v {
				m.Set(i, k, v)
			}
		}
	}
	var corr mat.SymDense
	stat.CorrelationMatrix(&corr, m, nil)
	for k := range p {
		for j := range k {
			if math.IsNaN(corr.At(k, j)) {
				return nil // a column that does not vary among these rows
			}
		}
	}
	var e mat.EigenSym
	if !e.Factorize(&corr, true) {
		return nil
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	var out [][]float64
	for i, v := range e.Values(nil) { // ascending
		if v < relatedLeast || v > relatedSpread || len(out) == relatedMost {
			continue
		}
		w := mat.Col(nil, i, &vectors)
		for k := range w {
			if math.Abs(w[k]) < relatedWeight {
				w[k] = 0
			}
		}
		out = append(out, w)
	}
	return out
}

// summed is the weighted sum for every row; NaN where a column that takes part is missing.
func summed(d *automl.Dataset, columns []standard, w []float64) []float64 {
	out := make([]float64, d.Space)
	for _, r := range d.Rows {
		for k, c := range columns {
			if w[k] != 0 {
				out[r] += float64(w[k] * c.value(r))
			}
		}
	}
	return out
}

// related describes a relation: its range, and the two columns that weigh most in it.
func related(columns []standard, w, values []float64, rows []int32) automl.Related {
	order := make([]int, len(w))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(w[b]), math.Abs(w[a])) })
	out := automl.Related{Columns: []int{columns[order[0]].at, columns[order[1]].at}}
	slices.Sort(out.Columns)
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if v := values[r]; v == v {
			low, high = min(low, v), max(high, v)
		}
	}
	if low <= high {
		out.Low, out.High = low, high
	}
	return out
}
