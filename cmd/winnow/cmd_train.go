package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/automl"
	"winnow/automl/modelfile"
	"winnow/automl/predict"
)

// trainOptions are the flags of winnow train.
type trainOptions struct {
	target, task, metric   string
	time, predictLimit     time.Duration
	trials, folds, threads int
	seed                   uint64
	group, timeColumn      string
	drop, algorithms       []string
	positive, weight       string
	finalTest              float64
	prefer                 string
	distil                 bool
	fair                   fairTraining
	after                  afterTraining
	out                    string
	json                   bool
}

// defaultTime is how long a run may take when neither time nor number of models is given.
const defaultTime = time.Minute

func (a *app) trainCommand() *cobra.Command {
	o := &trainOptions{}
	cmd := &cobra.Command{
		Use:   "train DATA --target COLUMN",
		Short: "Train models on a file and keep the best",
		Long: `Train reads DATA, says what is odd about it, tries models until the time is up, and
saves the recommended one.

Press Ctrl+C once to stop early and keep what is finished, twice to give up.`,
		Example: `  winnow train customers.csv --target churn
  winnow train customers.csv --target churn --drop customer_id,cancellation_fee --time 5m
  winnow train sales.csv --target units --metric mae --time-column date --out sales.winnow`,
		Args: exactly("DATA"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.train(cmd, args[0], o) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.target, "target", "t", "", "column to predict (required)")
	f.StringVar(&o.task, "task", "auto", "what to predict: auto, binary, multiclass or regression")
	f.StringVar(&o.metric, "metric", "", "score to judge models by; by default auc, logloss or rmse")
	f.DurationVar(&o.time, "time", 0, "time for everything, such as 60s or 10m (default 1m)")
	f.DurationVar(&o.predictLimit, "predict-limit", 0, "time that the model may take for one row, such as 1ms; slower ones are left out")
	f.IntVar(&o.trials, "trials", 0, "number of models to try instead of a time; makes the run repeatable")
	f.IntVar(&o.folds, "folds", 0, "parts that the rows are split into for scoring; by default by the number of rows")
	f.StringVar(&o.group, "group", "", "column whose equal values must not be split, such as a customer")
	f.StringVar(&o.timeColumn, "time-column", "", "date column: train on the past, score on the future")
	f.StringSliceVar(&o.drop, "drop", nil, "columns to leave out, separated by commas")
	f.StringSliceVar(&o.algorithms, "algorithms", nil, "algorithms to try, separated by commas; by default all that fit")
	f.IntVar(&o.threads, "threads", 0, "processor cores to use; by default all")
	f.Uint64Var(&o.seed, "seed", 0, "start of the random numbers")
	f.StringVar(&o.positive, "positive", "", "class of interest of a yes-or-no question")
	f.StringVar(&o.weight, "weight", "", "column that says how much each row counts")
	f.Float64Var(&o.finalTest, "final-test", 0, "share of rows, such as 0.2, that nothing sees until the recommended model is scored on them at the end")
	f.StringVar(&o.prefer, "prefer", "best", "model to recommend: best, or simplest among those not worse beyond chance")
	f.BoolVar(&o.distil, "distil", false, "let one fast booster learn from the ensemble's answers, and recommend it where no other single model is better beyond chance")
	o.fair.addFlags(f)
	o.after.addFlags(f)
	f.StringVarP(&o.out, "out", "o", "", "file to save the model in; by default DATA's name with .winnow")
	f.BoolVar(&o.json, "json", false, "write events as lines of JSON")
	a.completeFrom(cmd)
	return cmd
}

// completeFrom offers the catalogue's names to the shell.
func (a *app) completeFrom(cmd *cobra.Command) {
	offer := func(flag string, words func() []string) {
		err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words(), cobra.ShellCompDirectiveNoFileComp
		})
		if err != nil {
			panic("winnow: " + err.Error())
		}
	}
	offer("task", func() []string { return taskWords() })
	offer("metric", func() []string { return metricIDs(a.newService().Catalog(), "") })
	offer("algorithms", func() []string { return algorithmIDs(a.newService().Catalog()) })
}

func taskWords() []string {
	words := []string{"auto"}
	for _, t := range automl.Tasks {
		words = append(words, string(t))
	}
	return words
}

