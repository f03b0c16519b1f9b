package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type fairnessOptions struct {
	sensitive []string
	cuts      []string
	rename    []string
	class     string
	reference string
	threshold float64
	toOverall bool
	mean      bool
	all       bool
	json      bool
}

func (a *app) fairnessCommand() *cobra.Command {
	o := &fairnessOptions{}
	cmd := &cobra.Command{
		Use:   "fairness MODEL DATA --sensitive COL,...",
		Short: "Say whom a saved model treats unevenly",
		Long: `Fairness predicts the rows of DATA, which must hold the target, parts them by the sensitive
columns and holds the groups against each other: how often each is selected, found, wrongly
selected, told rightly; the four-fifths rule; Fairlearn's and AIF360's summaries. Every
number comes with its 95 % interval. The columns need not be inputs of the model; numbers
are cut into quarters unless --cut says otherwise; several columns make a group of each
combination.`,
		Example: `  winnow fairness recid.winnow holdout.csv --sensitive race
  winnow fairness loan.winnow holdout.csv --sensitive sex,age --cut age=25,40,60 --class yes`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.fairness(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringSliceVar(&o.sensitive, "sensitive", nil, "columns that make the groups, with commas between them")
	f.StringArrayVar(&o.cuts, "cut", nil, "column=border,...: where the numbers of a sensitive column are cut; may be repeated")
	f.StringVar(&o.class, "class", "", "class that counts as being selected; by default the class of interest")
	f.StringVar(&o.reference, "reference", "", "group that the others are held against; by default the largest")
	f.Float64Var(&o.threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.BoolVar(&o.toOverall, "to-overall", false, "hold each group against all rows instead of the groups against each other")
	f.BoolVar(&o.mean, "mean-odds", false, "equalized odds as the mean of the two rates instead of the worse one")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.BoolVar(&o.all, "all", false, "print every metric of every group")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (o *fairnessOptions) request(cmd *cobra.Command, model, data string) (automl.FairnessRequest, error) {
	req := automl.FairnessRequest{Model: model, Data: data, Class: o.class, Reference: o.reference, Threshold: o.threshold}
	req.Columns = o.sensitive
	if len(o.sensitive) == 0 {
		return req, usage(cmd, "%s needs --sensitive: the columns that make the groups.", cmd.CommandPath())
	}
	var err error
	if req.Rename, err = renames(cmd, o.rename); err != nil {
		return req, err
	}
	if err := checkThreshold(cmd, o.threshold); err != nil {
		return req, err
	}
	if req.Cuts, err = cuts(cmd, o.cuts, o.sensitive); err != nil {
		return req, err
	}
	if o.toOverall {
		req.Method = automl.ToOverall
	}
	if o.mean {
		req.Aggregate = automl.MeanOfBoth
	}
	return req, nil
}

// cuts reads the borders of columns.
func cuts(cmd *cobra.Command, args, columns []string) (map[string][]float64, error) {
	out := map[string][]float64{}
	for _, arg := range args {
		at := strings.LastIndex(arg, "=")
		if at < 1 {
			return nil, usage(cmd, "--cut %q is not of the form column=border,border.", arg)
		}
		column := arg[:at]
		if !slices.Contains(columns, column) {
			return nil, usage(cmd, "--cut names %q, which is not among the columns of --sensitive.", column)
		}
		for _, text := range strings.Split(arg[at+1:], ",") {
			v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil {
				return nil, usage(cmd, "--cut %q: %q is not a number.", arg, text)
			}
			out[column] = append(out[column], v)
		}
	}
	return out, nil
}

func (a *app) fairness(cmd *cobra.Command, model, data string, o *fairnessOptions) error {
	req, err := o.request(cmd, model, data)
	if err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	f, err := a.newService().Fairness(ctx, req)
	if err != nil {
		return hintRename(err, nil)
	}
	if o.json {
		return writeJSON(a.out, f)
	}
	printFairness(a.out, f, o.all)
	return nil
}

// fairShown are the metrics printed of each group unless all are asked for.
var fairShown = []string{"selection_rate", "base_rate", "true_positive_rate", "false_positive_rate", "accuracy", "roc_auc", "mean_target", "mean_error", "mae", "r2"}

// printFairness writes how alike groups are treated.
func printFairness(w io.Writer, f *automl.Fairness, all bool) {
	what := fmt.Sprintf("the number %q", f.Target)
	if f.Class != "" {
		what = fmt.Sprintf("being %q in %q", f.Class, f.Target)
	}
	fmt.Fprintf(w, "%s in %s, by %s.\n", things(f.Rows, "row"), things(len(f.Groups), "group"), what)
	for _, s := range f.Findings {
		paragraph(w, "  ", "· "+s)
	}
	for _, n := range f.Notes {
		paragraph(w, "  ", "· "+n)
	}
	fmt.Fprintln(w)
	printGroups(w, f, all)
	printFairSummaries(w, f)
	if len(f.Fifths) > 0 {
		fmt.Fprintln(w)
		g := grid{header: []string{"Four-fifths rule", "Against the highest", "95 % interval", ""}, right: []bool{false, true}}
		for _, m := range f.Fifths {
			g.add(shorten(m.Group, 40), number(m.Value), number(m.Low)+" to "+number(m.High), verdict(m))
		}
		g.print(w, "  ")
	}
}

func verdict(m automl.FairMark) string {
	switch {
	case m.Small:
		return "too small to be judged"
	case m.Best:
		return "highest"
	case m.Sure:
		return "below, beyond chance"
	case m.Below:
		return "below, may be chance"
	}
	return ""
}

func printGroups(w io.Writer, f *automl.Fairness, all bool) {
	g := grid{header: []string{"Group", "Rows"}, right: []bool{false, true}}
	var shown []automl.FairMeter
	for _, m := range f.Metrics {
		if all || slices.Contains(fairShown, m.ID) {
			shown = append(shown, m)
			g.header, g.right = append(g.header, m.Name), append(g.right, true)
		}
	}
	for _, group := range append([]automl.FairGroup{f.Overall}, f.Groups...) {
		name := shorten(group.Name, 40)
		if group.Small {
			name += " *"
		}
		cells := []string{name, whole(group.Rows)}
		for _, m := range shown {
			v, ok := group.Values[m.ID]
			switch {
			case !ok:
				cells = append(cells, "–")
			case m.Share:
				cells = append(cells, fmt.Sprintf("%.1f %%", 100*v.Value))
			default:
				cells = append(cells, number(v.Value))
			}
		}
		g.add(cells...)
	}
	g.print(w, "  ")
}

func printFairSummaries(w io.Writer, f *automl.Fairness) {
	if len(f.Summaries) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := grid{header: []string{"Summary", "", "95 % interval", "When alike", "From"}, right: []bool{false, true, false, true}}
	for _, s := range f.Summaries {
		g.add(s.ID, number(s.Value), number(s.Low)+" to "+number(s.High), number(s.Ideal), s.Source)
	}
	g.print(w, "  ")
}
