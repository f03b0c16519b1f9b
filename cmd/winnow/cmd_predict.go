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

	mapped, scale                        []string
	noMapping, saveMapping               bool
	check                                bool
	noProbabilities, noWarning, noBounds bool
	reasons                              int
	delimiter, encoding                  string
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
standard error. Files of any size are read a part at a time. The answers are written in the
delimiter and encoding of the file.

With --check nothing is written: a table says how each needed column was found, what is odd
about it and what to do, and the exit status is 0 when the file can be predicted. A column of
another name is told with --map, one in another unit with --scale, and --save-mapping keeps
both in the model's file for the next time.

Press Ctrl+C once to stop and keep the rows that are done, twice to give up.`,
		Example: `  winnow predict churn.winnow new.csv --out predictions.csv
  winnow predict churn.winnow new.csv --check
  winnow predict churn.winnow new.csv --keep --map tenure_months=tenure --scale price=0.01 --save-mapping
  winnow predict churn.winnow new.csv --reasons 3 | head`,
		Args: exactly("MODEL", "DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.predict(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "", "CSV file to write")
	f.BoolVar(&o.keep, "keep", false, "write the file's own columns before the predictions")
	f.BoolVar(&o.check, "check", false, "only say how the needed columns were found, and whether the file can be predicted")
	f.StringArrayVar(&o.mapped, "map", nil, "needed=found: the column of the file that stands for a needed one, or nothing for none; may be repeated")
	f.StringArrayVar(&o.rename, "rename", nil, "the same as --map")
	f.StringArrayVar(&o.scale, "scale", nil, "column=factor or column=factor,offset: turns the numbers of a needed column into those of training; may be repeated")
	f.BoolVar(&o.saveMapping, "save-mapping", false, "keep what --map and --scale say in the model's file")
	f.BoolVar(&o.noMapping, "no-mapping", false, "leave aside what is kept so")
	f.Float64Var(&o.threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.Float64Var(&o.interval, "interval", automl.SureLevel, intervalHelp)
	f.BoolVar(&o.plain, "no-interval", false, "write neither lower, upper and set nor warnings")
	f.BoolVar(&o.noProbabilities, "no-probabilities", false, "do not write the probability of each class")
	f.BoolVar(&o.noBounds, "no-interval-columns", false, "leave out lower, upper and set alone; warnings are written")
	f.BoolVar(&o.noWarning, "no-warning", false, "do not write warnings")
	f.IntVar(&o.reasons, "reasons", 0, "name for each row so many columns that did most for its answer")
	f.StringVar(&o.delimiter, "delimiter", "", "character between the columns of what is written; by default that of the file")
	f.StringVar(&o.encoding, "encoding", "", "utf-8, utf-16le, utf-16be or windows-1252; by default that of the file")
	f.BoolVar(&o.json, "json", false, "write the summary as JSON instead of the predictions; needs --out or --check")
	return cmd
}

func (o *predictOptions) request(cmd *cobra.Command, model, data string) (automl.PredictRequest, error) {
	req := automl.PredictRequest{Model: model, Data: data, Out: o.out, Keep: o.keep, Threshold: o.threshold, Plain: o.plain,
		NoMapping: o.noMapping, NoProbabilities: o.noProbabilities, NoInterval: o.noBounds, NoWarning: o.noWarning, Reasons: o.reasons, Delimiter: o.delimiter, Encoding: o.encoding}
	var err error
	if req.Rename, err = mappings(cmd, "map", o.mapped); err != nil {
		return req, err
	}
	also, err := renames(cmd, o.rename)
	if err != nil {
		return req, err
	}
	if req.Rename == nil {
		req.Rename = also
	} else {
		maps.Copy(req.Rename, also)
	}
	if req.Scale, err = scales(cmd, o.scale); err != nil {
		return req, err
	}
	if strings.EqualFold(o.delimiter, "tab") || o.delimiter == `\t` {
		req.Delimiter = "\t"
	}
	if err := checkThreshold(cmd, o.threshold); err != nil {
		return req, err
	}
	if cmd.Flags().Changed("interval") {
		if req.Interval = o.interval; !(o.interval > 0 && o.interval < 1) {
			return req, badInterval(cmd, o.interval)
		}
		if o.plain {
			return req, usage(cmd, "--interval and --no-interval cannot both be given.")
		}
	}
	if o.check && o.out != "" {
		return req, usage(cmd, "--check writes no predictions, so it does not go with --out.")
	}
	if o.json && o.out == "" && !o.check {
		return req, usage(cmd, "--json needs --out: the predictions must go somewhere.")
	}
	return req, nil
}

// renames reads the pairs needed=found of --rename.
func renames(cmd *cobra.Command, pairs []string) (map[string]string, error) {
	return mappings(cmd, "rename", pairs)
}

// mappings reads the pairs needed=found of an option; found may be empty.
func mappings(cmd *cobra.Command, option string, pairs []string) (map[string]string, error) {
	var out map[string]string
	for _, r := range pairs {
		needed, found, ok := strings.Cut(r, "=")
		if !ok || needed == "" {
			return nil, usage(cmd, "--%s %q is not of the form needed=found.", option, r)
		}
		if out == nil {
			out = map[string]string{}
		}
		out[needed] = found
	}
	return out, nil
}

const intervalHelp = "share of rows whose truth lies between lower and upper, or in the set: 0.9, 0.95 or 0.99, as far as the model has them (winnow show)"

// badInterval refuses what is no share. Which shares there are the model knows.
func badInterval(cmd *cobra.Command, asked float64) error {
	return usage(cmd, "--interval cannot be %v: it is a share above 0 and below 1, such as 0.9, 0.95 or 0.99.", asked)
}

// checkThreshold refuses what is no probability.
func checkThreshold(cmd *cobra.Command, threshold float64) error {
	if cmd.Flags().Changed("threshold") && !(threshold > 0 && threshold <= 1) {
		return usage(cmd, "--threshold cannot be %v: it is a probability above 0 and at most 1.", threshold)
	}
	return nil
}

func (a *app) predict(cmd *cobra.Command, model, data string, o *predictOptions) error {
	keepRoom()
	req, err := o.request(cmd, model, data)
	if err != nil {
		return err
	}
	if o.check {
		return a.checkFile(cmd, req, o)
	}
	ctx, stop, cancel := a.stoppable(cmd.Context())
	defer cancel()
	req.Stop = stop
	svc := a.newService()
	sum, err := a.answer(ctx, svc, req)
	if err != nil {
		var matches []automl.Match
		if sum != nil {
			matches = sum.Matches
		}
		return hintRename(err, matches)
	}
	if err := a.keepMapping(cmd, svc, req, sum, o); err != nil {
		return err
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
	e.Hint = strings.TrimSpace(e.Hint) + fmt.Sprintf("\nSay which column stands for it with --map %s.", quote(matches[i].Column+"=ITS NAME IN THE FILE"))
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
