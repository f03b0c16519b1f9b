package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"winnow/automl"
)

type watchOptions struct {
	req    automl.WatchRequest
	rename []string
	json   bool
}

func (a *app) watchCommand() *cobra.Command {
	o := &watchOptions{}
	cmd := &cobra.Command{
		Use:   "watch FOLDER MODEL",
		Short: "Predict the files that come into a folder",
		Long: `Watch predicts every table in FOLDER (.csv, .tsv, .tab, .txt, .psv) and those that come
into it later, each once and only when it is written to its end. The predictions of NEW.csv
are in NEW.predictions.csv beside it, or in the folder --out; they stand under that name
only when they are whole. A file that cannot be predicted is moved into the subfolder
"quarantine", with the reason in a file beside it. Which files are done is remembered, so
that a restart predicts none twice.

Press Ctrl+C once to finish the file under way and stop, twice to leave it for the next time.`,
		Example: `  winnow watch inbox churn.winnow --out outbox --keep
  winnow watch inbox churn.winnow --once`,
		Args: exactly("FOLDER", "MODEL"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.watch(cmd, args[0], args[1], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.req.Out, "out", "o", "", "folder for the predictions; by default beside the files")
	f.BoolVar(&o.req.Once, "once", false, "deal with the files that are there, then end")
	f.BoolVar(&o.req.Keep, "keep", false, "write the file's own columns before the predictions")
	f.StringArrayVar(&o.rename, "rename", nil, "needed=found: the column of the files that stands for a needed one; may be repeated")
	f.BoolVar(&o.req.NoMapping, "no-mapping", false, "leave aside the names and units that are kept with the model")
	f.Float64Var(&o.req.Threshold, "threshold", 0, "probability from which the class of interest is predicted; by default the model's own")
	f.Float64Var(&o.req.Interval, "interval", automl.SureLevel, intervalHelp)
	f.BoolVar(&o.req.Plain, "no-interval", false, "write neither lower, upper and set nor warnings")
	f.BoolVar(&o.json, "json", false, "tell what happens as JSON, one object a line")
	return cmd
}

func (a *app) watch(cmd *cobra.Command, folder, model string, o *watchOptions) error {
	keepRoom()
	req := o.req
	req.Folder, req.Model = folder, model
	var err error
	if req.Rename, err = renames(cmd, o.rename); err != nil {
		return err
	}
	if err := checkThreshold(cmd, req.Threshold); err != nil {
		return err
	}
	switch given := cmd.Flags().Changed("interval"); {
	case !given:
		req.Interval = 0
	case !(req.Interval > 0 && req.Interval < 1):
		return badInterval(cmd, req.Interval)
	case req.Plain:
		return usage(cmd, "--interval and --no-interval cannot both be given.")
	}
	ctx, stop, cancel := a.stoppable(cmd.Context())
	defer cancel()
	req.Stop, req.Observe = stop, a.tellWatch
	lines := json.NewEncoder(a.out)
	if o.json {
		req.Observe = func(e automl.WatchEvent) { _ = lines.Encode(e) } // Why: a reader that left hears nothing
	}
	sum, err := a.newService().Watch(ctx, req)
	if err != nil {
		return err
	}
	if !o.json {
		fmt.Fprintf(a.err, "%s predicted, %s in all; %s in quarantine.\n", things(sum.Done, "file"), things(sum.Rows, "row"), things(sum.Quarantined, "file"))
		if sum.Known > 0 {
			fmt.Fprintf(a.err, "%s had been dealt with before.\n", things(sum.Known, "file"))
		}
	}
	return nil
}

// tellWatch writes a line for what happened in a watched folder.
func (a *app) tellWatch(e automl.WatchEvent) {
	at := e.At.Format("15:04:05")
	switch e.State {
	case automl.WatchBegun:
	case automl.WatchDone:
		fmt.Fprintf(a.out, "%s  %s: %s predicted", at, e.File, things(e.Rows, "row"))
		if e.Outside > 0 {
			fmt.Fprintf(a.out, ", %s unlike those of training", whole(e.Outside))
		}
		fmt.Fprintf(a.out, ", in %s\n", e.Out)
	case automl.WatchQuarantined:
		fmt.Fprintf(a.out, "%s  %s: quarantined. %s\n", at, e.File, e.Text)
	case automl.WatchDeferred:
		name := e.File
		if name != "" {
			name += ": "
		}
		fmt.Fprintf(a.err, "%s  %snot now. %s\n", at, name, e.Text)
	case automl.WatchIdle:
		fmt.Fprintf(a.err, "%s  All files are done; waiting for more. Ctrl+C stops.\n", at)
	}
}
