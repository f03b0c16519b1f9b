package profile

import (
	"fmt"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

func unanswered(d *description) []automl.Finding {
	if d.question == nil || len(d.question.encoded.Rows) == d.profile.Rows {
		return nil
	}
	n := d.profile.Rows - len(d.question.encoded.Rows)
	f := automl.Finding{
		ID: "missing_target", Severity: automl.Low, Columns: []string{d.question.name},
		Title:   "Rows without an answer",
		Message: fmt.Sprintf("%s (%s) have no %s. They cannot be learnt from and are left out.", rows(n), percent(float64(n)/float64(d.profile.Rows)), d.question.name),
		Fix:     "Nothing to do, unless the answers are known. Ask why they are missing: the rows left may not be like all rows.",
	}
	if 2*n > d.profile.Rows {
		f.Severity = automl.Medium
	}
	return []automl.Finding{f}
}

func classes(d *description) []automl.Finding {
	q := d.question
	if q == nil || q.truth.classes == 0 {
		return nil
	}
	const few = 10
	var out []automl.Finding
	var rare []string
	least, all := 0, len(q.encoded.Rows)
	for k, n := range q.encoded.Counts {
		if n < few {
			rare = append(rare, fmt.Sprintf("%s (%s)", q.encoded.Classes[k], rows(n)))
		}
		if n < q.encoded.Counts[least] {
			least = k
		}
	}
	if len(rare) > 0 {
		out = append(out, automl.Finding{
			ID: "rare_classes", Severity: automl.Medium, Columns: []string{q.name},
			Title:   "Classes with very few rows",
			Message: fmt.Sprintf("%s: too few rows to learn a class from, or to say how well it is told. A class with a single row cannot be scored at all.", list(rare)),
			Fix:     "Collect more rows of them, or bring them together with a similar class.",
		})
	}
	if alike := spelledAlike(q.encoded.Classes); len(alike) > 0 {
		out = append(out, automl.Finding{
			ID: "similar_labels", Severity: automl.Medium, Columns: []string{q.name},
			Title:   "Classes that look the same",
			Message: fmt.Sprintf("%s differ only in capitals or spaces, but count as different answers.", list(alike)),
			Fix:     "If they mean the same, spell them alike in the file.",
		})
	}
	if share := float64(q.encoded.Counts[least]) / float64(all); q.truth.classes == 2 && share < 0.1 {
		f := automl.Finding{
			ID: "imbalance", Severity: automl.Low, Columns: []string{q.name},
			Title:   "One class is rare",
			Message: fmt.Sprintf("Only %s of rows are %s. Always saying the other would be right in %s of rows, so accuracy says little here.", percent(share), q.encoded.Classes[least], percent(1-share)),
			Fix:     "Judge by ROC AUC or average precision, and set the threshold by what an error costs.",
		}
		if share < 0.02 {
			f.Severity = automl.Medium
		}
		out = append(out, f)
	}
	return out
}

func fewRows(d *description) []automl.Finding {
	n, columns := d.profile.Rows, d.table.Width()
	if d.question != nil {
		n, columns = len(d.question.encoded.Rows), columns-1
	}
	if n >= 200 && n >= 5*columns {
		return nil
	}
	return []automl.Finding{{
		ID: "few_rows", Severity: automl.Medium, Columns: []string{},
		Title:   "Few rows to learn from",
		Message: fmt.Sprintf("There are %s for %d columns. Scores will hang on luck: look at their interval, not at the figure alone.", rows(n), columns),
		Fix:     "Collect more rows, or leave out columns that cannot matter.",
	}}
}

// spelledAlike lists the classes that are equal to an earlier one but for case and spaces,
// each after that one.
func spelledAlike(names []string) []string {
	first := map[string]string{}
	var out []string
	for _, name := range names {
		words := strings.Join(strings.Fields(strings.ToLower(name)), " ")
		before, known := first[words]
		switch {
		case words == "":
		case known:
			out = append(out, fmt.Sprintf("%q and %q", before, name))
		default:
			first[words] = name
		}
	}
	return out
}

// subjectWords are words in names of columns that say whom or what a row is about, of which
// there can be several rows.
var subjectWords = []string{"subject", "patient", "person", "customer", "client", "user", "member", "household", "family", "participant", "student", "employee", "driver", "device", "machine", "sensor", "store", "shop", "site", "hospital", "clinic", "school", "company", "account", "session", "batch", "vehicle", "file", "filename", "author", "speaker", "player"}

// groups looks for a column of subjects that come back in several rows.
func groups(d *description) []automl.Finding {
	best, most := -1, 0.0
	for i := range d.profile.Columns {
		p := &d.profile.Columns[i]
		if i == d.target || !holdsSubjects(p, d.more[i]) {
			continue
		}
		n := float64(d.profile.Rows - p.Missing)
		if per := n / float64(p.Distinct); p.Distinct >= 5 && per >= 1.5 && p.Distinct > int(most) && n > 0.5*float64(d.profile.Rows) {
			best, most = i, float64(p.Distinct)
		}
	}
	if best < 0 {
		return nil
	}
	p := &d.profile.Columns[best]
	d.profile.Group = p.Name
	per := float64(d.profile.Rows-p.Missing) / float64(p.Distinct)
	return []automl.Finding{{
		ID: "group_suggested", Severity: automl.Medium, Columns: []string{p.Name}, Drop: []string{},
		Title:   fmt.Sprintf("Several rows of each %s", p.Name),
		Message: fmt.Sprintf("%s has %s values with %.1f rows each on average. If rows of one are both learnt from and scored on, the model recognises it, and the score flatters.", p.Name, thousands(p.Distinct), per),
		Fix:     fmt.Sprintf("Split by %s, so that all rows of one stay together.", p.Name),
	}}
}

// holdsSubjects reports whether a column's name and values say that it holds subjects.
func holdsSubjects(p *automl.ColumnProfile, s summary) bool {
	if p.Kind == table.Number {
		if len(s.runs) == 0 {
			return false
		}
		for _, r := range s.runs {
			if r.value != float64(int64(r.value)) {
				return false
			}
		}
	} else if p.Kind != table.Category && p.Kind != table.Text {
		return false
	}
	t := tokens(p.Name)
	return len(t) > 0 && (t[len(t)-1] == "id" || strings.HasSuffix(p.Name, "#") || slices.Contains(subjectWords, t[0]) && len(t) <= 2 && (len(t) == 1 || slices.Contains(idWords, t[1]) || t[1] == "name"))
}

// momentWords are words in names of number columns that count time.
var momentWords = []string{"time", "date", "datetime", "timestamp", "year", "month", "week", "day", "hour", "period", "quarter"}

// bornWords are words in names of dates that say nothing about when the row was made.
var bornWords = []string{"birth", "birthdate", "birthday", "dob", "born"}

// times looks for a date column, or a number that counts time and rises with the rows, or a
// running number beside a year and a month that rise together.
func times(d *description) []automl.Finding {
	at := d.momentColumn()
	if at < 0 {
		at = d.runningNumber()
	}
	if at < 0 {
		return nil
	}
	name := d.profile.Columns[at].Name
	d.profile.Time = name
	return []automl.Finding{{
		ID: "time_suggested", Severity: automl.Low, Columns: []string{name},
		Title:   fmt.Sprintf("%s says when a row was made", name),
		Message: fmt.Sprintf("The rows have an order in time, by %s. If the model is to be used on rows yet to come, a score on rows mixed at random flatters, because the model has seen what came after.", name),
		Fix:     fmt.Sprintf("Split forward in time by %s if the future is to be predicted.", name),
	}}
}

// momentColumn is the place of the first column that is a time by itself, -1 if there is
// none.
func (d *description) momentColumn() int {
	for i := range d.profile.Columns {
		p := &d.profile.Columns[i]
		if i == d.target || p.Distinct < 10 || p.Missing*2 > d.profile.Rows || hasWord(p.Name, bornWords) {
			continue
		}
		if p.Kind == table.Time || p.Kind == table.Number && hasWord(p.Name, momentWords) && rises(d.table.Column(i)) {
			return i
		}
	}
	return -1
}

// runningNumber is the place of a number that goes up from row to row where columns called
// year and month never go back, -1 if there is none.
func (d *description) runningNumber() int {
	var parts [2]*table.Numbers
	number := -1
	for i := range d.profile.Columns {
		c, ok := d.table.Column(i).(*table.Numbers)
		if !ok || i == d.target || c.MissingCount() > 0 {
			continue
		}
		switch name := strings.ToLower(d.profile.Columns[i].Name); {
		case name == "year":
			parts[0] = c
		case name == "month":
			parts[1] = c
		case number < 0 && d.profile.Columns[i].Identifier && rises(c):
			number = i
		}
	}
	if parts[0] == nil || parts[1] == nil || number < 0 {
		return -1
	}
	year, month := parts[0].Values(), parts[1].Values()
	for r := 1; r < len(year); r++ {
		if year[r] < year[r-1] || year[r] == year[r-1] && month[r] < month[r-1] {
			return -1
		}
	}
	return number
}

// rises reports whether a column of numbers never falls from row to row.
func rises(c table.Column) bool {
	n, ok := c.(*table.Numbers)
	return ok && slices.IsSorted(n.Values())
}
