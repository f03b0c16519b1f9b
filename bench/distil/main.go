// Distil measures what the distillation of an ensemble into one booster costs and gains:
//
//	distil TRIALS CASE ...
//
// Each CASE is a folder with train.csv, test.csv, meta.tsv (target, task, metric) and, where
// test.csv lacks the target, answer.csv. For the ensemble, the distilled booster and the best
// single booster it prints the out-of-fold score, the score on the test rows, and how many
// rows a second one core predicts.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/graph"
	"winnow/automl/predict"
	"winnow/automl/run"
	"winnow/automl/source"
	"winnow/automl/table"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: distil TRIALS CASE ...")
		os.Exit(1)
	}
	trials, err := strconv.Atoi(os.Args[1])
	for i := 2; err == nil && i < len(os.Args); i++ {
		err = measure(os.Args[i], trials)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure trains on one case and prints its lines.
func measure(dir string, trials int) error {
	ctx := context.Background()
	raw, err := os.ReadFile(filepath.Join(dir, "meta.tsv"))
	if err != nil {
		return err
	}
	meta := strings.Split(strings.TrimSpace(string(raw)), "\t")
	open := func(name string) (*table.Table, error) {
		t, _, err := source.Open(ctx, filepath.Join(dir, name), automl.ReadOptions{})
		return t, err
	}
	train, err := open("train.csv")
	if err != nil {
		return err
	}
	test, err := open("test.csv")
	if err != nil {
		return err
	}
	answer := test
	if test.Index(meta[0]) < 0 {
		if answer, err = open("answer.csv"); err != nil {
			return err
		}
	}
	job := automl.Job{Target: meta[0], Task: automl.Task(meta[1]), Metric: meta[2], Trials: trials, Seed: 1, Distil: true}
	began := time.Now()
	r, err := run.Start(ctx, train, job, run.Options{Catalog: catalog.All()})
	if err != nil {
		return err
	}
	if err := r.Wait(ctx); err != nil {
		return err
	}
	fmt.Printf("%s: %d rows, %s, %.1f s\n", filepath.Base(dir), train.Rows(), meta[2], time.Since(began).Seconds())
	board := r.Leaderboard()
	booster := false
	for _, row := range board.Rows {
		single := row.Algorithm == "gradient_boosting" && row.ID != "distilled"
		if row.State != automl.Done || row.ID != "ensemble" && row.ID != "distilled" && (!single || booster) {
			continue
		}
		booster = booster || single
		if err := line(ctx, r, row, meta[2], test, answer); err != nil {
			return err
		}
	}
	return nil
}

// line prints what one model does.
func line(ctx context.Context, r *run.Run, row automl.ModelRow, metric string, test, answer *table.Table) error {
	m, err := r.Model(ctx, row.ID)
	if err != nil {
		return err
	}
	frame, _, _, err := predict.Match(&m.Schema, test, nil)
	if err != nil {
		return err
	}
	plan, err := graph.NewPlan(m.Graph, frame)
	if err != nil {
		return err
	}
	p := automl.Prediction{Width: plan.Width(), Values: make([]float64, frame.Rows*plan.Width())}
	best := time.Duration(1 << 62)
	for range 5 {
		began := time.Now()
		plan.Range(0, frame.Rows, p.Values)
		best = min(best, time.Since(began))
	}
	how, _ := catalog.All().Metric(metric, m.Schema.Task)
	score, err := how.Score(truth(&m.Schema, answer), &p)
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s out of fold %.5f, test %.5f, %9.0f rows/s, %8d bytes\n", row.ID, row.Score, score, float64(frame.Rows)/best.Seconds(), graph.Bytes(m.Graph))
	return nil
}

// truth is the target of the test rows.
func truth(s *automl.Schema, t *table.Table) automl.Target {
	y := automl.Target{Task: s.Task, Classes: s.Classes, Y: make([]float64, t.Rows())}
	col := t.Column(t.Index(s.Target))
	for i := range y.Y {
		if n, ok := col.(*table.Numbers); ok && s.Task == automl.Regression {
			y.Y[i] = n.Values()[i]
			continue
		}
		y.Y[i] = float64(slices.Index(s.Classes, col.Text(i)))
	}
	return y
}
