package profile

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

const (
	topValues = 10
	bins      = 24
	// Why: sorting so many numbers takes about a tenth of a second; quantiles and the number
	// of distinct values of a larger sample would tell a person nothing else.
	maxSorted = 1_000_000
)

// summary is what is known of a column beyond its profile.
type summary struct {
	runs   []run   // distinct numbers by size, of Numbers and Times
	unique float64 // distinct values as a share of the rows with one
	words  float64 // mean number of words, of texts and categories
}

// run is a number and how often it occurs.
type run struct {
	value float64
	count int
}

// describe fills in everything that does not need the target.
func describe(f table.Field, c table.Column) (automl.ColumnProfile, summary) {
	p := automl.ColumnProfile{Name: f.Name, Kind: f.Kind, Reason: f.Reason, Missing: c.MissingCount(), Link: -1}
	var s summary
	switch c := c.(type) {
	case *table.Numbers:
		s = numbers(&p, c.Values())
	case *table.Times:
		s = numbers(&p, c.Values())
	default:
		s = names(&p, c)
	}
	p.Constant = p.Distinct < 2
	p.Identifier = identifies(f, c, &p, s)
	return p, s
}

// names profiles categories and texts.
func names(p *automl.ColumnProfile, c table.Column) summary {
	v := distinct(c)
	p.Distinct = len(v.names)
	order := make([]int, len(v.names))
	spaces := 0
	for i := range order {
		order[i] = i
		for _, r := range v.names[i] {
			if r == ' ' {
				spaces += v.counts[i]
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v.counts[b], v.counts[a]) })
	for _, i := range order[:min(topValues, len(order))] {
		p.Top = append(p.Top, automl.ValueCount{Value: v.names[i], Count: v.counts[i]})
	}
	if v.rows == 0 {
		return summary{}
	}
	return summary{unique: float64(len(v.names)) / float64(v.rows), words: 1 + float64(spaces)/float64(v.rows)}
}

// numbers profiles quantities and moments. Infinite values are left out.
func numbers(p *automl.ColumnProfile, all []float64) summary {
	sorted := sample(all)
	if len(sorted) == 0 {
		return summary{}
	}
	slices.Sort(sorted)
	var s summary
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			s.runs = append(s.runs, run{value: v})
		}
		s.runs[len(s.runs)-1].count++
	}
	p.Distinct = len(s.runs)
	s.unique = float64(p.Distinct) / float64(len(sorted))
	p.Q25, p.Median, p.Q75 = quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)
	moments(p, all)
	p.Histogram = histogram(all, p.Min, p.Max)
	return s
}

// sample takes the finite values, of too many rows one at random from each of maxSorted
// stretches of equal length.
func sample(all []float64) []float64 {
	n := min(len(all), maxSorted)
	out := make([]float64, 0, n)
	rng := num.RNG(0, "profile", "sample")
	for k := range n {
		from, to := k*len(all)/n, (k+1)*len(all)/n
		if to-from > 1 {
			from += rng.IntN(to - from)
		}
		if finite(all[from]) {
			out = append(out, all[from])
		}
	}
	return out
}

// quantile interpolates between neighbours (definition 7 of Hyndman and Fan 1996).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	part := at - float64(i)
	return sorted[i]*(1-part) + sorted[i+1]*part
}

// moments sets range, mean, standard deviation (of a sample) and skewness (the third
// standardised moment). Values are taken relative to the largest, so that squares and cubes
// stay finite.
func moments(p *automl.ColumnProfile, all []float64) {
	n, lo, hi := 0.0, math.Inf(1), math.Inf(-1)
	for _, v := range all {
		if finite(v) {
			n++
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	p.Min, p.Max = lo, hi
	scale := max(math.Abs(lo), math.Abs(hi))
	if scale == 0 {
		return
	}
	var sum float64
	for _, v := range all {
		if finite(v) {
			sum += v / scale
		}
	}
	mean := sum / n
	var m2, m3 float64
	for _, v := range all {
		if finite(v) {
			d := v/scale - mean
			m2 += d * d
			m3 += d * d * d
		}
	}
	p.Mean = mean * scale
	if lo == hi || m2 == 0 {
		return
	}
	p.Std = math.Sqrt(m2/(n-1)) * scale
	p.Skew = (m3 / n) / math.Pow(m2/n, 1.5)
}

func histogram(all []float64, lo, hi float64) []int {
	width := hi/bins - lo/bins
	if width == 0 {
		n := 0
		for _, v := range all {
			if finite(v) {
				n++
			}
		}
		return []int{n}
	}
	out := make([]int, bins)
	for _, v := range all {
		if finite(v) {
			out[max(0, min(int((v-lo)/width), bins-1))]++
		}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// idWords are words in a column's name that say that it names rows.
var idWords = []string{"id", "uuid", "guid", "key", "index", "idx", "rownames", "rownum", "rowid", "serial", "number", "no", "nr", "unnamed"}

// identifies reports whether a column names the row rather than describes it: every value
// is new, and it is short text, a running number, or called an identifier.
func identifies(f table.Field, c table.Column, p *automl.ColumnProfile, s summary) bool {
	const fewest = 20
	present := c.Len() - p.Missing
	if present < fewest || s.unique < 0.99 || f.Kind == table.Time {
		return false
	}
	if f.Kind != table.Number {
		return s.words < 1.5
	}
	for _, r := range s.runs {
		if r.value != math.Trunc(r.value) {
			return false
		}
	}
	if hasWord(f.Name, idWords) {
		return true
	}
	// A running number leaves hardly a gap and goes up, or down, with the rows.
	if p.Max-p.Min >= 1.05*float64(present) {
		return false
	}
	values := c.(*table.Numbers).Values()
	up := 0
	for i := 1; i < len(values); i++ {
		if values[i] > values[i-1] {
			up++
		}
	}
	return float64(up) > 0.99*float64(len(values)-1) || float64(up) < 0.01*float64(len(values)-1)
}

// hasWord reports whether one of the words occurs in the name, or ends it: "customerid".
func hasWord(name string, words []string) bool {
	for _, t := range tokens(name) {
		if slices.Contains(words, t) {
			return true
		}
	}
	return false
}
