package export

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

// sqlTerms is how many weights, leaves and cells a statement may hold together: databases
// refuse longer ones.
const sqlTerms = 20_000

// sqlSteps is how many named expressions it may have: each is a column, of which PostgreSQL
// takes 1,664 and SQLite 2,000 together with the table's.
const sqlSteps = 1500

// SQL is one SELECT for linear models and small trees.
func SQL() automl.Exporter {
	return automl.Exporter{
		ID: "sql", Name: "SQL", Ext: ".sql",
		Help: "One SELECT that predicts inside a database, for linear models, additive ones and small trees; tried with SQLite.",
		Options: []automl.ExportOption{
			{Name: "table", Default: "data", Help: "Table to predict."},
			{Name: "key", Help: "Columns of the table to write beside the predictions, separated by commas."},
			{Name: "materialized", Default: "yes", Choices: []string{"yes", "no"}, Help: "Whether steps are marked AS MATERIALIZED, which PostgreSQL 12, SQLite 3.35 and DuckDB know and others may not."},
		},
		Foresee: foreseeSQL,
		Supports: func(m *automl.Model, _ automl.ExportOptions) error {
			_, err := newSQL(m)
			return err
		},
		Write: func(_ context.Context, m *automl.Model, o automl.ExportOptions, to automl.ExportSink) error {
			w, err := newSQL(m)
			if err != nil {
				return err
			}
			return to.File("", 0o644, text(w.statement(m, o)))
		},
		Verify: verifySQL,
		Readme: sqlReadme,
		HowTo: func(_ *automl.Model, o automl.ExportOptions, path string) string {
			return fmt.Sprintf("Run it in the database that holds the table %q:\n  sqlite3 -header -csv data.db < %s", o["table"], filepath.Base(path))
		},
	}
}

// foreseeSQL refuses columns of text and dates, and algorithms whose models are large.
func foreseeSQL(fields []table.Field, algorithms []string) error {
	for _, f := range fields {
		if f.Kind == table.Text || f.Kind == table.Time {
			return fmt.Errorf("column %q is %s, and databases take those apart each in its own way", f.Name, map[table.Kind]string{table.Text: "text", table.Time: "a date"}[f.Kind])
		}
	}
	fit := []string{"baseline", "linear", "linear_curves", "additive", "decision_tree"}
	if len(algorithms) > 0 && !slices.ContainsFunc(algorithms, func(a string) bool { return slices.Contains(fit, a) }) {
		return fmt.Errorf("the models of %s are too large for a statement; %s make smaller ones", strings.Join(algorithms, ", "), strings.Join(fit[1:], ", "))
	}
	return nil
}

func verifySQL(_ context.Context, m *automl.Model, o automl.ExportOptions, path string) (string, error) {
	w, err := newSQL(m)
	if err != nil {
		return "", err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", diskError(path, err)
	}
	if string(raw) != w.statement(m, o) {
		return "", fmt.Errorf("the file holds another statement")
	}
	return fmt.Sprintf("Read back whole: %s in %s. It was not run, which needs a database: the README holds a sample row to compare.", noun(len(w.steps), "expression"), noun(slices.Max(append(w.levels(), 0)), "step")), nil
}

func sqlReadme(m *automl.Model, o automl.ExportOptions, path string) string {
	var b strings.Builder
	used := graph.Inputs(m.Graph)
	fmt.Fprintf(&b, "# %s\n\nA model made with Winnow %s, as one SELECT over the table `%s`. %s\n\n", filepath.Base(path), m.AppVersion, o["table"], purpose(m))
	b.WriteString("Missing values are NULL; an empty text in a column of words counts as missing too. Columns of\nnumbers must be numbers in the table. Names stand in double quotes, as in the SQL standard (MySQL:\nset sql_mode to ANSI_QUOTES). EXP, LN and SQRT must be there: SQLite has them when built with its\nmath functions, as its shell and Python's module usually are. Answers agree with Winnow's to about\nnine digits.\n\n")
	b.WriteString(inputTable(m, func(c int) bool { return slices.Contains(used, c) }))
	if len(m.Expected) > 0 {
		fmt.Fprintf(&b, "\nFor the row")
		for i, c := range m.Sample[0] {
			fmt.Fprintf(&b, "%s `%s` = %s", map[bool]string{true: ""}[i == 0]+map[bool]string{false: ","}[i == 0], c, m.Sample[1][i])
		}
		fmt.Fprintf(&b, " it answers %s.\n", firstAnswer(m))
	}
	return b.String()
}

// step is a named expression; it may look at those of lower levels.
type step struct {
	name, expr string
	level      int
}

