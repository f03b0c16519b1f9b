package prep

import (
	"context"

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
	var out, numbers []*automl.Feature
	columns, err := f.screen()
	if err != nil {
		return nil, err
	}
	for _, base := range columns {
		if err := ctx.Err(); err != nil {
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
			numbers = append(numbers, dateParts(base, train.Space, o.Needs.Scaled)...)
		default:
			numbers = append(numbers, base)
		}
	}
	if numbers, err = f.numbers(numbers); err != nil {
		return nil, err
	}
	return train.WithFeatures(append(numbers, out...)), nil
}
