package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type similarOptions struct {
	row, count int
	rename     []string
	json       bool
}

func (a *app) similarCommand() *cobra.Command {
	o := &similarOptions{}
	cmd := &cobra.Command{
		Use:   "similar MODEL DATA --row N",
		Short: "Find real rows like one row, and what came of them",
		Long: `Similar finds the rows of DATA that are most like one of them: the mean difference over the
columns (Gower 1971), in which a column counts as much as it matters to the model. It says what
came of them, where DATA holds the true answers, beside what the model says.`,
		Example: `  winnow similar churn.winnow customers.csv --row 7
  winnow similar churn.winnow customers.csv --row 7 --count 25 --json`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.similar(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.IntVar(&o.row, "row", 0, "the row, 1 for the first after the header")
	f.IntVar(&o.count, "count", 10, "how many rows")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) similar(cmd *cobra.Command, model, data string, o *similarOptions) error {
	if o.row < 1 {
		return usage(cmd, "%s needs --row: which row, 1 for the first.", cmd.CommandPath())
	}
	if o.count < 1 {
		return usage(cmd, "--count cannot be %d.", o.count)
	}
	rename, err := renames(cmd, o.rename)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	s, err := a.newService().Similar(ctx, automl.SimilarRequest{Count: o.count,
		RowRequest: automl.RowRequest{Subject: automl.Subject{Model: model, Data: data, Rename: rename}, At: o.row - 1}})
	if err != nil {
		return hintRename(err, nil)
	}
	if o.json {
		return writeJSON(a.out, s)
	}
	a.printSimilar(s, o.row)
	return nil
}

// widestSimilar is how many columns the rows are printed with: those that count most.
const widestSimilar = 4

func (a *app) printSimilar(s *automl.Similar, row int) {
	paragraph(a.out, "", s.Sentence)
	if len(s.Rows) == 0 {
		return
	}
	first := heaviest(s.Weights, widestSimilar)
	g := grid{header: []string{"Row", "Distance", "Model says", "Came true"}, right: []bool{true, true, false, false}}
	line := []string{whole(row), "", s.Now.Text, ""}
	for _, c := range first {
		g.header, g.right = append(g.header, shorten(s.Columns[c], 16)), append(g.right, false)
		line = append(line, shorten(s.Cells[c], 16))
	}
	g.add(line...)
	for _, r := range s.Rows {
		line := []string{whole(r.At + 1), number(r.Distance), r.Answer.Text, shorten(r.Truth, 20)}
		for _, c := range first {
			line = append(line, shorten(r.Cells[c], 16))
		}
		g.add(line...)
	}
	fmt.Fprintln(a.out)
	g.print(a.out, "  ")
}

// heaviest are the places of the largest weights, the largest first.
func heaviest(weights []float64, most int) []int {
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(weights[j], weights[i]) })
	return order[:min(most, len(order))]
}
