package flow

import (
	"slices"
	"strings"

	"winnow/app/words"
	"winnow/automl"
	"winnow/automl/table"
)

// Candidate is a column that could be predicted.
type Candidate struct {
	Column *automl.ColumnProfile
	// Why says why the column cannot be predicted; empty when it can.
	Why   string
	score int
}

// names that targets often have.
var targetNames = []string{"target", "label", "class", "churn", "outcome", "result", "price", "survived", "default",
	"response", "sold", "sales", "risk", "fraud", "status", "diagnosis", "quality"}

// Candidates lists the columns by how likely a person wants to predict them, the likeliest
// first; those that cannot be predicted last. What contains query, in any case, is kept.
func Candidates(columns []automl.ColumnProfile, query string) []Candidate {
	query = strings.ToLower(strings.TrimSpace(query))
	var out []Candidate
	for i := range columns {
		c := &columns[i]
		if !strings.Contains(strings.ToLower(c.Name), query) {
			continue
		}
		out = append(out, Candidate{Column: c, Why: unsuitable(c), score: suitability(c, i == len(columns)-1)})
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		if (a.Why == "") != (b.Why == "") {
			if a.Why == "" {
				return -1
			}
			return 1
		}
		return b.score - a.score
	})
	return out
}

func unsuitable(c *automl.ColumnProfile) string {
	switch {
	case c.Constant:
		return words.SameEverywhere
	case c.Identifier:
		return words.NamesRows
	case c.Kind == table.Text:
		return words.FreeText
	case c.Kind == table.Time:
		return words.DateColumn
	case c.Kind == table.Category && c.Distinct > MaxClasses:
		return words.TooManyKinds(c.Distinct)
	}
	return ""
}

// fewKinds is how many values a category has at most that is likely to be asked for.
const fewKinds = 200

func suitability(c *automl.ColumnProfile, last bool) int {
	s := 0
	if last {
		s += 30
	}
	name := strings.ToLower(c.Name)
	for _, n := range targetNames {
		if strings.Contains(name, n) {
			s += 50
			break
		}
	}
	switch {
	case c.Kind == table.YesNo:
		s += 20
	case c.Kind == table.Category && c.Distinct <= 10:
		s += 12
	case c.Kind == table.Number && c.Distinct > 20:
		s += 10
	}
	if c.Missing > 0 {
		s -= 5
	}
	if c.Kind == table.Category && c.Distinct > fewKinds {
		s -= 15
	}
	return s
}
