package source

import (
	"context"

	"winnow/automl/num"
	"winnow/automl/table"
)

// sampleValues are the distinct values of one column of the sample.
func sampleValues(rows [][]string, i, width int, d dialect, miss *missing) values {
	cells := make([]string, 0, len(rows))
	for _, r := range rows {
		if len(r) == width || d.extra && len(r) == width+1 {
			cells = append(cells, r[i])
		}
	}
	return distinct(cells, miss)
}

// glimpse is what the sample says about a column.
type glimpse struct {
	values
	verdict
}

// glimpses looks at the columns of the sample, each by itself.
func (j *job) glimpses(ctx context.Context, rows [][]string, width int) ([]glimpse, error) {
	out := make([]glimpse, width)
	err := num.ForEach(ctx, j.workers(), width, func(i int) error {
		v := sampleValues(rows, i, width, j.dialect, j.miss)
		out[i] = glimpse{v, infer(ctx, v, leaning{forced: j.options.Decimal})}
		return nil
	})
	return out, err
}

// leaning looks for columns of the sample that can be read in one way only.
func (j *job) leaning(sample []glimpse) leaning {
	lean := leaning{forced: j.options.Decimal}
	lean.comma, lean.dayFirst = lean.forced == ",", lean.forced == ","
	point, months := false, false
	for _, d := range sample {
		lean.comma = lean.comma || d.comma
		point = point || d.point
		if d.kind == table.Time && !d.either && swapped(d.layout) != "" {
			months = months || !dayFirst(d.layout)
			lean.dayFirst = lean.dayFirst || dayFirst(d.layout)
		}
	}
	if lean.forced == "" && j.dialect.delim == ';' && !point {
		lean.comma = true
	}
	lean.dayFirst = !months && (lean.dayFirst || lean.comma || j.dialect.delim == ';')
	return lean
}

// plans decides how the cells of each column are gathered, by the sample and by what
// the options fix.
func (j *job) plans(ctx context.Context, sample []glimpse, names []string, lean leaning) []plan {
	fixed := j.options.Fields
	plans := make([]plan, len(names))
	for i, n := range names {
		v, found := sample[i].values, sample[i].verdict
		if lean.comma || lean.dayFirst {
			found = infer(ctx, v, lean)
		}
		if f, ok := fixed[n]; ok {
			plans[i] = fixedPlan(ctx, f, found, v, lean)
			continue
		}
		switch found.kind {
		case table.Number:
			plans[i] = plan{mode: numberCells, form: found.form, zeros: found.zeros}
		case table.Time:
			plans[i] = plan{mode: timeCells, layout: found.layout}
		case table.Text:
			plans[i] = plan{mode: textCells}
		case table.Category, table.YesNo:
			plans[i] = plan{mode: wordCells}
		}
	}
	return plans
}

// fixedPlan reads a column as the options demand. Where they fix the kind but not the
// spelling, the spelling found in the sample is used.
func fixedPlan(ctx context.Context, f table.Field, found verdict, v values, lean leaning) plan {
	p := plan{fixed: true}
	switch f.Kind {
	case table.Number:
		p.mode, p.form = numberCells, formOf(f.Format)
		if f.Format == (table.Format{}) && found.kind == table.Number {
			p.form = found.form
		}
	case table.Time:
		p.mode, p.layout = timeCells, f.Format.Layout
		if p.layout == "" {
			p.layout = fitDates(ctx, v.texts, v.counts, lean.dayFirst).layout
		}
		if p.layout == "" {
			p.layout = days[0]
		}
	case table.Text:
		p.mode = textCells
	case table.Category, table.YesNo:
		p.mode = wordCells
	default:
		return plan{mode: wordCells}
	}
	return p
}
