package modelfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/table"
)

// readme is the text that a person who opens the file reads first.
func readme(m *automl.Model) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	s := &m.Schema
	p("A model made with Winnow")
	p("========================")
	p("")
	p("What it does   %s", purpose(s))
	if m.Name != "" {
		p("Model          %s", m.Name)
	}
	if !m.Created.IsZero() {
		p("Made           %s", m.Created.UTC().Format(time.DateTime+" UTC"))
	}
	p("Learnt from    %d rows", m.Rows)
	if m.Leaderboard.Metric != "" {
		p("Score          %s = %s", m.Leaderboard.Metric, Number(m.Row.Score))
		p("               measured on rows that were kept out of its training")
	}
	p("")
	p("What it needs")
	p("-------------")
	for _, c := range s.Columns {
		p("  %s: %s", c.Name, form(&c))
	}
	p("")
	p("The order of the columns does not matter, and other columns may stand beside them.")
	p("Empty cells are allowed.")
	for _, line := range mapped(s.Mapping) {
		p("%s", line)
	}
	p("")
	p("How to use it")
	p("-------------")
	p("In the app: open the model, choose a file, press Predict.")
	p("In a terminal:")
	p("")
	p("  winnow predict MODEL.winnow new.csv --out predictions.csv")
	p("")
	p("To see that it works as it did on the day it was made, predict sample_input.csv:")
	p("the answer is expected_output.csv.")
	if m.Sureness != nil {
		p("The columns that follow say how sure each prediction is, and warn of rows unlike")
		p("those that it was learnt from.")
	}
	p("")
	p("What is inside")
	p("--------------")
	p("This file is a ZIP archive. graph.json lists the steps of the model in the order in")
	p("which they are taken; arrays/ holds their numbers, little-endian, of the type and")
	p("length that graph.json names, long ones in parts. schema.json describes the columns.")
	p("manifest.json says how and from what it was made, and holds the SHA-256 of every other")
	p("entry.")
	p("There is no row of the training data in it, and no program.")
	if e := m.Evidence; e != nil {
		p("")
		p("out_of_fold.csv holds the truth and the model's answer for %d of the rows that it was", len(e.Target.Y))
		p("scored on, for the charts of its report: nothing else of these rows, and not their order.")
		p("winnow export --format winnow --set evidence=no writes the model without it.")
	}
	return b.String()
}

// mapped says how files may spell the columns otherwise.
func mapped(m *automl.Mapping) []string {
	if m.Empty() {
		return nil
	}
	out := []string{"", "Files may also be spelt in this way, unless --no-mapping is given:"}
	for _, needed := range slices.Sorted(maps.Keys(m.Rename)) {
		if found := m.Rename[needed]; found != "" {
			out = append(out, fmt.Sprintf("  %s stands in the column %s", needed, found))
		} else {
			out = append(out, fmt.Sprintf("  %s is taken as missing", needed))
		}
	}
	for _, needed := range slices.Sorted(maps.Keys(m.Scale)) {
		c := m.Scale[needed]
		line := fmt.Sprintf("  %s is multiplied by %s", needed, Number(c.Factor))
		if c.Offset != 0 {
			line += ", then " + Number(c.Offset) + " is added"
		}
		out = append(out, line)
	}
	return out
}

func purpose(s *automl.Schema) string {
	switch s.Task {
	case automl.Regression:
		return fmt.Sprintf("predicts the number %q", s.Target)
	case automl.Binary:
		return fmt.Sprintf("predicts whether %q is %q or %q", s.Target, s.Classes[1], s.Classes[0])
	default:
		return fmt.Sprintf("predicts %q, one of %d classes: %s", s.Target, len(s.Classes), list(s.Classes, 20))
	}
}

func form(c *automl.SchemaColumn) string {
	switch c.Kind {
	case table.Number:
		return fmt.Sprintf("a number; in training from %s to %s", Number(c.Min), Number(c.Max))
	case table.Time:
		return "a date or time"
	case table.Text:
		return "text"
	case table.YesNo, table.Category:
		return "one of " + list(c.Levels, 12)
	}
	return string(c.Kind)
}

// list spells the first n words.
func list(words []string, n int) string {
	if len(words) <= n {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(words[:n], ", "), len(words)-n)
}
