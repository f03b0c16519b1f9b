package predict

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/table"
)

const (
	// mostSampled is how many rows of a file at most its columns' spread is judged by.
	mostSampled = 8192
	// levelsShown is how many levels of a column are told apart.
	levelsShown = 8
	// chance is how rarely chance alone may make a spread look different.
	chance = 0.001
)

// sample holds every stride-th row of what streams past, in memory that does not grow.
type sample struct {
	seen, stride int
	rows         int
	cols         []graph.FrameColumn // texts: codes, 0 for any
}

func newSample(width int) *sample { return &sample{stride: 1, cols: make([]graph.FrameColumn, width)} }

// take looks at the next rows.
func (s *sample) take(f *graph.Frame) {
	for i := (s.stride - s.seen%s.stride) % s.stride; i < f.Rows; {
		s.add(f, i)
		if s.rows++; s.rows == mostSampled {
			s.halve()
			at := s.seen + i + 1
			i += 1 + (s.stride-at%s.stride)%s.stride
			continue
		}
		i += s.stride
	}
	s.seen += f.Rows
}

func (s *sample) add(f *graph.Frame, i int) {
	for k := range f.Cols {
		from, to := &f.Cols[k], &s.cols[k]
		switch {
		case from.Nums != nil:
			to.Nums = append(to.Nums, from.Nums[i])
		case from.Codes != nil:
			to.Codes = append(to.Codes, from.Codes[i])
		case from.Strs != nil && from.Strs[i] == "":
			to.Codes = append(to.Codes, -1)
		default:
			to.Codes = append(to.Codes, 0)
		}
	}
}

// halve keeps every second row.
func (s *sample) halve() {
	for k := range s.cols {
		c := &s.cols[k]
		for i := 0; 2*i < len(c.Nums); i++ {
			c.Nums[i] = c.Nums[2*i]
		}
		for i := 0; 2*i < len(c.Codes); i++ {
			c.Codes[i] = c.Codes[2*i]
		}
		c.Nums, c.Codes = c.Nums[:(len(c.Nums)+1)/2], c.Codes[:(len(c.Codes)+1)/2]
	}
	s.stride *= 2
	s.rows = (s.rows + 1) / 2
}

// drift holds a column's values against training; nil where that is not known.
func (s *sample) drift(c *automl.SchemaColumn, k, trained int) *automl.Drift {
	t, col := c.Typical, &s.cols[k]
	if t == nil || len(t.Shares) == 0 || s.rows == 0 {
		return nil
	}
	var bins []automl.DriftBin
	if c.Kind == table.Category || c.Kind == table.YesNo {
		bins = levelBins(c, col.Codes)
	} else {
		bins = numberBins(c, col.Nums)
	}
	return settle(bins, s.rows, trained)
}

// numberBins counts numbers or moments by the groups of training; the last bin is of the
// missing ones. Now is a count.
func numberBins(c *automl.SchemaColumn, nums []float64) []automl.DriftBin {
	t := c.Typical
	bins := make([]automl.DriftBin, len(t.Shares)+1)
	for k, share := range t.Shares {
		bins[k] = automl.DriftBin{Label: span(c, t.Edges, k), Before: share * (1 - c.Share)}
	}
	last := len(bins) - 1
	bins[last] = automl.DriftBin{Label: "no value", Before: c.Share}
	for _, v := range nums {
		if math.IsNaN(v) {
			bins[last].Now++
		} else {
			bins[groupOf(t.Edges, v)].Now++
		}
	}
	return bins
}

// levelBins counts levels: the most frequent of training, all others, those that it never saw
// and missing ones. Now is a count.
func levelBins(c *automl.SchemaColumn, codes []int32) []automl.DriftBin {
	t := c.Typical
	order := make([]int, len(c.Levels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(t.Shares[b], t.Shares[a]) })
	own := min(len(order), levelsShown)
	if len(order) == levelsShown+1 {
		own++
	}
	place := make([]int, len(order)+1)
	bins := make([]automl.DriftBin, own, own+3)
	for k, level := range order {
		place[level] = min(k, own)
		if k < own {
			bins[k] = automl.DriftBin{Label: c.Levels[level], Before: t.Shares[level] * (1 - c.Share)}
		}
	}
	rest := automl.DriftBin{Label: "all others"}
	for _, level := range order[own:] {
		rest.Before += t.Shares[level] * (1 - c.Share)
	}
	bins = append(bins, rest, automl.DriftBin{Label: "new values"}, automl.DriftBin{Label: "no value", Before: c.Share})
	for _, k := range codes {
		switch {
		case k < 0:
			bins[own+2].Now++
		case int(k) >= len(c.Levels):
			bins[own+1].Now++
		default:
			bins[place[k]].Now++
		}
	}
	return bins
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
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
		// Why: both sides are samples; the file's rows and those of training.
		scale := 1/float64(rows) + 1/float64(max(trained, 1000))
		d.Beyond = d.PSI > scale*distuv.ChiSquared{K: float64(n - 1)}.Quantile(1-chance)
	}
	return d
}
