package report

import (
	"fmt"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/table"
)

// columnsShown is how many columns the data card lists; of more it lists those that the model
// relies on most.
const columnsShown = 60

// data is the data card.
func (k *maker) data() Section {
	s := Section{ID: "data", Title: "Data card"}
	s.Blocks = append(s.Blocks, Block{Facts: k.dataFacts()})
	if t := k.classTable(); t != nil {
		s.Blocks = append(s.Blocks, Block{Table: t})
	}
	s.Blocks = append(s.Blocks, Block{Table: k.columnTable()}, heading("What was found in the data, and what was done"))
	if len(k.m.Findings) == 0 {
		return add(s, text("Nothing odd was found in the data."))
	}
	for _, f := range k.m.Findings {
		s.Blocks = append(s.Blocks, Block{Note: k.finding(&f)})
	}
	return s
}

func add(s Section, b ...Block) Section {
	s.Blocks = append(s.Blocks, b...)
	return s
}

func (k *maker) dataFacts() []Fact {
	var facts []Fact
	if e := k.m.Evidence; e != nil {
		missing, cells := 0, 0
		for _, c := range e.Columns {
			missing += c.Missing
			cells += e.TableRows
		}
		facts = append(facts, fact("Table", things(e.TableRows, "row")+", "+things(len(e.Columns), "column")))
		learned := things(k.m.Rows, "row")
		if e.LeftOut > 0 {
			learned += fmt.Sprintf("; %s without a value in %s left out", things(e.LeftOut, "row"), quoted(k.m.Schema.Target))
		}
		if e.Sealed > 0 {
			learned += fmt.Sprintf("; %s set apart for the final test", things(e.Sealed, "row"))
		}
		facts = append(facts, fact("Learned from", learned), fact("Missing", missingWords(missing, cells)))
	} else {
		facts = append(facts, fact("Learned from", things(k.m.Rows, "row")))
	}
	if len(k.job.Drop) > 0 {
		facts = append(facts, fact("Left out by choice", list(k.job.Drop, 30)))
	}
	if k.m.Fingerprint != "" {
		facts = append(facts, fact("Fingerprint", k.m.Fingerprint))
	}
	return facts
}

func missingWords(missing, cells int) string {
	if missing == 0 || cells == 0 {
		return "no cell"
	}
	return fmt.Sprintf("%s, %s of all", things(missing, "cell"), percent(float64(missing)/float64(cells)))
}

// classTable counts the rows of each class; nil where they are not known.
func (k *maker) classTable() *Table {
	e := k.m.Evidence
	if e == nil || len(e.Classes) == 0 {
		return nil
	}
	total := 0
	for _, c := range e.Classes {
		total += c.Count
	}
	t := &Table{Caption: "Rows of each class", Head: []Column{{Text: k.m.Schema.Target, Weight: 2}, figures("Rows"), figures("Share")}}
	for i, c := range e.Classes {
		if i == 30 {
			t.Rows = append(t.Rows, cells(fmt.Sprintf("%d more classes", len(e.Classes)-i), "", ""))
			break
		}
		t.Rows = append(t.Rows, cells(c.Value, count(c.Count), percent(float64(c.Count)/float64(max(total, 1)))))
	}
	return t
}

// columnTable lists the columns, those that the model relies on most first.
func (k *maker) columnTable() *Table {
	t := &Table{Caption: "Columns", Head: []Column{{Text: "Column", Weight: 1.7}, {Text: "Kind", Weight: 0.9}, {Text: "Use", Weight: 0.8}, figures("Missing"), {Text: "In training", Weight: 2.2}, figures("Importance")}}
	cards := k.cards()
	weight := map[string]float64{}
	schema := map[string]*automl.SchemaColumn{}
	for i := range k.m.Schema.Columns {
		c := &k.m.Schema.Columns[i]
		schema[c.Name], weight[c.Name] = c, c.Weight
	}
	slices.SortStableFunc(cards, func(a, b automl.ColumnCard) int {
		if d := useOrder(a.Use) - useOrder(b.Use); d != 0 {
			return d
		}
		switch {
		case weight[a.Name] > weight[b.Name]:
			return -1
		case weight[a.Name] < weight[b.Name]:
			return 1
		}
		return 0
	})
	for i, c := range cards {
		if i == columnsShown {
			t.Rows = append(t.Rows, cells(things(len(cards)-i, "more column"), "", "", "", "", ""))
			break
		}
		missing, share := "0", ""
		if rows := k.tableRows(); c.Missing > 0 && rows > 0 {
			missing = percent(float64(c.Missing) / float64(rows))
		}
		seen := things(c.Distinct, "different value")
		if s := schema[c.Name]; s != nil {
			seen = k.seen(s, c.Distinct)
			if share = "–"; s.Weight >= 0 {
				share = percent(s.Weight)
			}
		}
		t.Rows = append(t.Rows, Row{Cells: plain(c.Name, kindWord(c.Kind), string(c.Use), missing, seen, share), Strong: c.Use == automl.UseTarget})
	}
	return t
}

