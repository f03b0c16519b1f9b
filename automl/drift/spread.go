package drift

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

const (
	// levelsShown is how many levels of a column are told apart.
	levelsShown = 8
	// chance is how rarely chance alone may make a spread look different.
	chance = 0.001
)

// Drift holds column i of the rows against training; nil where that is not known or there are
// no rows.
func (c *Counter) Drift(i int) *automl.Drift {
	s, n := &c.schema.Columns[i], &c.columns[i]
	if n.parts == nil || c.Rows == 0 {
		return nil
	}
	var bins []automl.DriftBin
	if s.Kind == table.Category || s.Kind == table.YesNo {
		bins = levelBins(s, n.parts)
	} else {
		bins = groupBins(s, n.parts)
	}
	bins = append(bins, automl.DriftBin{Label: "new values", Now: float64(n.unseen)},
		automl.DriftBin{Label: "no value", Before: s.Share, Now: float64(n.missing)})
	return settle(bins, c.Rows, c.trained)
}

// groupBins are the groups of numbers or moments. Now is a count.
func groupBins(s *automl.SchemaColumn, parts []int) []automl.DriftBin {
	bins := make([]automl.DriftBin, len(parts))
	for k, n := range parts {
		bins[k] = automl.DriftBin{Label: Span(s.Kind, s.Typical.Edges, k), Before: s.Typical.Shares[k] * (1 - s.Share), Now: float64(n)}
	}
	return bins
}

// levelBins are the most frequent levels of training and all others. Now is a count.
func levelBins(s *automl.SchemaColumn, parts []int) []automl.DriftBin {
	order := make([]int, len(s.Levels))
	for i := range order {
		order[i] = i
	}
	shares := s.Typical.Shares
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(shares[b], shares[a]) })
	own := min(len(order), levelsShown)
	if len(order) == levelsShown+1 {
		own++
	}
	bins := make([]automl.DriftBin, own+1)
	bins[own].Label = "all others"
	for k, level := range order {
		b := &bins[min(k, own)]
		if k < own {
			b.Label = s.Levels[level]
		}
		b.Before += shares[level] * (1 - s.Share)
		b.Now += float64(parts[level])
	}
	return bins
}

// settle turns counts into shares, leaves out bins that are empty on both sides, and works
// the index out. A share of 0 counts as half a row, for the logarithm.
func settle(bins []automl.DriftBin, rows, trained int) *automl.Drift {
	d := &automl.Drift{}
	for _, b := range bins {
		if b.Before == 0 && b.Now == 0 {
			continue
		}
		b.Now /= float64(rows)
		now, before := max(b.Now, 0.5/float64(rows)), max(b.Before, 0.5/float64(max(trained, 1000)))
		d.PSI += (now - before) * math.Log(now/before)
		d.Bins = append(d.Bins, b)
	}
	if n := len(d.Bins); n > 1 {
		// Why: both sides are samples; these rows and those of training.
		scale := 1/float64(rows) + 1/float64(max(trained, 1000))
		d.Beyond = d.PSI > scale*distuv.ChiSquared{K: float64(n - 1)}.Quantile(1-chance)
	}
	return d
}

// GroupOf is the group of a value; edges are those of automl.Typical.
func GroupOf(edges []float64, v float64) int {
	k, _ := slices.BinarySearch(edges, v)
	return k
}

// Span spells group k of numbers or moments.
func Span(kind table.Kind, edges []float64, k int) string {
	word := func(v float64) string {
		if kind == table.Time {
			return table.NewTimes([]float64{v}, "2006-01-02").Text(0)
		}
		return num.Spell(v)
	}
	switch {
	case len(edges) == 0:
		return "any value"
	case k == 0:
		return "up to " + word(edges[0])
	case k == len(edges):
		return "above " + word(edges[k-1])
	}
	return word(edges[k-1]) + " to " + word(edges[k])
}
