package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type evaluateOptions struct {
	rename    []string
	scale     []string
	noMapping bool
	threshold float64
	json      bool
}

func (a *app) evaluateCommand() *cobra.Command {
	o := &evaluateOptions{}
	cmd := &cobra.Command{
		Use:   "evaluate MODEL DATA",
		Short: "Score a saved model on a file that holds the true answers",
		Long: `Evaluate predicts the rows of DATA, which must hold the target, and says how good the
predictions are: every score with its 95 % interval, how often the truth lay within the
model's own intervals or sets, how far its percentages can be believed, and what became of
each class.`,
		Example: `  winnow evaluate churn.winnow last_month.csv
  winnow evaluate churn.winnow last_month.csv --json`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.evaluate(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.StringArrayVar(&o.scale, "scale", nil, "column=factor or column=factor,offset: turns the numbers of a needed column into those of training; may be repeated")
	f.BoolVar(&o.noMapping, "no-mapping", false, "leave aside the names and units that are kept with the model")
	f.Float64Var(&o.threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.BoolVar(&o.json, "json", false, "write JSON")
	return cmd
}

func (a *app) evaluate(cmd *cobra.Command, model, data string, o *evaluateOptions) error {
	rename, err := renames(cmd, o.rename)
	if err != nil {
		return err
	}
	scale, err := scales(cmd, o.scale)
	if err != nil {
		return err
	}
	if err := checkThreshold(cmd, o.threshold); err != nil {
		return err
	}
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	e, err := a.newService().Evaluate(ctx, automl.EvaluateRequest{Model: model, Data: data, Rename: rename, Scale: scale, NoMapping: o.noMapping, Threshold: o.threshold})
	if err != nil {
		var matches []automl.Match
		if e != nil {
			matches = e.Matches
		}
		return hintRename(err, matches)
	}
	if o.json {
		return writeJSON(a.out, e)
	}
	printEvaluation(a.out, e)
	return nil
}

// printEvaluation writes how good the answers for a file were.
func printEvaluation(w io.Writer, e *automl.Evaluation) {
	fmt.Fprintf(w, "%s scored", things(e.Rows, "row"))
	if e.Outside > 0 {
		fmt.Fprintf(w, ", %s unlike those of training", whole(e.Outside))
	}
	fmt.Fprintln(w, ".")
	for _, n := range e.Notes {
		paragraph(w, "  ", "· "+n)
	}
	fmt.Fprintln(w)
	g := grid{header: []string{"Score", "", "95 % interval", "In training"}, right: []bool{false, true, false, true}}
	for _, s := range e.Scores {
		before := "–"
		if s.Before != nil {
			before = number(*s.Before)
		}
		g.add(s.Metric, number(s.Score), number(s.Low)+" to "+number(s.High), before)
	}
	g.print(w, "  ")
	printClasses(w, e.Classes)
	printCovered(w, e.Covered)
	if t := e.Trust; t != nil {
		fmt.Fprintln(w)
		paragraph(w, "", fmt.Sprintf("Its percentages are off by %.1f points on average. It is right in %s of rows, where it says %s on average. Brier score %s = reliability %s − resolution %s + uncertainty %s, but for what grouping hides.",
			100*t.Error, percent(t.Right), percent(t.Sure), number(t.Brier), number(t.Reliability), number(t.Resolution), number(t.Uncertainty)))
	}
	if b := e.Bias; b != nil {
		fmt.Fprintln(w)
		paragraph(w, "", fmt.Sprintf("Its predictions lie %s from the truth on average; the truth is about %s + %s × prediction.", number(b.Mean), number(b.Intercept), number(b.Slope)))
	}
}

func printClasses(w io.Writer, classes []automl.ClassScore) {
	if len(classes) == 0 {
		return
	}
	fmt.Fprintln(w)
	g := grid{header: []string{"Class", "Rows", "Predicted", "Precision", "Recall", "F1"}, right: []bool{false, true, true, true, true, true}}
	share := func(v *float64) string {
		if v == nil {
			return "–"
		}
		return number(*v)
	}
	for _, c := range classes {
		g.add(shorten(c.Class, 30), whole(c.Rows), whole(c.Predicted), share(c.Precision), share(c.Recall), share(c.F1))
	}
	g.print(w, "  ")
}

// printCovered says how often the truth lay where the model said it would.
func printCovered(w io.Writer, covered []automl.Coverage) {
	if len(covered) == 0 {
		return
	}
	fmt.Fprintln(w)
	sets := covered[0].Sizes != nil
	g := grid{header: []string{"Interval for", "Held the truth", "95 % interval", "Mean width"}, right: []bool{true, true, false, true}}
	if sets {
		g = grid{header: []string{"Set for", "Held the truth", "95 % interval", "With the prediction", "Classes named"}, right: []bool{true, true, false, true}}
	}
	for _, c := range covered {
		cells := []string{percent(c.Level), percent(c.Share()), percent(c.Low) + " to " + percent(c.High)}
		if sets {
			cells = append(cells, percent(float64(c.Named)/float64(max(1, c.Rows))), sizes(c))
		} else {
			cells = append(cells, number(c.Width))
		}
		g.add(cells...)
	}
	g.print(w, "  ")
}

// sizes spells how many classes sets name.
func sizes(c automl.Coverage) string {
	var parts []string
	for size, n := range c.Sizes {
		if n > 0 && len(parts) < 4 {
			parts = append(parts, fmt.Sprintf("%d: %s", size, percent(float64(n)/float64(c.Rows))))
		}
	}
	return strings.Join(parts, ", ")
}
