package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/automl"
	"winnow/automl/commandline"
)

// fairness holds groups against each other, where sensitive columns were given.
func (k *maker) fairness() Section {
	s, f := Section{ID: "fairness", Title: "Fairness"}, k.Fairness
	if f == nil {
		return add(s, text("No sensitive column was given, so that it was not looked at whom the model treats unevenly. Give them when writing the report: --sensitive COLUMN, with --data FILE for rows with the truth."))
	}
	of := "rows of the given file"
	if f.OutOfFold {
		of = "rows of training, answered by models that had not seen them"
	}
	var names []string
	for _, c := range f.Columns {
		names = append(names, c.Column)
	}
	intro := fmt.Sprintf("Groups by %s, on %s %s.", list(names, 5), count(f.Rows), of)
	if f.Class != "" {
		intro += fmt.Sprintf(" A row counts as selected when %s is predicted.", quoted(f.Class))
	}
	s = add(s, text(intro))
	if len(f.Findings) > 0 {
		s = add(s, Block{List: f.Findings})
	}
	s = add(s, Block{Table: groupTable(f)})
	if n := len(f.Groups) - groupsShown; n > 0 {
		s = add(s, text(fmt.Sprintf("The table shows the %d largest groups; there are %d more.", groupsShown, n)))
	}
	if t := summaryTable(f); t != nil {
		s = add(s, Block{Table: t})
	}
	if len(k.FairCharts) > 0 {
		s = add(s, Block{Charts: k.FairCharts})
	}
	if len(f.Notes) > 0 {
		s = add(s, Block{List: f.Notes})
	}
	return s
}

// groupsShown is how many groups the table shows, the largest first.
const groupsShown = 30

