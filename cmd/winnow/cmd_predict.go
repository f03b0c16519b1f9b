package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type predictOptions struct {
	out       string
	keep      bool
	rename    []string
	threshold float64
	interval  float64
	plain     bool
	json      bool
}

func (a *app) predictCommand() *cobra.Command {
	o := &predictOptions{}
	cmd := &cobra.Command{
		Use:   "predict MODEL DATA",
		Short: "Predict the rows of a file with a saved model",
		Long: `Predict writes one line for each row of DATA, in the same order: the prediction, and for
classes the probability of each. After them it says how sure it is: "lower" and "upper" for
a number, or the "set" of classes that cannot be ruled out, which hold the truth for nine
rows in ten; and a "warning" where a row is unlike those that the model learnt from.
Without --out all goes to the standard output. What was odd about the file is said on the
standard error. Files of any size are read a part at a time.

Press Ctrl+C once to stop and keep the rows that are done, twice to give up.`,
		Example: `  winnow predict churn.winnow new.csv --out predictions.csv
  winnow predict churn.winnow new.csv --keep --rename tenure_months=tenure | head`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.predict(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "", "CSV file to write")
	f.BoolVar(&o.keep, "keep", false, "write the file's own columns before the predictions")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the file that stands for a needed one; may be repeated")
	f.Float64Var(&o.threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.Float64Var(&o.interval, "interval", automl.SureLevel, "share of rows whose truth lies between lower and upper, or in the set: 0.5, 0.8, 0.9 or 0.95")
	f.BoolVar(&o.plain, "no-interval", false, "write neither lower, upper and set nor warnings")
	f.BoolVar(&o.json, "json", false, "write the summary as JSON instead of the predictions; needs --out")
	return cmd
}

func (o *predictOptions) request(cmd *cobra.Command, model, data string) (automl.PredictRequest, error) {
	req := automl.PredictRequest{Model: model, Data: data, Out: o.out, Keep: o.keep, Threshold: o.threshold, Plain: o.plain}
	var err error
	if req.Rename, err = renames(cmd, o.rename); err != nil {
		return req, err
	}
	if err := checkThreshold(cmd, o.threshold); err != nil {
		return req, err
	}
	if cmd.Flags().Changed("interval") {
		if req.Interval = o.interval; !slices.Contains(automl.SureLevels, o.interval) {
			return req, usage(cmd, "--interval cannot be %v: it is one of 0.5, 0.8, 0.9 and 0.95.", o.interval)
		}
		if o.plain {
			return req, usage(cmd, "--interval and --no-interval cannot both be given.")
		}
	}
	if o.json && o.out == "" {
		return req, usage(cmd, "--json needs --out: the predictions must go somewhere.")
	}
	return req, nil
}

// renames reads the pairs needed=found.
func renames(cmd *cobra.Command, pairs []string) (map[string]string, error) {
	var out map[string]string
	for _, r := range pairs {
		needed, found, ok := strings.Cut(r, "=")
		if !ok || needed == "" || found == "" {
			return nil, usage(cmd, "--rename %q is not of the form needed=found.", r)
		}
		if out == nil {
			out = map[string]string{}
		}
		out[needed] = found
	}
	return out, nil
}

// checkThreshold refuses what is no probability.
func checkThreshold(cmd *cobra.Command, threshold float64) error {
	if cmd.Flags().Changed("threshold") && !(threshold > 0 && threshold <= 1) {
		return usage(cmd, "--threshold cannot be %v: it is a probability above 0 and at most 1.", threshold)
	}
	return nil
}

func (a *app) predict(cmd *cobra.Command, model, data string, o *predictOptions) error {
	req, err := o.request(cmd, model, data)
	if err != nil {
		return err
	}
	ctx, stop, cancel := a.stoppable(cmd.Context())
	defer cancel()
	req.Stop = stop
	sum, err := a.answer(ctx, a.newService(), req)
	if err != nil {
		var matches []automl.Match
		if sum != nil {
			matches = sum.Matches
		}
		return hintRename(err, matches)
	}
	if o.json {
		return writeJSON(a.out, sum)
	}
	printSummary(a.err, sum)
	return nil
}

// answer predicts into req.Out, or by way of a temporary file to the standard output: a
// pipe gets whole predictions or none.
func (a *app) answer(ctx context.Context, svc automl.Service, req automl.PredictRequest) (*automl.PredictSummary, error) {
	if req.Out != "" {
		return svc.Predict(ctx, req)
	}
	dir, err := os.MkdirTemp("", "winnow")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	req.Out = filepath.Join(dir, "predictions.csv")
	sum, err := svc.Predict(ctx, req)
	if err != nil {
		return sum, err
	}
	sum.Out = ""
	f, err := os.Open(req.Out)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	_, err = io.Copy(a.out, f)
	return sum, err
}

// hintRename adds how to say on the command line which column stands for an absent one.
func hintRename(err error, matches []automl.Match) error {
	if automl.KindOf(err) != automl.BadData {
		return err
	}
	i := slices.IndexFunc(matches, func(m automl.Match) bool { return m.State == automl.MatchAbsent })
	found := slices.ContainsFunc(matches, func(m automl.Match) bool { return m.Found != "" })
	if i < 0 || !found && len(matches) > 1 {
		return err
	}
	e := *asError(err)
	e.Hint = strings.TrimSpace(e.Hint) + fmt.Sprintf("\nSay which column stands for it with --rename %s.", quote(matches[i].Column+"=ITS NAME IN THE FILE"))
	return &e
}

// printSummary says what came of a prediction.
func printSummary(w io.Writer, s *automl.PredictSummary) {
	fmt.Fprintf(w, "%s predicted", things(s.Rows, "row"))
	if len(s.Counts) > 0 {
		var parts []string
		for i, c := range s.Counts {
			if i == 10 {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, fmt.Sprintf("%s %s", c.Value, whole(c.Count)))
		}
		fmt.Fprintf(w, ": %s", strings.Join(parts, ", "))
	} else if s.Rows > 0 {
		fmt.Fprintf(w, ", %s on average", number(s.Mean))
	}
	fmt.Fprintln(w, ".")
	for _, n := range s.Notes {
		paragraph(w, "  ", "· "+n)
	}
	if len(s.Scores) > 0 {
		g := grid{header: []string{"Score", ""}, right: []bool{false, true}}
		for _, id := range slices.Sorted(maps.Keys(s.Scores)) {
			g.add(id, number(s.Scores[id]))
		}
		g.print(w, "  ")
	}
	if s.Out != "" {
		fmt.Fprintf(w, "Predictions written to %s\n", s.Out)
	}
}