func useOrder(u automl.ColumnUse) int {
	return slices.Index([]automl.ColumnUse{automl.UseTarget, automl.UseInput, automl.UseGroup, automl.UseWeight, automl.UseDropped, automl.UseNone}, u)
}

func (k *maker) tableRows() int {
	if e := k.m.Evidence; e != nil {
		return e.TableRows
	}
	return k.m.Rows
}

// cards are the columns of the table; of a model without evidence those of its schema.
func (k *maker) cards() []automl.ColumnCard {
	if e := k.m.Evidence; e != nil {
		return slices.Clone(e.Columns)
	}
	var out []automl.ColumnCard
	for _, c := range k.m.Schema.Columns {
		missing := int(c.Share*float64(k.m.Rows) + 0.5)
		out = append(out, automl.ColumnCard{Name: c.Name, Kind: c.Kind, Use: automl.UseInput, Missing: missing, Distinct: len(c.Levels)})
	}
	return out
}

// seen says what training saw in an input column.
func (k *maker) seen(c *automl.SchemaColumn, distinct int) string {
	switch c.Kind {
	case table.Number, table.Time:
		return between(c.Kind, c.Min, c.Max)
	case table.Category, table.YesNo:
		if len(c.Levels) > 5 {
			return count(len(c.Levels)) + " categories" + ", such as " + shorten(strings.Join(c.Levels[:3], ", "), 40)
		}
		return shorten(strings.Join(c.Levels, ", "), 60)
	}
	return things(distinct, "different text")
}

// finding is a finding with what was done about its columns.
func (k *maker) finding(f *automl.Finding) *Note {
	n := &Note{Tone: Plain, Label: "Low", Title: f.Title, Text: f.Message}
	switch f.Severity {
	case automl.High:
		n.Tone, n.Label = Bad, "High"
	case automl.Medium:
		n.Tone, n.Label = Warn, "Medium"
	}
	n.After = k.done(f)
	return n
}

// done says what became of a finding's columns.
func (k *maker) done(f *automl.Finding) string {
	used, out := k.fate(f.Columns)
	switch {
	case len(f.Columns) == 0 || len(used)+len(out) == 0:
		if f.Fix != "" {
			return "Advice: " + f.Fix
		}
		return ""
	case len(used) == 0:
		return fmt.Sprintf("Done: %s not used.", isAre(out))
	case len(f.Drop) == 0:
		return fmt.Sprintf("Advice: %s", f.Fix)
	case len(out) == 0:
		return fmt.Sprintf("Not done: %s used all the same. Advice: %s", isAre(used), f.Fix)
	}
	return fmt.Sprintf("Done in part: %s not used, %s. Advice: %s", isAre(out), isAre(used)+" used", f.Fix)
}

func isAre(names []string) string {
	if len(names) == 1 {
		return quoted(names[0]) + " is"
	}
	return list(names, 8) + " are"
}

// fate parts columns into those that the model uses as inputs and the others; the target is
// neither.
func (k *maker) fate(names []string) (used, out []string) {
	for _, n := range names {
		switch {
		case n == k.m.Schema.Target:
		case slices.ContainsFunc(k.m.Schema.Columns, func(c automl.SchemaColumn) bool { return c.Name == n }):
			used = append(used, n)
		default:
			out = append(out, n)
		}
	}
	return used, out
}
