package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type surrogateOptions struct {
	depth, rows int
	rename      []string
	rules, json bool
}

func (a *app) surrogateCommand() *cobra.Command {
	o := &surrogateOptions{}
	cmd := &cobra.Command{
		Use:   "surrogate MODEL DATA",
		Short: "Draw a small decision tree that answers as the model does",
		Long: `Surrogate fits a small decision tree to what a saved model says of the rows of DATA, not to
the truth. It shows the model's main lines, and says on what share of the answers the tree
follows the model, on rows that the tree was not fitted to. A saved model holds no rows, so a
file with rows such as those of training is needed.`,
		Example: `  winnow surrogate churn.winnow customers.csv
  winnow surrogate churn.winnow customers.csv --depth 3 --rules`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.surrogate(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.IntVar(&o.depth, "depth", 4, "questions in a row at most, 1 to 6")
	f.IntVar(&o.rows, "rows", 0, "rows that are looked at, drawn at random when there are more; by default 5,000")
	f.BoolVar(&o.rules, "rules", false, "write one sentence for each leaf instead of the tree")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) surrogate(cmd *cobra.Command, model, data string, o *surrogateOptions) error {
	if o.depth < 1 || o.depth > 6 {
		return usage(cmd, "--depth must be 1 to 6, not %d.", o.depth)
	}
	if o.rows < 0 {
		return usage(cmd, "--rows cannot be %d.", o.rows)
	}
	rename, err := renames(cmd, o.rename)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	s, err := a.newService().Surrogate(ctx, automl.SurrogateRequest{Depth: o.depth, MaxRows: o.rows,
		Subject: automl.Subject{Model: model, Data: data, Rename: rename}})
	if err != nil {
		return hintRename(err, nil)
	}
	if o.json {
		return writeJSON(a.out, s)
	}
	paragraph(a.out, "", s.Sentence)
	fmt.Fprintln(a.out)
	if o.rules {
		for _, r := range s.Rules {
			paragraph(a.out, "  ", "· "+r.Sentence)
		}
		return nil
	}
	a.printBranch(s.Nodes, 0, 0, "")
	return nil
}

// printBranch prints a node of the tree and what hangs from it, each level further in.
func (a *app) printBranch(nodes []automl.SurrogateNode, at, depth int, lead string) {
	if at >= len(nodes) {
		return
	}
	n := &nodes[at]
	text := lead + n.Condition + "?"
	if n.Condition == "" {
		text = lead + n.Answer.Text
	}
	paragraph(a.out, "  "+strings.Repeat("   ", depth), fmt.Sprintf("%s (%s of the rows)", text, percent(n.Share)))
	if n.Condition != "" {
		a.printBranch(nodes, n.Yes, depth+1, "if so: ")
		a.printBranch(nodes, n.No, depth+1, "if not: ")
	}
}
