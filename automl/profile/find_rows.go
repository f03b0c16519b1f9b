package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/table"
)

// sketchRows bounds the rows on which columns are compared with each other; for pairs of
// numbers a quarter of them do.
const sketchRows = 20_000

// mix scrambles 64 bits (the finisher of SplitMix64, Steele et al. 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// keyOf gives equal values of a column equal keys, and different ones different keys but for
// chance.
func keyOf(c table.Column) func(i int) uint64 {
	switch c := c.(type) {
	case *table.Numbers:
		return func(i int) uint64 { return numberKey(c.Values()[i]) }
	case *table.Times:
		return func(i int) uint64 { return numberKey(c.Values()[i]) }
	case *table.Categories:
		return func(i int) uint64 { return mix(uint64(c.Codes()[i]) + 1) }
	case *table.Texts:
		return func(i int) uint64 {
			if c.IsMissing(i) {
				return 1
			}
			// FNV-1a.
			h := uint64(14695981039346656037)
			for _, b := range []byte(c.Values()[i]) {
				h = (h ^ uint64(b)) * 1099511628211
			}
			return mix(h)
		}
	}
	panic(fmt.Sprintf("profile: unknown column type %T", c))
}

// numberKey gives both zeros one key, and every NaN another.
func numberKey(v float64) uint64 {
	if math.IsNaN(v) {
		return 1
	}
	return mix(math.Float64bits(v + 0))
}

// duplicateRows looks for rows that say the same, and for rows that say the same but for
// the target.
func duplicateRows(d *description) []automl.Finding {
	n := d.profile.Rows
	key := make([]uint64, n)
	used := 0
	for i := range d.profile.Columns {
		if i == d.target || d.profile.Columns[i].Identifier || d.profile.Columns[i].Constant {
			continue
		}
		used++
		of := keyOf(d.table.Column(i))
		for r := range key {
			key[r] = mix(key[r]*31 + of(r) + uint64(i))
		}
	}
	if used < 2 {
		return nil
	}
	answer := func(int32) float64 { return 0 }
	if d.question != nil {
		answer = func(r int32) float64 { return d.question.encoded.Y[r] }
	}
	order := make([]int32, n)
	for r := range order {
		order[r] = int32(r)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(answer(a), answer(b)), cmp.Compare(a, b))
	})
	same, conflicting := 0, 0
	for from := 0; from < n; {
		to := from + 1
		distinct := 1
		for ; to < n && key[order[to]] == key[order[from]]; to++ {
			if cmp.Compare(answer(order[to]), answer(order[to-1])) == 0 {
				same++
			} else {
				distinct++
			}
		}
		if distinct > 1 {
			conflicting += to - from
		}
		from = to
	}
	return d.aboutRows(same, conflicting)
}

func (d *description) aboutRows(same, conflicting int) []automl.Finding {
	var out []automl.Finding
	n := float64(d.profile.Rows)
	severity := func(count int) automl.Severity {
		if float64(count) > 0.05*n {
			return automl.Medium
		}
		return automl.Low
	}
	if same > 0 {
		out = append(out, automl.Finding{
			ID: "duplicate_rows", Severity: severity(same), Columns: []string{},
			Title:   "Rows that occur more than once",
			Message: fmt.Sprintf("%s (%s) repeat an earlier one exactly. A model that is scored on rows it has already seen looks better than it is.", rows(same), percent(float64(same)/n)),
			Fix:     "If they are the same case entered twice, remove them from the file; different cases that happen to be equal may stay.",
		})
	}
	if conflicting > 0 && d.question != nil && d.question.truth.classes > 0 {
		out = append(out, automl.Finding{
			ID: "conflicting_labels", Severity: severity(conflicting), Columns: []string{d.question.name},
			Title:   "Equal rows with different answers",
			Message: fmt.Sprintf("%s (%s) agree in every column but not in %s. No model can tell them apart, which bounds every score.", rows(conflicting), percent(float64(conflicting)/n), d.question.name),
			Fix:     "If these are errors, correct them; else a column that tells the rows apart would help.",
		})
	}
	return out
}

