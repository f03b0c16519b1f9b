package profile

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

// each lists the names of the columns, the target aside, for which yes holds.
func (d *description) each(yes func(i int, p *automl.ColumnProfile) bool) []string {
	var out []string
	for i := range d.profile.Columns {
		if i != d.target && yes(i, &d.profile.Columns[i]) {
			out = append(out, d.profile.Columns[i].Name)
		}
	}
	return out
}

func constants(d *description) []automl.Finding {
	var out []automl.Finding
	if names := d.each(func(_ int, p *automl.ColumnProfile) bool { return p.Constant }); len(names) > 0 {
		out = append(out, automl.Finding{
			ID: "constant", Severity: automl.Low, Columns: names, Drop: names,
			Title:   "Columns that never change",
			Message: fmt.Sprintf("%s: every row that has a value has the same one, so there is nothing to learn from.", list(names)),
			Fix:     "Leave them out.",
		})
	}
	const share = 0.995
	names := d.each(func(i int, p *automl.ColumnProfile) bool {
		return !p.Constant && float64(d.commonest(i)) >= share*float64(d.profile.Rows)
	})
	if len(names) > 0 {
		out = append(out, automl.Finding{
			ID: "near_constant", Severity: automl.Low, Columns: names,
			Title:   "Columns that hardly ever change",
			Message: fmt.Sprintf("%s: one value stands in at least %s of all rows. The others are too few to learn much from.", list(names), percent(share)),
			Fix:     "They do little harm; leave them out if the rare values mean nothing.",
		})
	}
	return out
}

// commonest is the number of rows with the commonest value of a column.
func (d *description) commonest(i int) int {
	if top := d.profile.Columns[i].Top; len(top) > 0 {
		return top[0].Count
	}
	n := 0
	for _, r := range d.more[i].runs {
		n = max(n, r.count)
	}
	return n
}

func identifiers(d *description) []automl.Finding {
	var telling []string
	names := d.each(func(_ int, p *automl.ColumnProfile) bool {
		// Names of rows that tell the target can only do so by the order of the rows.
		if p.Identifier && p.Link >= 0.3 {
			telling = append(telling, p.Name)
		}
		return p.Identifier
	})
	if len(names) == 0 {
		return nil
	}
	f := automl.Finding{
		ID: "identifier", Severity: automl.Medium, Columns: names, Drop: names,
		Title:   "Columns that only name the row",
		Message: fmt.Sprintf("%s: nearly every row has a value of its own, so a model can learn the rows by heart but nothing about new ones.", list(names)),
		Fix:     "Leave them out.",
	}
	if len(telling) > 0 {
		f.Message += fmt.Sprintf(" Here %s even goes along with %s, because the rows stand in an order that has to do with it.", list(telling), d.question.name)
	}
	return []automl.Finding{f}
}

func gaps(d *description) []automl.Finding {
	n := float64(d.profile.Rows)
	var parts, empty []string
	names := d.each(func(_ int, p *automl.ColumnProfile) bool {
		share := float64(p.Missing) / n
		if share <= 0.5 || p.Constant {
			return false
		}
		parts = append(parts, fmt.Sprintf("%s %s", p.Name, percent(share)))
		if share >= 0.98 {
			empty = append(empty, p.Name)
		}
		return true
	})
	if len(names) == 0 {
		return nil
	}
	f := automl.Finding{
		ID: "many_missing", Severity: automl.Low, Columns: names, Drop: empty,
		Title:   "Columns with many gaps",
		Message: fmt.Sprintf("More than half of the values are missing: %s.", list(parts)),
		Fix:     "Gaps are handled, and that a value is missing can tell something. Look whether the export went wrong.",
	}
	if len(empty) > 0 {
		f.Severity = automl.Medium
		f.Fix += " Leave out what is nearly empty: " + list(empty) + "."
	}
	return []automl.Finding{f}
}

// sentinels are numbers that people write for "not known"; moments likewise, in seconds.
var (
	sentinels = []float64{-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999}
	// 1900-01-01, 1970-01-01, 9999-12-31, 2099-12-31, 1899-12-30
	nowhen = []float64{-2208988800, 0, 253402214400, 4102358400, -2209161600}
	// unknowns are levels that say the same in words.
	unknowns = []string{"?", "unknown", "unk", "missing", "not available", "not known", "n.a.", "n/a", "na", "nan", "null", "undefined", "-", "--", ".", "(blank)", "unbekannt"}
)

func disguised(d *description) []automl.Finding {
	var parts []string
	names := d.each(func(i int, p *automl.ColumnProfile) bool {
		value, n := d.placeholder(i, p)
		if n == 0 {
			return false
		}
		parts = append(parts, fmt.Sprintf("%s (%s in %s)", p.Name, value, rows(n)))
		return true
	})
	if len(names) == 0 {
		return nil
	}
	return []automl.Finding{{
		ID: "disguised_missing", Severity: automl.Low, Columns: names,
		Title:   "Values that may stand for \"not known\"",
		Message: fmt.Sprintf("These look like place holders rather than real values: %s.", list(parts)),
		Fix:     "If so, name them as missing values when the file is read.",
	}}
}

