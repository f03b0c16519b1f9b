package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type flipOptions struct {
	req    automl.FlipRequest
	row    int
	above  float64
	below  float64
	rename []string
	json   bool
}

func (a *app) flipCommand() *cobra.Command {
	o := &flipOptions{}
	cmd := &cobra.Command{
		Use:   "flip MODEL DATA --row N",
		Short: "Find the smallest changes of a row that change its answer",
		Long: `Flip finds the smallest changes of a row of DATA that make a saved model answer otherwise:
first those of the fewest columns, then those that are smallest against the columns' usual
spread. New values stay within what training saw. Columns that cannot be changed are named
with --keep. The other rows of DATA say what is usual.`,
		Example: `  winnow flip loan.winnow applicants.csv --row 12 --keep age,sex
  winnow flip houses.winnow houses.csv --row 3 --above 300000 --json`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.flip(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.IntVar(&o.row, "row", 0, "the row, 1 for the first after the header")
	f.StringSliceVar(&o.req.Keep, "keep", nil, "columns that cannot be changed, with commas between them")
	f.StringVar(&o.req.To, "to", "", "class that is wanted; by default another than now")
	f.Float64Var(&o.above, "above", 0, "least number that is wanted")
	f.Float64Var(&o.below, "below", 0, "largest number that is wanted")
	f.IntVar(&o.req.Answers, "answers", 0, "answers at most; by default 5")
	f.IntVar(&o.req.Changes, "changes", 0, "columns at most that change together; by default 4")
	f.Float64Var(&o.req.Threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (o *flipOptions) request(cmd *cobra.Command, model, data string) (automl.FlipRequest, error) {
	req := o.req
	req.Model, req.Data, req.At = model, data, o.row-1
	if o.row < 1 {
		return req, usage(cmd, "%s needs --row: which row, 1 for the first.", cmd.CommandPath())
	}
	if req.Answers < 0 || req.Changes < 0 {
		return req, usage(cmd, "--answers and --changes must be above 0.")
	}
	if err := checkThreshold(cmd, req.Threshold); err != nil {
		return req, err
	}
	if cmd.Flags().Changed("above") {
		req.Above = &o.above
	}
	if cmd.Flags().Changed("below") {
		req.Below = &o.below
	}
	var err error
	req.Rename, err = renames(cmd, o.rename)
	return req, err
}

func (a *app) flip(cmd *cobra.Command, model, data string, o *flipOptions) error {
	req, err := o.request(cmd, model, data)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	f, err := a.newService().Flip(ctx, req)
	if err != nil {
		return hintRename(err, nil)
	}
	if o.json {
		return writeJSON(a.out, f)
	}
	paragraph(a.out, "", fmt.Sprintf("Row %d: %s", o.row, f.Sentence))
	if len(f.Options) == 0 {
		return nil
	}
	fmt.Fprintln(a.out)
	g := grid{header: []string{"", "Change", "Then", "Size"}, right: []bool{true, false, false, true}}
	for i, x := range f.Options {
		var parts []string
		for _, c := range x.Changes {
			from := c.From
			if from == "" {
				from = "(no value)"
			}
			parts = append(parts, fmt.Sprintf("%s: %s → %s", c.Column, from, c.To))
		}
		g.add(fmt.Sprint(i+1), strings.Join(parts, "; "), x.Answer.Text, number(x.Distance))
	}
	g.print(a.out, "  ")
	return nil
}
