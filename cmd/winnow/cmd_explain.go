package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/modelfile"
)

type explainOptions struct {
	method, class, out string
	rename             []string
	rows, row          int
	seed               uint64
	words, pairs, json bool
}

func (a *app) explainCommand() *cobra.Command {
	o := &explainOptions{}
	cmd := &cobra.Command{
		Use:   "explain MODEL DATA",
		Short: "Say what each column gives to each prediction",
		Long: `Explain writes one line for each row of DATA: base, what each column adds to it or takes
from it (its Shapley value), and prediction, which is their sum. For classes these are
log-odds or scores where the model allows to work the values out exactly, and probabilities
where they are sampled; the standard error says which. Of more than two classes, each row's
predicted class is explained and named, unless --class names another.

Methods: auto (exact where possible, else sampled), shap (the same), interventional (what is
not known takes the values of other rows of DATA), kernel (sampled, for any model), lime (of one
row: a linear model of the answers for rows around it, and how far to trust it).`,
		Example: `  winnow explain churn.winnow new.csv --out shares.csv
  winnow explain iris.winnow new.csv --class setosa --method kernel
  winnow explain churn.winnow new.csv --row 7 --method lime`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.explain(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.method, "method", "auto", "auto, shap, interventional, kernel or lime")
	f.IntVar(&o.row, "row", 0, "explain this row alone, 1 for the first after the header")
	f.StringVar(&o.class, "class", "", "the class to explain")
	f.StringVarP(&o.out, "out", "o", "", "CSV file to write")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.IntVar(&o.rows, "rows", 0, "explain at most so many rows, drawn at random; 0: all")
	f.Uint64Var(&o.seed, "seed", 0, "seed of what is drawn at random")
	f.BoolVar(&o.words, "words", false, "say also which words of texts weigh most")
	f.BoolVar(&o.pairs, "pairs", false, "say also which two columns do most together; of trees alone")
	f.BoolVar(&o.json, "json", false, "write JSON with all classes")
	return cmd
}

func (a *app) explain(cmd *cobra.Command, model, data string, o *explainOptions) error {
	if o.rows < 0 {
		return usage(cmd, "--rows cannot be %d.", o.rows)
	}
	if o.row < 0 || o.row == 0 && cmd.Flags().Changed("row") {
		return usage(cmd, "--row cannot be %d: 1 is the first.", o.row)
	}
	rename, err := renames(cmd, o.rename)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	sub := automl.Subject{Model: model, Data: data, Rename: rename}
	if o.method == lime {
		return a.nearby(ctx, cmd, sub, o)
	}
	req := automl.ExplainRequest{Subject: sub,
		Method: automl.ExplainMethod(o.method), Class: o.class, MaxRows: o.rows, Seed: o.seed, Words: o.words, Pairs: o.pairs}
	if o.row > 0 {
		req.At = []int32{int32(o.row - 1)}
	}
	x, err := a.newService().Explain(ctx, req)
	if err != nil {
		return err
	}
	if !o.json {
		a.sayExplained(x)
	}
	write := func(w io.Writer) error { return writeShares(ctx, w, x) }
	if o.json {
		write = func(w io.Writer) error { return writeJSON(w, x) }
	}
	if o.out == "" {
		return write(a.out)
	}
	return modelfile.WriteFile("explain", o.out, write)
}

// sayExplained tells what the numbers are, and what matters most.
func (a *app) sayExplained(x *automl.Explanation) {
	fmt.Fprintf(a.err, "%s explained.\n", things(len(x.Rows), "row"))
	paragraph(a.err, "  ", x.How)
	for _, n := range x.Notes {
		paragraph(a.err, "  ", "· "+n)
	}
	if len(x.Rows) == 0 {
		return
	}
	size := make([]float64, len(x.Columns))
	order := make([]int, len(x.Columns))
	for c := range order {
		order[c] = c
		for k := range x.Outputs {
			for _, row := range x.Values[k] {
				size[c] += math.Abs(row[c]) / float64(len(x.Rows)*len(x.Outputs))
			}
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(size[j], size[i]) })
	g := grid{header: []string{"Column", "Mean size of share"}, right: []bool{false, true}}
	for _, c := range order[:min(10, len(order))] {
		g.add(shorten(x.Columns[c], 40), number(size[c]))
	}
	g.print(a.err, "  ")
	if len(x.Pairs) > 0 {
		g := grid{header: []string{"Columns together", "", "Mean size beyond each alone"}, right: []bool{false, false, true}}
		for _, p := range x.Pairs[:min(10, len(x.Pairs))] {
			g.add(shorten(p.First, 30), shorten(p.Second, 30), number(p.Size))
		}
		g.print(a.err, "  ")
	}
	a.sayWords(x)
}

// sayWords lists the words that weigh most over all rows, for each output.
func (a *app) sayWords(x *automl.Explanation) {
	for k, name := range x.Outputs {
		sum := map[string]float64{}
		for _, w := range x.Words {
			if w.Output == k {
				sum[w.Word] += w.Value / float64(len(x.Rows))
			}
		}
		if len(sum) == 0 {
			continue
		}
		words := slices.SortedFunc(maps.Keys(sum), func(a, b string) int {
			return cmp.Or(cmp.Compare(math.Abs(sum[b]), math.Abs(sum[a])), cmp.Compare(a, b))
		})
		g := grid{header: []string{"Word", "What " + name + " loses without it, on average"}, right: []bool{false, true}}
		for _, w := range words[:min(15, len(words))] {
			g.add(w, number(sum[w]))
		}
		g.print(a.err, "  ")
	}
}

// writeShares writes base, the columns' shares and the prediction of each row as CSV.
func writeShares(ctx context.Context, w io.Writer, x *automl.Explanation) error {
	c := csv.NewWriter(w)
	many := len(x.Outputs) > 1
	var head []string
	if many {
		head = append(head, "class")
	}
	head = append(append(append(head, "base"), x.Columns...), "prediction")
	if err := c.Write(distinctNames(head)); err != nil {
		return err
	}
	cell := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for i := range x.Rows {
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		k := 0
		var row []string
		if many {
			for j := range x.Outputs {
				if x.Answer[j][i] > x.Answer[k][i] {
					k = j
				}
			}
			row = append(row, x.Outputs[k])
		}
		row = append(row, cell(x.Base[k]))
		for _, v := range x.Values[k][i] {
			row = append(row, cell(v))
		}
		if err := c.Write(append(row, cell(x.Prediction[k][i]))); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// distinctNames gives a column of the person's that is called like one of ours a number.
func distinctNames(names []string) []string {
	last := len(names) - 1
	taken := map[string]bool{names[last]: true}
	out := slices.Clone(names)
	for i, n := range names[:last] {
		free := n
		for k := 2; taken[free] || free != n && slices.Contains(names, free); k++ {
			free = fmt.Sprintf("%s_%d", n, k)
		}
		taken[free], out[i] = true, free
	}
	return out
}
