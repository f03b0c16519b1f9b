package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/sampledata"
)

type demoOptions struct {
	sample, dir string
	time        time.Duration
	trials      int
}

func (a *app) demoCommand() *cobra.Command {
	o := &demoOptions{}
	var ids []string
	for _, s := range sampledata.All() {
		ids = append(ids, s.ID)
	}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole way on made-up data: inspect, train, predict",
		Long: `Demo takes a small made-up table through everything: it says what is odd about the data,
leaves out the columns that give the answer away, trains, shows the leaderboard, saves the
model, and predicts a file of new rows with it. The files stay in a folder to look at.`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.sample, "sample", "churn", "made-up table: "+strings.Join(ids, ", "))
	f.StringVar(&o.dir, "dir", "", "folder for the files; by default a new temporary one")
	f.DurationVar(&o.time, "time", 20*time.Second, "time for the training")
	f.IntVar(&o.trials, "trials", 0, "number of models to try; makes the demo repeatable")
	return cmd
}

func (a *app) demo(cmd *cobra.Command, o *demoOptions) error {
	all := sampledata.All()
	k := slices.IndexFunc(all, func(s sampledata.Sample) bool { return s.ID == o.sample })
	if k < 0 {
		return usage(cmd, "There is no made-up table %q.", o.sample)
	}
	if o.time <= 0 {
		return usage(cmd, "--time cannot be %s.", o.time)
	}
	s := all[k]
	dir, err := unpackSample(o.dir, s)
	if err != nil {
		return err
	}
	a.chapter("1. The data", s.Name+". "+s.Help)
	t := &training{
		app: a, svc: a.newService(), say: a.out, watch: &lines{w: a.err}, bar: a.live,
		path: filepath.Join(dir, s.File), out: filepath.Join(dir, s.ID+".winnow"),
		job: automl.Job{Target: s.Target, Task: automl.Task(s.Task), Budget: o.time, Trials: o.trials},
	}
	if err := t.prepare(cmd.Context(), t.dropLeaks); err != nil {
		return err
	}
	a.chapter("2. The training", fmt.Sprintf("At most %s. Press Ctrl+C to stop early and keep what is finished.", seconds(o.time)))
	if len(t.job.Drop) > 0 {
		paragraph(a.out, "", "Left out, because they give the answer away: "+strings.Join(t.job.Drop, ", ")+".")
	}
	if err := t.run(cmd.Context()); err != nil {
		return err
	}
	a.chapter("3. The use", "The model predicts "+s.NewFile+", rows that it has never seen.")
	return a.demoPredict(cmd, t, filepath.Join(dir, s.NewFile), filepath.Join(dir, "predictions.csv"))
}

// chapter begins a part of the demo.
func (a *app) chapter(title, text string) {
	fmt.Fprintf(a.out, "\n%s\n%s\n", title, strings.Repeat("═", len(title)))
	paragraph(a.out, "", text)
	fmt.Fprintln(a.out)
}

// unpackSample writes the sample's files into dir.
func unpackSample(dir string, s sampledata.Sample) (string, error) {
	var err error
	if dir == "" {
		dir, err = os.MkdirTemp("", "winnow-demo-")
	} else {
		err = os.MkdirAll(dir, 0o755)
	}
	for _, name := range []string{s.File, s.NewFile} {
		if err != nil {
			break
		}
		var raw []byte
		if raw, err = sampledata.Read(name); err == nil {
			err = os.WriteFile(filepath.Join(dir, name), raw, 0o644)
		}
	}
	if err != nil {
		e := automl.Errorf("demo", automl.NoResource, "The files of the demo could not be written to %s.", dir)
		e.Err = err
		return "", e.WithHint("Choose another folder with --dir.")
	}
	return dir, nil
}

// dropLeaks leaves out the columns that the inspection says give the answer away.
func (t *training) dropLeaks(p *automl.Profile) {
	for _, f := range p.Findings {
		if f.ID == "leakage" {
			t.job.Drop = append(t.job.Drop, f.Drop...)
		}
	}
}

// demoPredict predicts the new rows and shows the first of them.
func (a *app) demoPredict(cmd *cobra.Command, t *training, data, out string) error {
	ctx, cancel := a.cancelled(cmd.Context())
	defer cancel()
	sum, err := t.svc.Predict(ctx, automl.PredictRequest{Model: t.out, Data: data, Out: out, Keep: true})
	if err != nil {
		return err
	}
	printSummary(a.out, sum)
	fmt.Fprintln(a.out)
	from := max(0, slices.Index(sum.Columns, "prediction")-4)
	g := grid{header: sum.Columns[from:]}
	for _, row := range sum.Preview[:min(8, len(sum.Preview))] {
		cells := make([]string, 0, len(row)-from)
		for _, c := range row[from:] {
			if v, err := strconv.ParseFloat(c, 64); err == nil && len(c) > 8 {
				c = number(v)
			}
			cells = append(cells, shorten(c, 18))
		}
		g.add(cells...)
	}
	g.print(a.out, "  ")
	fmt.Fprintf(a.out, "\nTo see more:\n  winnow show %s\n  winnow inspect %s --target %s\n", quote(t.out), quote(t.path), quote(t.job.Target))
	return nil
}
