package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// lime is the method of explain that asks what counts near one row.
const lime = "lime"

// nearby says what counts near one row.
func (a *app) nearby(ctx context.Context, cmd *cobra.Command, sub automl.Subject, o *explainOptions) error {
	switch {
	case o.row < 1:
		return usage(cmd, "--method lime is about one row and needs --row: which, 1 for the first.")
	case o.words || o.pairs || o.rows != 0:
		return usage(cmd, "--words, --pairs and --rows do not go with --method lime.")
	}
	n, err := a.newService().Nearby(ctx, automl.NearbyRequest{RowRequest: automl.RowRequest{Subject: sub, At: o.row - 1}, Class: o.class})
	if err != nil {
		return hintRename(err, nil)
	}
	n.Figure = nil // it says the same again
	write := func(w io.Writer) error { return printNearby(w, n, o.row) }
	if o.json {
		write = func(w io.Writer) error { return writeJSON(w, n) }
	}
	if o.out == "" {
		return write(a.out)
	}
	return modelfile.WriteFile("explain", o.out, write)
}

func printNearby(w io.Writer, n *automl.Nearby, row int) error {
	paragraph(w, "", fmt.Sprintf("Row %d: %s", row, n.Sentence))
	fmt.Fprintln(w)
	g := grid{header: []string{"What holds of it", "Adds to the " + n.What}, right: []bool{false, true}}
	for _, t := range n.Terms {
		g.add(shorten(t.Condition, 60), number(t.Weight))
	}
	g.print(w, "  ")
	_, err := fmt.Fprintf(w, "\n  The linear model says %s here, the model %s; it follows %s of the answers' spread nearby.\n", number(n.Local), number(n.Value), percent(max(n.Fit, 0)))
	return err
}