func metricIDs(c *automl.Catalog, task automl.Task) []string {
	var ids []string
	for _, m := range c.Metrics {
		if (task == "" || m.Tasks.Has(task)) && !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func algorithmIDs(c *automl.Catalog) []string {
	var ids []string
	for _, g := range c.Algorithms {
		ids = append(ids, g.ID)
	}
	return ids
}

// parseTask reads the task flag; "auto" is the empty task, which is found out.
func parseTask(word string) (automl.Task, error) {
	if word == "auto" || word == "" {
		return "", nil
	}
	if t := automl.Task(word); slices.Contains(automl.Tasks, t) {
		return t, nil
	}
	return "", automl.Errorf("usage", automl.BadUsage, "There is no task %q.", word).WithHint("It is one of %s.", strings.Join(taskWords(), ", "))
}

// job turns the flags into the job, refusing what cannot be.
func (o *trainOptions) job(cmd *cobra.Command, c *automl.Catalog) (automl.Job, error) {
	var none automl.Job
	if o.target == "" {
		return none, automl.Errorf("usage", automl.BadUsage, "It is not said which column to predict.").WithHint("Name it with --target; winnow inspect DATA lists the columns.")
	}
	task, err := parseTask(o.task)
	if err != nil {
		return none, err
	}
	if ids := metricIDs(c, task); o.metric != "" && !slices.Contains(ids, o.metric) {
		return none, automl.Errorf("usage", automl.BadUsage, "There is no metric %q%s.", o.metric, forTask(task)).WithHint("It is one of %s.", strings.Join(ids, ", "))
	}
	for _, id := range o.algorithms {
		if _, ok := c.Algorithm(id); !ok {
			return none, automl.Errorf("usage", automl.BadUsage, "There is no algorithm %q.", id).WithHint("There are %s.", strings.Join(algorithmIDs(c), ", "))
		}
	}
	for _, n := range []struct {
		flag  string
		value int
	}{{"trials", o.trials}, {"folds", o.folds}, {"threads", o.threads}} {
		if n.value < 0 || n.value == 0 && cmd.Flags().Changed(n.flag) || n.flag == "folds" && n.value == 1 {
			return none, usage(cmd, "--%s cannot be %d.", n.flag, n.value)
		}
	}
	if o.time < 0 || o.time == 0 && cmd.Flags().Changed("time") {
		return none, usage(cmd, "--time cannot be %s.", o.time)
	}
	if o.predictLimit < 0 {
		return none, usage(cmd, "--predict-limit cannot be %s.", o.predictLimit)
	}
	prefer := automl.Preference(o.prefer)
	switch o.prefer {
	case "best", "":
		prefer = automl.PreferBest
	case string(automl.PreferSimplest):
	default:
		return none, usage(cmd, "--prefer is best or simplest, not %q.", o.prefer)
	}
	if !(o.finalTest >= 0 && o.finalTest < 0.5) {
		return none, usage(cmd, "--final-test must be a share from 0 to below 0.5, not %g.", o.finalTest)
	}
	if err := o.fair.check(cmd); err != nil {
		return none, err
	}
	budget := o.time
	if budget == 0 && o.trials == 0 {
		budget = defaultTime
	}
	return automl.Job{
		Target: o.target, Task: task, Positive: o.positive, Metric: o.metric, Drop: o.drop, Group: o.group, Time: o.timeColumn,
		Weight: o.weight, Folds: o.folds, Algorithms: o.algorithms, Budget: budget, Trials: o.trials, Threads: o.threads, Seed: o.seed,
		PredictLimit: o.predictLimit, Sealed: o.finalTest, Prefer: prefer, Distil: o.distil, Reweigh: o.fair.reweigh,
	}, nil
}

func forTask(t automl.Task) string {
	if t == "" {
		return ""
	}
	return " for the task " + string(t)
}

func (a *app) train(cmd *cobra.Command, path string, o *trainOptions) error {
	svc := a.newService()
	job, err := o.job(cmd, svc.Catalog())
	if err != nil {
		return err
	}
	out, err := modelPath(path, o.out)
	if err != nil {
		return err
	}
	t := &training{app: a, svc: svc, job: job, path: path, out: out, fair: o.fair, after: o.after}
	t.say, t.watch = a.err, watcher(&lines{w: a.err})
	switch {
	case o.json:
		t.say, t.watch, t.json = io.Discard, events{a.out}, true
	case a.live:
		t.bar = true
	}
	if err := t.prepare(cmd.Context(), nil); err != nil {
		return err
	}
	if err := t.run(cmd.Context()); err != nil {
		return err
	}
	if o.json {
		return nil
	}
	fmt.Fprintf(a.err, "\nNext: winnow predict %s NEW.csv --out predictions.csv\n", quote(out))
	return nil
}

// training is one run from a file to a saved model.
type training struct {
	app       *app
	svc       automl.Service
	job       automl.Job
	path, out string
	say       io.Writer
	watch     watcher
	bar, json bool
	data      string
	fair      fairTraining
	after     afterTraining
}

// prepare reads the file and writes the findings. Adjust, if any, may change the job for
// what was found. The time that this takes is part of the time that the person gave.
func (t *training) prepare(ctx context.Context, adjust func(*automl.Profile)) error {
	began := time.Now()
	ctx, cancel := t.app.cancelled(ctx)
	defer cancel()
	d, err := t.svc.Open(ctx, t.path, automl.ReadOptions{Workers: t.job.Threads})
	if err != nil {
		return err
	}
	t.data = d.ID
	if err := t.checkColumns(d); err != nil {
		return err
	}
	printData(t.say, d)
	p, err := t.svc.Profile(ctx, d.ID, t.job.Target, t.job.Task)
	if err != nil {
		return err
	}
	printFindings(t.say, p.Findings)
	if t.json {
		j := events{t.app.out}
		j.line(map[string]any{"kind": "data", "path": t.path, "rows": d.Rows, "columns": len(d.Fields), "findings": some(p.Findings)})
	}
	if adjust != nil {
		adjust(p)
	}
	if t.job.Budget > 0 {
		t.job.Budget = max(t.job.Budget-time.Since(began), t.job.Budget/2)
	}
	return nil
}

// checkColumns refuses names that the file does not have before any time is spent.
func (t *training) checkColumns(d *automl.Data) error {
	names := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		names[i] = f.Name
	}
	for _, want := range slices.Concat([]string{t.job.Target, t.job.Group, t.job.Time, t.job.Weight}, t.job.Drop, t.job.Reweigh, t.fair.by) {
		if want == "" || slices.Contains(names, want) {
			continue
		}
		e := automl.Errorf("train", automl.BadUsage, "%s has no column %q.", t.path, want)
		if near, ok := predict.Nearest(want, names); ok {
			return e.WithHint("Did you mean %q?", near)
		}
		return e.WithHint("Its columns are %s.", strings.Join(names, ", "))
	}
	return nil
}

// run trains, writes the leaderboard and saves the recommended model.
func (t *training) run(ctx context.Context) error {
	defer t.svc.Close(t.data)
	if t.bar {
		t.watch = newBar(t.app.err)
	}
	l := &locked{to: t.watch}
	defer l.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	id, err := t.svc.Start(ctx, t.data, t.job, l.event)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- t.svc.Wait(ctx, id) }()
	if err := t.wait(id, done, cancel, l); err != nil {
		return err
	}
	l.close()
	return t.finish(ctx, id)
}

