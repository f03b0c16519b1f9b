package predict

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"winnow/automl"
	"winnow/automl/drift"
	"winnow/automl/table"
)

const (
	typicalGroups = 10     // of numbers and moments
	typicalRows   = 20_000 // that are looked at, evenly over the table
	typicalLevels = 2_000  // beyond that a column names things; its shares tell nothing
)

// TypicalOf is how the values of a training column are spread; nil where there are none, and
// for texts. Numbers are rounded.
func TypicalOf(col table.Column) *automl.Typical {
	switch c := col.(type) {
	case *table.Categories:
		return levelShares(c)
	case *table.Numbers:
		return groups(thinned(c.Values()))
	case *table.Times:
		t := groups(thinned(c.Values()))
		if t != nil {
			t.Middle = nil
		}
		return t
	}
	return nil
}

func levelShares(c *table.Categories) *automl.Typical {
	n := len(c.Levels())
	if n == 0 || n > typicalLevels {
		return nil
	}
	t, present := &automl.Typical{Shares: make([]float64, n)}, 0.0
	for _, k := range c.Codes() {
		if k >= 0 {
			t.Shares[k]++
			present++
		}
	}
	for k := range t.Shares {
		t.Shares[k] = tidy(t.Shares[k]/max(1, present), 1)
	}
	return t
}

// thinned are the present values of every k-th row, sorted, with k so that there are at most
// typicalRows.
func thinned(values []float64) []float64 {
	step := (len(values) + typicalRows - 1) / typicalRows
	var out []float64
	for i := 0; i < len(values); i += max(1, step) {
		if v := values[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return out
}

// groups cuts sorted values into groups of about the same size. Equal values stay together.
func groups(sorted []float64) *automl.Typical {
	if len(sorted) == 0 {
		return nil
	}
	t, room := &automl.Typical{}, sorted[len(sorted)-1]-sorted[0]
	for k := 1; k < typicalGroups; k++ {
		edge := tidy(stat.Quantile(float64(k)/typicalGroups, stat.Empirical, sorted, nil), room)
		if edge < sorted[len(sorted)-1] && (len(t.Edges) == 0 || edge > t.Edges[len(t.Edges)-1]) {
			t.Edges = append(t.Edges, edge)
		}
	}
	t.Shares = make([]float64, len(t.Edges)+1)
	for _, v := range sorted {
		t.Shares[drift.GroupOf(t.Edges, v)]++
	}
	for k := range t.Shares {
		t.Shares[k] = tidy(t.Shares[k]/float64(len(sorted)), 1)
	}
	for _, p := range automl.TypicalAt {
		t.Middle = append(t.Middle, tidy(stat.Quantile(p, stat.Empirical, sorted, nil), room))
	}
	return t
}

// tidy rounds a value to about a hundred-thousandth of the room that values like it take.
func tidy(v, room float64) float64 {
	if !(room > 0) || math.IsInf(room, 0) {
		return v
	}
	digits := 5 - int(math.Floor(math.Log10(room)))
	if digits > 300 {
		return v
	}
	if digits < 0 {
		return math.Round(v)
	}
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', digits, 64), 64)
	if err != nil || math.IsInf(out, 0) {
		return v
	}
	return out
}