// sqlWriter translates a graph into steps.
type sqlWriter struct {
	schema *automl.Schema
	steps  []step
	level  map[string]int // of each name
	done   map[*graph.Node][]string
	prefix string
	terms  int
	out    []string
}

func newSQL(m *automl.Model) (*sqlWriter, error) {
	w := &sqlWriter{schema: &m.Schema, level: map[string]int{}, done: map[*graph.Node][]string{}, prefix: "w_"}
	for slices.ContainsFunc(m.Schema.Columns, func(c automl.SchemaColumn) bool {
		return strings.HasPrefix(strings.ToLower(c.Name), w.prefix)
	}) {
		w.prefix = "w" + w.prefix
	}
	out, err := w.emit(m.Graph)
	if err != nil {
		return nil, err
	}
	if w.terms > sqlTerms {
		return nil, fmt.Errorf("the model has %d weights and leaves, more than the %d that fit into a statement", w.terms, sqlTerms)
	}
	if len(w.steps) > sqlSteps {
		return nil, fmt.Errorf("the model has %d trees and steps, more than the %d columns that databases take", len(w.steps), sqlSteps)
	}
	w.out = out
	return w, nil
}

// put adds a step that looks at the given names and returns its own.
func (w *sqlWriter) put(expr string, looksAt ...string) string {
	level := 0
	for _, n := range looksAt {
		level = max(level, w.level[n])
	}
	s := step{name: fmt.Sprintf("%s%d", w.prefix, len(w.steps)+1), expr: expr, level: level + 1}
	w.steps = append(w.steps, s)
	w.level[s.name] = s.level
	return s.name
}

func (w *sqlWriter) levels() []int {
	var out []int
	for _, s := range w.steps {
		out = append(out, s.level)
	}
	return out
}

// statement is the SELECT.
func (w *sqlWriter) statement(m *automl.Model, o automl.ExportOptions) string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- Made by Winnow %s. %s\n", m.AppVersion, strings.ReplaceAll(purpose(m), "\n", " "))
	as := " AS ("
	if o["materialized"] == "yes" {
		as = " AS MATERIALIZED ("
	}
	from, top := sqlName(o["table"]), 0
	if len(w.steps) > 0 {
		top = slices.Max(w.levels())
	}
	for l := 1; l <= top; l++ {
		begin := ",\n"
		if l == 1 {
			begin = "WITH "
		}
		b.WriteString(begin + w.prefix + "step" + fmt.Sprint(l) + as + "\n  SELECT *")
		for _, s := range w.steps {
			if s.level == l {
				fmt.Fprintf(&b, ",\n    %s AS %s", s.expr, s.name)
			}
		}
		fmt.Fprintf(&b, "\n  FROM %s)", from)
		from = w.prefix + "step" + fmt.Sprint(l)
	}
	var columns []string
	for _, k := range strings.Split(o["key"], ",") {
		if k = strings.TrimSpace(k); k != "" {
			columns = append(columns, sqlName(k))
		}
	}
	fmt.Fprintf(&b, "\nSELECT %s\nFROM %s;\n", strings.Join(append(columns, w.answers(m)...), ",\n  "), from)
	return b.String()
}

// answers are the columns of the predictions.
func (w *sqlWriter) answers(m *automl.Model) []string {
	s, p := &m.Schema, w.out
	names := modelfile.Header(s)
	switch s.Task {
	case automl.Regression:
		return []string{p[0] + " AS prediction"}
	case automl.Binary:
		return []string{
			fmt.Sprintf("CASE WHEN %s >= %s THEN %s ELSE %s END AS prediction", p[0], sqlNumber(decision(s)), sqlText(s.Classes[1]), sqlText(s.Classes[0])),
			fmt.Sprintf("1.0 - %s AS %s", p[0], sqlName(names[1])),
			fmt.Sprintf("%s AS %s", p[0], sqlName(names[2])),
		}
	}
	var b strings.Builder
	b.WriteString("CASE")
	for k := range s.Classes[:len(s.Classes)-1] {
		var all []string
		for j := range s.Classes {
			if j != k {
				all = append(all, p[k]+" >= "+p[j])
			}
		}
		fmt.Fprintf(&b, " WHEN %s THEN %s", strings.Join(all, " AND "), sqlText(s.Classes[k]))
	}
	fmt.Fprintf(&b, " ELSE %s END AS prediction", sqlText(s.Classes[len(s.Classes)-1]))
	out := []string{b.String()}
	for k := range s.Classes {
		out = append(out, p[k]+" AS "+sqlName(names[k+1]))
	}
	return out
}

func sqlName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func sqlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// sqlNumber spells a number that no database takes for a whole one.
func sqlNumber(v float64) string {
	s := fmt.Sprint(v)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	if v < 0 {
		return "(" + s + ")"
	}
	return s
}