// wait is until the run has ended. The first interrupt stops it early, the second gives up.
func (t *training) wait(id string, done <-chan error, cancel context.CancelFunc, l *locked) error {
	asked := false
	for {
		select {
		case err := <-done:
			return err
		case <-t.app.interrupts:
			if asked {
				cancel()
				l.close()
				return automl.Errorf("train", automl.Stopped, "Given up; nothing was saved.")
			}
			asked = true
			t.svc.Stop(id)
			l.event(automl.Event{Kind: automl.StageChanged, Text: "Stopping; what is finished is kept. Press Ctrl+C again to give up."})
		}
	}
}

func (t *training) finish(ctx context.Context, id string) error {
	board, err := t.svc.Leaderboard(id)
	if err != nil {
		return err
	}
	var test *automl.FinalTest
	if t.job.Sealed > 0 {
		if test, err = t.svc.Reveal(ctx, id, board.Recommended); err != nil {
			return err
		}
		if board, err = t.svc.Leaderboard(id); err != nil {
			return err
		}
	}
	if err := t.svc.Save(ctx, id, "", t.out); err != nil {
		return err
	}
	fairer, err := t.mitigate(ctx, id, board) // where it fails, what was trained is saved
	if err != nil {
		return err
	}
	if fairer != nil {
		if err := t.svc.Save(ctx, id, fairer.Model.ID, t.out); err != nil {
			return err
		}
		if board, err = t.svc.Leaderboard(id); err != nil {
			return err
		}
	}
	if t.json {
		j := events{t.app.out}
		if fairer != nil {
			fairer.Model, fairer.Original = modelfile.FiniteRow(fairer.Model), modelfile.FiniteRow(fairer.Original)
			j.line(map[string]any{"kind": "mitigated", "mitigation": fairer})
		}
		j.line(map[string]any{"kind": "saved", "path": t.out, "leaderboard": finiteBoard(board)})
		return t.ask(ctx, id)
	}
	fmt.Fprintln(t.app.out)
	printBoard(t.app.out, board, board.Metric)
	if test != nil {
		paragraph(t.app.out, "  ", fmt.Sprintf("On %s set apart (%s to %s). %s", things(test.Rows, "row"), number(test.Low), number(test.High), test.Notice))
	}
	if fairer != nil {
		printMitigation(t.app.out, fairer)
	}
	fmt.Fprintf(t.app.out, "\nModel saved in %s\n", t.out)
	return t.ask(ctx, id)
}
