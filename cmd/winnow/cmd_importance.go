package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type importanceOptions struct {
	req    automl.RelianceRequest
	alone  bool
	rename []string
	json   bool
}

func (a *app) importanceCommand() *cobra.Command {
	o := &importanceOptions{}
	cmd := &cobra.Command{
		Use:   "importance MODEL DATA",
		Short: "Say how much the score owes to each column",
		Long: `Importance shuffles columns of DATA, which holds the true answers, and says how much a saved
model's score falls: permutation importance, with 95 % intervals over the shuffles. Columns that
hang together are shuffled together, because a column whose twin is left alone looks unimportant.
Use rows that the model was not trained on.`,
		Example: `  winnow importance churn.winnow last_month.csv
  winnow importance churn.winnow last_month.csv --alone --metric logloss --json`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.importance(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.req.Metric, "metric", "", "score that is looked at; by default the one that the model was chosen by")
	f.IntVar(&o.req.Repeats, "repeats", 0, "shuffles of each group of columns; by default 10")
	f.IntVar(&o.req.MaxRows, "rows", 0, "rows that are looked at, drawn at random when there are more; by default 2,000, of many columns fewer")
	f.Float64Var(&o.req.Together, "together", 0, "strength of the tie from which columns are shuffled together, above 0 to 1; by default 0.7")
	f.BoolVar(&o.alone, "alone", false, "shuffle every column alone")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) importance(cmd *cobra.Command, model, data string, o *importanceOptions) error {
	req := o.req
	req.Model, req.Data = model, data
	if req.Repeats < 0 || req.MaxRows < 0 {
		return usage(cmd, "--repeats and --rows must be above 0.")
	}
	if !(req.Together >= 0 && req.Together <= 1) {
		return usage(cmd, "--together must be above 0 to 1, not %g.", req.Together)
	}
	if o.alone {
		req.Together = 2
	}
	var err error
	if req.Rename, err = renames(cmd, o.rename); err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	r, err := a.newService().Reliance(ctx, req)
	if err != nil {
		return hintRename(err, nil)
	}
	if r.Figure = nil; o.json { // the figure says the same again
		return writeJSON(a.out, r)
	}
	paragraph(a.out, "", r.Sentence)
	if len(r.Groups) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	g := grid{header: []string{"Columns", "Score lost", "95 % interval"}, right: []bool{false, true, true}}
	for _, x := range r.Groups {
		g.add(shorten(strings.Join(x.Columns, " + "), 60), number(x.Drop), number(x.Low)+" to "+number(x.High))
	}
	g.print(a.out, "  ")
	fmt.Fprintf(a.out, "\n  %s, %s shuffled %s.\n", r.Metric, things(r.Rows, "row"), things(r.Repeats, "time"))
	return nil
}
