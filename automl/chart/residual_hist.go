package chart

import (
	"fmt"
	"math"
	"sort"

	"winnow/automl"
	"winnow/automl/figure"
	"winnow/automl/num"
)

func residualHist() automl.Chart {
	return entry("residual_hist", "Size of errors", "How often errors of each size happen; a narrow peak at zero is best.",
		automl.TaskSet{automl.Regression}, drawResidualHist)
}

func drawResidualHist(r *automl.Report, _ automl.ChartOptions) *figure.Figure {
	p, reason := regressionOr(r)
	if reason != "" {
		return empty(reason)
	}
	errs := p.errors()
	sort.Float64s(errs)
	edges := binEdges(errs)
	members := make([][]int32, len(edges)-1)
	beyond := 0
	for at, e := range p.errors() {
		if e < edges[0] || e > edges[len(edges)-1] {
			beyond++
			continue
		}
		i := sort.SearchFloat64s(edges, e)
		if i < len(edges) && edges[i] == e {
			i++
		}
		i = min(max(i-1, 0), len(members)-1)
		members[i] = append(members[i], p.at[at])
	}
	s := figure.Series{Mark: figure.Bars, Members: members}
	f := &figure.Figure{
		X:     figure.Axis{Title: "Error: actual less predicted " + target(r)},
		Y:     figure.Axis{Title: "Rows", Whole: true},
		Table: figure.Table{Head: []string{"Error from", "to", "Rows"}},
	}
	for i, rows := range members {
		s.X, s.Y = append(s.X, (edges[i]+edges[i+1])/2), append(s.Y, float64(len(rows)))
		f.Table.Rows = append(f.Table.Rows, []string{num.Spell(edges[i]), num.Spell(edges[i+1]), count(len(rows))})
	}
	f.Series = []figure.Series{s}
	sizes := p.sortedSizes()
	f.Sentence = fmt.Sprintf("Half of the errors are smaller than %s, and 95 in 100 are smaller than %s.",
		num.Spell(quantile(sizes, 0.5)), num.Spell(quantile(sizes, 0.95)))
	if beyond > 0 {
		f.Sentence += fmt.Sprintf(" Not shown: %s further out.", of(beyond, "row"))
	}
	return f
}

// binEdges are the edges of a histogram of sorted values: bins as wide as Freedman and
// Diaconis (1981) say, 8 to 50 of them, a bin edge at zero, over the middle 99 % where
// the tails are long.
func binEdges(sorted []float64) []float64 {
	lo, hi := sorted[0], sorted[len(sorted)-1]
	if a, b := quantile(sorted, 0.005), quantile(sorted, 0.995); hi-lo > 3*(b-a) && b > a {
		lo, hi = a, b
	}
	if lo == hi {
		d := math.Max(math.Abs(lo)*0.1, 0.5)
		return []float64{lo - d, lo + d}
	}
	width := 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / math.Cbrt(float64(len(sorted)))
	width = math.Max((hi-lo)/50, math.Min((hi-lo)/8, width))
	if !(width > 0) {
		width = (hi - lo) / 8
	}
	first := math.Floor(lo / width)
	last := math.Max(math.Ceil(hi/width), first+1)
	var edges []float64
	for i := first; i <= last; i++ {
		edges = append(edges, i*width)
	}
	return edges
}
