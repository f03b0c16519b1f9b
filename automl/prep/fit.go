package prep

import (
	"context"
	"slices"

	"winnow/automl"
)

// fitting is what the transforms of one Fit share.
type fitting struct {
	ctx   context.Context
	train *automl.Dataset
	o     Options
	env   automl.Env
}

// Fit fits the transforms on train.Rows and returns the data set with the transformed
// features. Their values are valid for train.Rows; a target-encoded column holds
// cross-fitted values there, while its graph node holds the full table. Features that need
// nothing done keep their pointer. When no feature is of use, the data set has none.
func Fit(ctx context.Context, train *automl.Dataset, o Options, env automl.Env) (*automl.Dataset, error) {
	f := &fitting{ctx: ctx, train: train, o: o, env: env}
	columns, err := f.columns()
	if err != nil {
		return nil, err
	}
	plain, err := f.plain(columns)
	if err != nil || !o.Combines() {
		return plain, err
	}
	return f.combine(plain, columns)
}

// Combine fits what makes features of several columns each, on top of plain: what Fit made
// of the same rows with the options of o.Plain.
func Combine(ctx context.Context, train, plain *automl.Dataset, o Options, env automl.Env) (*automl.Dataset, error) {
	f := &fitting{ctx: ctx, train: train, o: o, env: env}
	columns, err := f.columns()
	if err != nil {
		return nil, err
	}
	return f.combine(plain, columns)
}

// columns are those that features are made of.
func (f *fitting) columns() ([]*automl.Feature, error) {
	columns, err := f.screen()
	if err != nil || !f.o.ReadsCodes() {
		return columns, err
	}
	return f.withCodes(columns)
}

// plain makes the features of one column each.
func (f *fitting) plain(columns []*automl.Feature) (*automl.Dataset, error) {
	var out, numbers []*automl.Feature
	for _, base := range columns {
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		switch {
		case base.Kind == automl.Textual:
			lengths, terms, err := f.text(base)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, lengths...)
			out = append(out, terms...)
		case base.Kind == automl.Categorical:
			plain, means, err := f.category(base)
			if err != nil {
				return nil, err
			}
			out = append(out, plain...)
			numbers = append(numbers, means...)
		case base.Moment:
			numbers = append(numbers, base)
			numbers = append(numbers, dateParts(base, f.train.Space, f.o.Needs.Scaled)...)
		default:
			numbers = append(numbers, base)
		}
	}
	numbers, err := f.numbers(numbers)
	if err != nil {
		return nil, err
	}
	return f.train.WithFeatures(append(numbers, out...)), nil
}

// combine adds features of several columns each to those of one.
func (f *fitting) combine(plain *automl.Dataset, columns []*automl.Feature) (*automl.Dataset, error) {
	if !f.o.Combinable(columns) || len(f.train.Rows) == 0 {
		return plain, nil
	}
	judged := screenRows
	if f.o.Crosses > 0 {
		judged = crossJudged
	}
	j, err := f.judging(columns, thinRows(f.train.Rows, judged))
	if err != nil {
		return nil, err
	}
	var out []*automl.Feature
	if f.o.Crosses > 0 {
		if out, err = f.crosses(columns, j); err != nil {
			return nil, err
		}
	}
	if f.o.Combine > 0 {
		more, err := f.combinations(columns, j)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	if out, err = f.numbers(out); err != nil {
		return nil, err
	}
	return plain.WithFeatures(slices.Concat(plain.Features, out)), nil
}
