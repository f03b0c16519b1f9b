package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"winnow/automl"
)

func (a *app) reportCommand() *cobra.Command {
	req := automl.ReportRequest{}
	asJSON := false
	cmd := &cobra.Command{
		Use:   "report MODEL --out FILE.html|FILE.pdf|FILE.md",
		Short: "Write a saved model's report and cards for people to read and keep",
		Long: `Report writes one file that says what a model is for, what data it was made from, how it
was scored and against what, how good and how sure it is, what drives it, where its limits
are and how to make it again. The HTML file needs nothing else to be read, and prints well.

A model file holds what most of it needs. With --data, a file with rows such as those of
training, the report also says how the answers come about; with --sensitive, where those rows
have the truth, how groups are treated.`,
		Example: `  winnow report churn.winnow --out churn.html
  winnow report churn.winnow --out churn.pdf --data customers.csv --sensitive gender`,
		Args: exactly("MODEL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if req.Out == "" {
				return usage(cmd, "A report needs --out.")
			}
			req.Model = args[0]
			ctx, cancel := a.cancelled(cmd.Context())
			defer cancel()
			res, err := a.newService().WriteReport(ctx, req)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(a.out, res)
			}
			fmt.Fprintf(a.out, "Written to %s: %s, %s.\n", res.Out, things(res.Charts, "chart"), megabytes(res.Bytes))
			for _, n := range res.Notes {
				paragraph(a.out, "  ", "· "+n)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&req.Out, "out", "o", "", "file to write; its ending says the form: .html, .pdf or .md")
	f.StringVar(&req.Data, "data", "", "file with rows to explain the model by")
	f.StringSliceVar(&req.Sensitive, "sensitive", nil, "columns whose groups are held against each other, separated by commas")
	f.BoolVar(&asJSON, "json", false, "write what came of it as JSON")
	return cmd
}