// sketch is at most so many rows on which columns are compared, evenly drawn.
func (d *description) sketch(most int) []int32 {
	order := num.Perm(num.RNG(0, "profile", "sketch"), d.profile.Rows)
	order = order[:min(most, len(order))]
	slices.Sort(order)
	return order
}

// duplicateColumns looks for columns whose values go together one to one.
func duplicateColumns(d *description) []automl.Finding {
	sample := d.sketch(sketchRows)
	first := map[uint64]int{}
	var out []automl.Finding
	for i := range d.profile.Columns {
		p := &d.profile.Columns[i]
		// Identifiers are one to one with each other whatever they mean.
		if i == d.target || p.Constant || p.Identifier || d.more[i].unique > 0.95 && p.Kind != table.Number {
			continue
		}
		key := shape(d.table.Column(i), sample, p.Kind == table.Number && d.more[i].unique > 0.5)
		at, known := first[key]
		if !known {
			first[key] = i
			continue
		}
		a, b := d.profile.Columns[at].Name, p.Name
		out = append(out, automl.Finding{
			ID: "duplicate_columns", Severity: automl.Low, Columns: []string{a, b}, Drop: []string{b},
			Title:   fmt.Sprintf("%s and %s say the same", a, b),
			Message: fmt.Sprintf("Each value of %s goes with one value of %s and the other way round, so the second adds nothing, and charts share its importance between the two.", a, b),
			Fix:     fmt.Sprintf("Leave %s out.", b),
		})
	}
	return out
}

// shape is a key that two columns share when their values go together one to one; if exact,
// when they are equal.
func shape(c table.Column, sample []int32, exact bool) uint64 {
	of := keyOf(c)
	known := map[uint64]uint64{}
	h := uint64(len(sample))
	for _, r := range sample {
		v := of(int(r))
		if !exact {
			code := uint64(0)
			if !c.IsMissing(int(r)) {
				var ok bool
				if code, ok = known[v]; !ok {
					code = uint64(len(known) + 1)
					known[v] = code
				}
			}
			v = code
		}
		h = mix(h*31 + v)
	}
	return h
}

// correlated looks for pairs of numbers that rise and fall together.
func correlated(d *description) []automl.Finding {
	const strong, most = 0.95, 150
	sample := d.sketch(sketchRows / 4)
	var places []int
	var standard [][]float64
	for i := range d.profile.Columns {
		p := &d.profile.Columns[i]
		c, ok := d.table.Column(i).(*table.Numbers)
		if ok && i != d.target && p.Distinct > 10 && !p.Identifier && len(places) < most {
			places = append(places, i)
			standard = append(standard, standardise(c.Values(), sample))
		}
	}
	var parts, names []string
	for a := range places {
		for b := range a {
			var r float64
			for i, v := range standard[a] {
				r += v * standard[b][i]
			}
			if math.Abs(r) >= strong {
				x, y := d.profile.Columns[places[b]].Name, d.profile.Columns[places[a]].Name
				parts = append(parts, fmt.Sprintf("%s with %s (%.3f)", x, y, r))
				for _, name := range []string{x, y} {
					if !slices.Contains(names, name) {
						names = append(names, name)
					}
				}
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []automl.Finding{{
		ID: "correlated", Severity: automl.Low, Columns: names,
		Title:   "Numbers that go along with each other",
		Message: fmt.Sprintf("Nearly the same is said by %s. Scores do not suffer, but charts share the importance between them.", list(parts)),
		Fix:     "Nothing to do, unless you want a simpler model.",
	}}
}

// standardise takes mean and length off, with 0 for what is missing.
func standardise(values []float64, sample []int32) []float64 {
	out := make([]float64, len(sample))
	var mean, n, square float64
	for _, r := range sample {
		if v := values[r]; finite(v) {
			n++
			mean += (v - mean) / n
		}
	}
	for i, r := range sample {
		if v := values[r]; finite(v) {
			out[i] = v - mean
			square += out[i] * out[i]
		}
	}
	if square == 0 || math.IsInf(square, 0) {
		return make([]float64, len(sample))
	}
	for i := range out {
		out[i] /= math.Sqrt(square)
	}
	return out
}