// groupTable is each group by the first metrics.
func groupTable(f *automl.Fairness) *Table {
	meters := f.Metrics[:min(5, len(f.Metrics))]
	t := &Table{Caption: "Each group", Head: []Column{{Text: "Group", Weight: 1.6}, figures("Rows")}}
	for _, m := range meters {
		t.Head = append(t.Head, figures(m.Name))
	}
	shown := f.Groups[:min(len(f.Groups), groupsShown)]
	for _, g := range append(slices.Clone(shown), f.Overall) {
		name := g.Name
		if g.Small {
			name += " (too small to judge)"
		}
		row := cells(name, count(g.Rows))
		for _, m := range meters {
			row.Cells = append(row.Cells, Cell{Text: fairValue(&m, g.Values)})
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows[len(t.Rows)-1].Strong = true
	return t
}

func fairValue(m *automl.FairMeter, values map[string]automl.FairValue) string {
	v, ok := values[m.ID]
	switch {
	case !ok:
		return "–"
	case m.Share:
		return tenth(v.Value)
	}
	return number(v.Value)
}

func summaryTable(f *automl.Fairness) *Table {
	if len(f.Summaries) == 0 {
		return nil
	}
	t := &Table{Caption: "All groups together", Head: []Column{{Text: "Measure", Weight: 2}, figures("Value"), {Text: "95 % interval", Weight: 1.1}, figures("Alike"), {Text: "From", Weight: 0.8}}}
	for _, s := range f.Summaries {
		t.Rows = append(t.Rows, Row{Cells: plain(s.Name, thousandth(s.Value), thousandth(s.Low)+" to "+thousandth(s.High), number(s.Ideal), s.Source), Strong: s.Sure})
	}
	return t
}

// sureness says how far single answers can be trusted.
func (k *maker) sureness() Section {
	s, q := Section{ID: "sureness", Title: "How sure each answer is"}, k.m.Sureness
	if q == nil && k.scored != nil {
		q = k.scored.Sureness
	}
	if q == nil {
		return add(s, text("It was not measured how far single answers can be trusted."))
	}
	what := "Predictions come with an interval. On rows that the intervals were made without, the truth lay within as often as this:"
	if k.task().IsClassification() {
		what = "Predictions come with a set of classes. On rows that the sets were made without, the truth lay within as often as this:"
	}
	s = add(s, text(what))
	t := &Table{Caption: "Coverage", Head: []Column{figures("Should hold"), figures("Held"), {Text: "95 % interval", Weight: 1}, figures("Rows")}}
	width := !k.task().IsClassification()
	if width {
		t.Head = append(t.Head, figures("Mean width"))
	} else {
		t.Head = append(t.Head, figures("Classes in the set"))
	}
	for _, c := range q.Coverage {
		row := cells(percent(c.Level), tenth(c.Share()), tenth(c.Low)+" to "+tenth(c.High), count(c.Rows), number(c.Width))
		if !width {
			row.Cells[4].Text = meanSize(c.Sizes)
		}
		row.Strong = c.Level == automl.SureLevel
		t.Rows = append(t.Rows, row)
	}
	s = add(s, Block{Table: t})
	if charts := k.those(func(id string) bool { return slices.Contains(trusting, id) }); len(charts) > 0 {
		s = add(s, Block{Charts: charts})
	}
	if f := q.Familiar; f != nil {
		s = add(s, text(fmt.Sprintf("Rows unlike those of training are marked with a warning; of the training rows themselves %s would be.", percent(f.Share))))
	}
	return s
}

// meanSize is the mean number of classes of rows counted by it.
func meanSize(sizes []int) string {
	sum, n := 0, 0
	for i, c := range sizes {
		sum += i * c
		n += c
	}
	if n == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(sum)/float64(n), 'f', 2, 64)
}

// limits says in plain words where the model is not to be trusted.
func (k *maker) limits() Section {
	s := Section{ID: "limits", Title: "Limits"}
	for _, n := range k.warnings() {
		s = add(s, Block{Note: &n})
	}
	list := []string{
		"It knows the rows that it learned from. Where the world changes, its answers age: score it again on new rows with a known outcome (winnow evaluate).",
		"It finds what goes together, not what causes what.",
	}
	if r := k.ranges(); r != "" {
		list = append([]string{r}, list...)
	}
	return add(s, Block{List: list})
}

// ranges says what lies outside of the training data.
func (k *maker) ranges() string {
	numbers, categories := 0, 0
	for _, c := range k.m.Schema.Columns {
		if len(c.Levels) > 0 {
			categories++
		} else if c.Min < c.Max {
			numbers++
		}
	}
	var out []string
	if numbers > 0 {
		out = append(out, "Beyond the ranges of numbers and dates in the data card it guesses: it has seen nothing there.")
	}
	if categories > 0 {
		out = append(out, "A category that training never saw is taken as unknown.")
	}
	return strings.Join(out, " ")
}

const (
	fewRows   = 1000 // below it, scores swing with the choice of rows
	rareShare = 0.1  // below it, a class is called rare
	rareRows  = 50
)

// warnings are the limits that this model in particular has.
func (k *maker) warnings() []Note {
	var out []Note
	warn := func(tone Tone, title, format string, args ...any) {
		out = append(out, Note{Tone: tone, Title: title, Text: fmt.Sprintf(format, args...)})
	}
	for _, f := range k.m.Findings {
		used, _ := k.fate(f.Columns)
		if f.ID == "leakage" && len(used) > 0 {
			warn(Bad, "Its score may be too good", "It uses %s, which may not be known at the time of a prediction: %s", list(used, 5), f.Message)
		}
	}
	if k.m.Rows < fewRows {
		warn(Warn, "Few rows", "It learned from %s. With so few, another sample of rows could give another model and a score well away from this one.", things(k.m.Rows, "row"))
	}
	k.rare(warn)
	k.doubtful(warn)
	if k.m.Row.Test == nil {
		k.untested(warn)
	}
	return out
}

// rare warns of classes of which there is little to learn from.
func (k *maker) rare(warn func(Tone, string, string, ...any)) {
	e := k.m.Evidence
	if e == nil {
		return
	}
	total := 0
	for _, c := range e.Classes {
		total += c.Count
	}
	var rare []string
	for _, c := range e.Classes {
		share := float64(c.Count) / float64(max(1, total))
		if share < rareShare && len(e.Classes) <= 5 || c.Count < rareRows {
			rare = append(rare, fmt.Sprintf("%s (%s, %s)", quoted(c.Value), things(c.Count, "row"), percent(share)))
		}
	}
	if len(rare) > 0 {
		warn(Warn, "Rare classes", "There is little to learn from for %s. The share of right answers says little here; look at how many of the class are found.", strings.Join(rare[:min(8, len(rare))], ", "))
	}
}

// doubtful warns when the model is no better than guessing beyond chance.
func (k *maker) doubtful(warn func(Tone, string, string, ...any)) {
	b, r := k.baseline(), &k.m.Row
	switch {
	case r.Baseline:
		warn(Bad, "It only guesses", "No model was finished that does better than guessing.")
	case b != nil && r.Low < r.High && k.metric.Best != k.metric.Worst:
		worst := r.Low
		if k.metric.Best < k.metric.Worst {
			worst = r.High
		}
		if !k.metric.Better(worst, b.Score) {
			warn(Bad, "It may be no better than guessing", "Its interval, %s to %s, holds the score of guessing, %s.", score(r.Low), score(r.High), score(b.Score))
		}
	}
}

// untested says what the score leaves open.
func (k *maker) untested(warn func(Tone, string, string, ...any)) {
	if k.job.Time != "" {
		return
	}
	for _, c := range k.m.Schema.Columns {
		if c.Kind == "time" {
			warn(Plain, "Not tested on the future", "The data has dates, and rows were set apart without regard to them. If the model is to predict what comes next, train it again with --time-column %s.", commandline.Quote(c.Name))
			return
		}
	}
}
