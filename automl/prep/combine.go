package prep

import (
	"cmp"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	// combineColumns is how many numbers, the most telling ones, are combined.
	combineColumns = 8
	// combineGroups is how many categories numbers are held against the means of.
	combineGroups = 4
	// combineDates is the most dates of which the days between are counted.
	combineDates = 5
	// combineLimit bounds what a combination may come to, so that it never overflows.
	combineLimit = 1e300
	day          = 86400 // seconds
)

// combinable reports whether numbers could be combined.
func combinable(columns []*automl.Feature) bool {
	numbers, groups, moments := 0, 0, 0
	for _, c := range columns {
		switch {
		case c.Moment:
			moments++
		case c.Kind == automl.Numeric:
			numbers++
		case c.Kind == automl.Categorical && len(c.Levels) > 2:
			groups++
		}
	}
	return numbers > 1 || numbers > 0 && groups > 0 || moments > 1
}

// combination is two operands in some form, how much it says beyond them, and how much they
// say one by one.
type combination struct {
	a, b        *operand
	form        form
	gain, apart float64
}

// combinations makes numbers of two columns each: differences, products and ratios of the
// most telling numbers, numbers against the mean of their group, and days between dates.
// Only those are made that say more than their columns do one by one: about what is left of
// the target once these are accounted for, or about all of it than both of them; of each two
// columns the best form, at most as many as the options allow.
func (f *fitting) combinations(columns []*automl.Feature, j *judging) ([]*automl.Feature, error) {
	all := f.forms(columns, j)
	err := num.ForEach(f.ctx, f.env.Workers, len(all), func(i int) error {
		c := &all[i]
		codes, most := j.cut(formBins, func(i int) float64 { return c.form.of(c.a, c.b, j.rows[i]) })
		if gain, sure := j.gain(j.left, codes, most); sure > surely {
			c.gain = gain
		}
		// Trees need many splits for what a difference or ratio says at once.
		if gain, sure := j.gain(j.whole, codes, most); sure > surely {
			c.gain = max(c.gain, gain-c.apart)
		}
		return f.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var best []combination
	for _, c := range all {
		if n := len(best); n == 0 || best[n-1].a.base != c.a.base || best[n-1].b.base != c.b.base {
			best = append(best, c)
		} else if c.gain > best[n-1].gain {
			best[n-1] = c
		}
	}
	best = slices.DeleteFunc(best, func(c combination) bool { return c.gain <= 0 })
	slices.SortStableFunc(best, func(a, b combination) int { return cmp.Compare(b.gain, a.gain) })
	var out []*automl.Feature
	for _, c := range best[:min(len(best), f.o.Combine)] {
		made, err := f.combined(c)
		if err != nil {
			return nil, err
		}
		out = append(out, made...)
	}
	return dropConstant(out, f.train.Rows), nil
}

// forms lists what is tried, the forms of the same two columns one after the other.
func (f *fitting) forms(columns []*automl.Feature, j *judging) []combination {
	var numbers, moments []*operand
	var groups []*automl.Feature
	alone := map[*automl.Feature]float64{}
	for _, c := range mostTelling(columns, j) {
		base := columns[c]
		alone[base] = max(j.alone[c], 0)
		if base.Kind == automl.Categorical {
			groups = append(groups, base)
		} else if o := f.number(base); o != nil && base.Moment {
			moments = append(moments, o)
		} else if o != nil {
			numbers = append(numbers, o)
		}
	}
	var out []combination
	try := func(a, b *operand, forms ...form) {
		for _, form := range forms {
			if form.sound(a, b) {
				out = append(out, combination{a: a, b: b, form: form, apart: alone[a.base] + alone[b.base]})
			}
		}
	}
	for k, a := range numbers {
		for _, b := range numbers[k+1:] {
			try(a, b, difference, product, ratio)
		}
		for _, g := range groups {
			if m := f.groupMeans(a, g); m != nil {
				try(a, m, deviation, relative)
			}
		}
	}
	for k, first := range moments {
		for _, second := range moments[k+1:] {
			a, b := first, second
			if a.low < b.low {
				a, b = b, a
			}
			try(a, b, days)
		}
	}
	return out
}

// mostTelling are the columns that are combined: the first ones by what they say alone, in
// the order of the table.
func mostTelling(columns []*automl.Feature, j *judging) []int {
	var out []int
	numbers, groups, moments := 0, 0, 0
	for _, c := range order(len(columns), func(c int) float64 { return j.alone[c] }) {
		count, most := &numbers, combineColumns
		switch base := columns[c]; {
		case base.Kind == automl.Textual || base.Kind == automl.Categorical && len(base.Levels) < 3:
			continue
		case base.Kind == automl.Categorical:
			count, most = &groups, combineGroups
		case base.Moment:
			count, most = &moments, combineDates
		}
		if *count < most {
			*count++
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}
