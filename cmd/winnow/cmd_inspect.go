package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/table"
)

type inspectOptions struct {
	target, task string
	json         bool
}

func (a *app) inspectCommand() *cobra.Command {
	o := &inspectOptions{}
	cmd := &cobra.Command{
		Use:   "inspect DATA",
		Short: "Say what is in a file, and what is odd about it",
		Long: `Inspect lists the columns of DATA with their kinds, and what a person should know before
training: missing values, identifiers, constants, doubles. With --target also columns that
give the answer away.`,
		Example: `  winnow inspect customers.csv --target churn
  winnow inspect customers.csv --target churn --json | jq '.findings[].id'`,
		Args: exactly("DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.inspect(cmd, args[0], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.target, "target", "t", "", "column that is to be predicted")
	f.StringVar(&o.task, "task", "auto", "what to predict: auto, binary, multiclass or regression")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) inspect(cmd *cobra.Command, path string, o *inspectOptions) error {
	task, err := parseTask(o.task)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	svc := a.newService()
	d, err := svc.Open(ctx, path, automl.ReadOptions{})
	if err != nil {
		return err
	}
	defer svc.Close(d.ID)
	p, err := svc.Profile(ctx, d.ID, o.target, task)
	if err != nil {
		return err
	}
	if o.json {
		q := *p
		q.Columns, q.Findings = some(q.Columns), some(q.Findings)
		return writeJSON(a.out, q)
	}
	printData(a.out, d)
	if p.Target != "" {
		fmt.Fprintf(a.out, "Target %q: %s\n", p.Target, describeTask(p))
	}
	fmt.Fprintln(a.out)
	g := grid{header: []string{"Column", "Kind", "Missing", "Distinct", "What is in it"}, right: []bool{false, false, true, true}}
	for _, c := range p.Columns {
		missing := "–"
		if c.Missing > 0 && p.Rows > 0 {
			missing = percent(float64(c.Missing) / float64(p.Rows))
		}
		g.add(shorten(c.Name, 30), string(c.Kind), missing, whole(c.Distinct), content(&c, p.Rows))
	}
	g.print(a.out, "  ")
	fmt.Fprintln(a.out)
	printFindings(a.out, p.Findings)
	return nil
}

func describeTask(p *automl.Profile) string {
	if !p.Task.IsClassification() {
		return string(p.Task)
	}
	var parts []string
	for i, c := range p.Classes {
		if i == 8 {
			parts = append(parts, fmt.Sprintf("and %d more", len(p.Classes)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s", c.Value, whole(c.Count)))
	}
	return string(p.Task) + ", " + strings.Join(parts, ", ")
}

// content shows a column in a few words: its range, or its most frequent values.
func content(c *automl.ColumnProfile, rows int) string {
	switch {
	case c.Missing == rows:
		return "nothing"
	case c.Kind == table.Number:
		return fmt.Sprintf("%s, median %s", span(c.Kind, c.Min, c.Max), value(c.Median))
	case c.Kind == table.Time && c.Min < c.Max:
		return span(c.Kind, c.Min, c.Max)
	}
	var words []string
	for i, v := range c.Top {
		if i == 4 {
			words = append(words, "…")
			break
		}
		words = append(words, shorten(v.Value, 16))
	}
	if len(words) == 0 {
		return shorten(c.Reason, 48)
	}
	return strings.Join(words, ", ")
}
