package gbdt

import (
	"fmt"
	"strings"

	"winnow/automl"
)

// sign is the direction of one column.
type sign struct {
	name string
	sign int8
}

// parseSigns reads text such as "age:+1, price:-1". A name may hold commas and colons.
func parseSigns(text string) ([]sign, error) {
	var out []sign
	name := ""
	for part := range strings.SplitSeq(text, ",") {
		if name += part; strings.TrimSpace(name) == "" {
			continue
		}
		at := strings.LastIndexByte(name, ':')
		direction, ok := int8(0), false
		if at > 0 {
			direction, ok = signs[strings.TrimSpace(name[at+1:])]
		}
		if !ok {
			name += ","
			continue
		}
		out = append(out, sign{strings.TrimSpace(name[:at]), direction})
		name = ""
	}
	if strings.Trim(name, ", ") != "" {
		return nil, fmt.Errorf("it must be like age:+1,price:-1, with +1 for a column that predictions rise with and -1 for one that they fall with")
	}
	return out, nil
}

// signs are the spellings of directions.
var signs = map[string]int8{"+1": 1, "1": 1, "+": 1, "-1": -1, "-": -1, "0": 0}

// directions finds the columns that Monotone names: the sign of each feature, or nil when
// none has one.
func (l *Learner) directions(train *automl.Dataset) ([]int8, error) {
	named, err := parseSigns(l.Monotone)
	if err != nil || len(named) == 0 {
		return nil, err
	}
	if train.Task == automl.Multiclass {
		return nil, automl.Errorf("fit", automl.BadData, "Predictions of three or more classes cannot rise or fall with a column.").
			WithHint("Clear the setting monotone.")
	}
	out := make([]int8, len(train.Features))
	for _, s := range named {
		if err := s.find(train.Features, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// find sets the sign of the named feature.
func (s sign) find(features []*automl.Feature, out []int8) error {
	var numbers []string
	for i, f := range features {
		if f.Name == s.name {
			if f.Kind != automl.Numeric {
				return automl.Errorf("fit", automl.BadData, "Predictions cannot rise or fall with %q: it is not a number.", s.name).
					WithHint("Name columns of numbers only in the setting monotone.")
			}
			out[i] = s.sign
			return nil
		}
		if f.Kind == automl.Numeric && f.Name != "" {
			numbers = append(numbers, f.Name)
		}
	}
	const most = 10
	if len(numbers) > most {
		numbers = append(numbers[:most], "...")
	}
	return automl.Errorf("fit", automl.BadData, "The setting monotone names a column %q that the model does not have.", s.name).
		WithHint("The columns of numbers are: %s.", strings.Join(numbers, ", "))
}
