package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/modelfile"
)

type effectOptions struct {
	req    automl.EffectRequest
	rename []string
	out    string
	json   bool
}

func (a *app) effectCommand() *cobra.Command {
	o := &effectOptions{}
	cmd := &cobra.Command{
		Use:   "effect MODEL DATA --column COL",
		Short: "Say how the answer changes with a column",
		Long: `Effect puts values of a column into every row of DATA, leaves all else as it is, and says
what a saved model answers on average: partial dependence. Beside it stand the span of eight
rows in ten and, as "only among rows alike", the accumulated local effect, which does not ask
about rows that cannot be. With a second column it does so for each pair of values, and says
how much of the joint effect neither column has alone.`,
		Example: `  winnow effect churn.winnow customers.csv --column tenure_months
  winnow effect churn.winnow customers.csv --column tenure_months --with contract --out pair.csv`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.effect(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.req.Column, "column", "", "the column")
	f.StringVar(&o.req.With, "with", "", "a second column, for the two together")
	f.StringVar(&o.req.Class, "class", "", "class whose probability is meant; by default the class of interest, of many the most frequent answer")
	f.IntVar(&o.req.Points, "points", 0, "values of a number that are tried; by default 40, of two columns 15 each")
	f.IntVar(&o.req.MaxRows, "rows", 0, "rows that are looked at, drawn at random when there are more; by default 1,000")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.StringVarP(&o.out, "out", "o", "", "CSV file to write")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) effect(cmd *cobra.Command, model, data string, o *effectOptions) error {
	req := o.req
	req.Model, req.Data = model, data
	if req.Column == "" {
		return usage(cmd, "%s needs --column: the column that is asked about.", cmd.CommandPath())
	}
	if req.Points < 0 || req.Points == 1 || req.MaxRows < 0 {
		return usage(cmd, "--points must be at least 2 and --rows above 0.")
	}
	var err error
	if req.Rename, err = renames(cmd, o.rename); err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	e, err := a.newService().Effect(ctx, req)
	if err != nil {
		return hintRename(err, nil)
	}
	e.Figure = nil // it says the same again
	if o.out != "" {
		if err := modelfile.WriteFile("effect", o.out, func(w io.Writer) error { return effectCSV(w, e) }); err != nil {
			return err
		}
	}
	if o.json {
		return writeJSON(a.out, e)
	}
	a.printEffect(e)
	if o.out != "" {
		fmt.Fprintf(a.out, "\nWritten to %s\n", o.out)
	}
	return nil
}

// effectCSV writes an effect as numbers, one line for each value or pair of values.
func effectCSV(w io.Writer, e *automl.Effect) error {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	lines := [][]string{{e.Column, "mean", "low", "high", "share"}}
	for _, p := range e.Points {
		lines = append(lines, []string{p.Label, num(p.Mean), num(p.Low), num(p.High), num(p.Share)})
	}
	if e.Missing != nil {
		lines = append(lines, []string{"", num(*e.Missing), "", "", ""})
	}
	if e.Pair != nil {
		lines = [][]string{{e.Column, e.With, "mean", "share"}}
		for i, row := range e.Pair.Means {
			for j, v := range row {
				lines = append(lines, []string{e.Points[i].Label, e.Pair.Second[j].Label, num(v), num(e.Pair.Shares[i][j])})
			}
		}
	}
	c := csv.NewWriter(w)
	if err := c.WriteAll(lines); err != nil {
		return err
	}
	return c.Error()
}

func (a *app) printEffect(e *automl.Effect) {
	paragraph(a.out, "", e.Sentence)
	fmt.Fprintln(a.out)
	if e.Pair != nil {
		a.printPair(e)
		return
	}
	g := grid{header: []string{e.Column, e.What, "8 rows in 10", "rows near"}, right: []bool{true, true, true, true}}
	step := max(1, (len(e.Points)+19)/20)
	for i, p := range e.Points {
		if i%step == 0 || i == len(e.Points)-1 {
			g.add(shorten(p.Label, 30), number(p.Mean), number(p.Low)+" to "+number(p.High), percent(p.Share))
		}
	}
	if e.Missing != nil {
		g.add("(no value)", number(*e.Missing), "", "")
	}
	g.print(a.out, "  ")
	fmt.Fprintf(a.out, "\n  %s on average for the %s as they are.\n", number(e.Base), things(e.Rows, "row"))
}

// printPair prints the mean answers with at most eight values of the second column.
func (a *app) printPair(e *automl.Effect) {
	second := e.Pair.Second
	step := max(1, (len(second)+7)/8)
	g := grid{header: []string{e.Column + " \\ " + e.With}, right: []bool{true}}
	for j := 0; j < len(second); j += step {
		g.header, g.right = append(g.header, shorten(second[j].Label, 12)), append(g.right, true)
	}
	for i, p := range e.Points {
		line := []string{shorten(p.Label, 24)}
		for j := 0; j < len(second); j += step {
			line = append(line, number(e.Pair.Means[i][j]))
		}
		g.add(line...)
	}
	g.print(a.out, "  ")
	fmt.Fprintf(a.out, "\n  %s: mean over %s.\n", e.What, things(e.Rows, "row"))
}