// placeholder finds the value of a column that stands for a missing one, and its rows.
func (d *description) placeholder(i int, p *automl.ColumnProfile) (string, int) {
	runs := d.more[i].runs
	if p.Kind == table.Category || p.Kind == table.Text {
		for _, v := range p.Top {
			if slices.Contains(unknowns, strings.ToLower(strings.TrimSpace(v.Value))) {
				return fmt.Sprintf("%q", v.Value), v.Count
			}
		}
		return "", 0
	}
	const fewest = 8 // distinct values: marks such as -1, 0, 1 are no place holders
	if len(runs) < fewest {
		return "", 0
	}
	last := len(runs) - 1
	for _, end := range []struct{ at, next int }{{0, 1}, {last, last - 1}} {
		r, next := runs[end.at], runs[end.next]
		if r.count < 3 || float64(r.count) < 0.001*float64(d.profile.Rows) {
			continue
		}
		if p.Kind == table.Time {
			if slices.Contains(nowhen, r.value) {
				return d.table.Column(i).Text(d.rowWith(i, r.value)), r.count
			}
			continue
		}
		rest := runs[last].value - runs[1].value
		if end.at == last {
			rest = runs[last-1].value - runs[0].value
		}
		gap := math.Abs(r.value - next.value)
		// -1 below numbers from 0 up, or far away from all others.
		if slices.Contains(sentinels, r.value) && (gap > 0.5*rest || r.value < 0 && next.value >= 0 && r.count > 2*next.count) {
			return d.table.Column(i).Text(d.rowWith(i, r.value)), r.count
		}
	}
	return "", 0
}

// rowWith is the first row of a column of numbers or moments with the value.
func (d *description) rowWith(i int, value float64) int {
	switch c := d.table.Column(i).(type) {
	case *table.Numbers:
		return slices.Index(c.Values(), value)
	case *table.Times:
		return slices.Index(c.Values(), value)
	}
	return -1
}

func manyLevels(d *description) []automl.Finding {
	const many = 100
	names := d.each(func(_ int, p *automl.ColumnProfile) bool {
		return p.Kind == table.Category && p.Distinct > many && !p.Identifier
	})
	if len(names) == 0 {
		return nil
	}
	return []automl.Finding{{
		ID: "high_cardinality", Severity: automl.Low, Columns: names,
		Title:   "Categories with very many values",
		Message: fmt.Sprintf("%s: more than %d different values each, so many stand in a few rows only.", list(names), many),
		Fix:     "They are encoded in a way that copes; new rows will bring values that were never seen.",
	}}
}

func skewed(d *description) []automl.Finding {
	var out []automl.Finding
	number := func(p *automl.ColumnProfile) bool { return p.Kind == table.Number && p.Distinct > 10 && !p.Identifier }
	if names := d.each(func(_ int, p *automl.ColumnProfile) bool { return number(p) && math.Abs(p.Skew) > 5 }); len(names) > 0 {
		out = append(out, automl.Finding{
			ID: "skew", Severity: automl.Low, Columns: names,
			Title:   "Lopsided numbers",
			Message: fmt.Sprintf("%s: most values lie close together and a few far off to one side.", list(names)),
			Fix:     "Nothing to do: trees do not mind, and for other models such columns are evened out.",
		})
	}
	var parts []string
	names := d.each(func(i int, p *automl.ColumnProfile) bool {
		if spread := p.Q75 - p.Q25; number(p) && spread > 0 {
			n, far := 0, 0
			for _, r := range d.more[i].runs {
				n += r.count
				if r.value < p.Q25-10*spread || r.value > p.Q75+10*spread {
					far += r.count
				}
			}
			if far > 0 && float64(far) < 0.01*float64(n) {
				parts = append(parts, fmt.Sprintf("%s (%s, up to %.6g)", p.Name, rows(far), p.Max))
				return true
			}
		}
		return false
	})
	if len(names) > 0 {
		out = append(out, automl.Finding{
			ID: "outliers", Severity: automl.Low, Columns: names,
			Title:   "Values far away from all others",
			Message: fmt.Sprintf("A few values lie more than ten times the usual spread away: %s.", list(parts)),
			Fix:     "Look whether they are typing errors; if they are real, leave them.",
		})
	}
	return out
}

// privateWords are words in names of columns that tell who a row is about.
var privateWords = []string{"name", "firstname", "lastname", "surname", "email", "mail", "phone", "telephone", "mobile", "address", "street", "ssn", "iban", "passport", "birthdate", "birthday", "dob", "birth"}

func personal(d *description) []automl.Finding {
	names := d.each(func(i int, p *automl.ColumnProfile) bool {
		// A name that comes back in many rows is no person's: a phone service, a brand.
		return hasWord(p.Name, privateWords) && (d.more[i].unique > 0.3 || p.Kind == table.Time) && p.Distinct > 10
	})
	if len(names) == 0 {
		return nil
	}
	return []automl.Finding{{
		ID: "personal_data", Severity: automl.Low, Columns: names,
		Title:   "Columns that may tell who somebody is",
		Message: fmt.Sprintf("By their names, %s may identify a person.", list(names)),
		Fix:     "Leave them out unless they are needed and may be used.",
	}}
}
