// Coverage measures how often the truth lies within the intervals of a predicted number, or in
// the sets of classes, that models come with, on rows that training never saw.
//
//	go run ./bench/coverage [-time 6s] [-threads 2] CASES
//
// CASES is a folder with one folder for each case: train.csv; test.csv without the target;
// answer.csv, which holds the target of its rows; and meta.tsv, which names the target, the
// task and the metric.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/service"
)

// slack is how far the share that lies within may be from the share that should, in all.
const slack = 0.02

func main() {
	budget := flag.Duration("time", 6*time.Second, "time to train on each case")
	threads := flag.Int("threads", 0, "threads of a training; 0 takes all cores")
	seed := flag.Uint64("seed", 0, "seed of the trainings")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := measure(flag.Arg(0), automl.Job{Budget: *budget, Threads: *threads, Seed: *seed}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(cases string, job automl.Job) error {
	dirs, err := filepath.Glob(filepath.Join(cases, "*", "meta.tsv"))
	if err != nil || len(dirs) == 0 {
		return fmt.Errorf("there is no case in %s", cases)
	}
	fmt.Println("case\trows\ttest\tlevel\tout of fold\ton test\t95 % from\tto\twith prediction\twidth or size\twithin 2 points")
	missed := 0
	for _, d := range dirs {
		m, err := one(filepath.Dir(d), job)
		if err != nil {
			return fmt.Errorf("%s: %w", d, err)
		}
		missed += m
	}
	fmt.Printf("%d levels of %d cases lie more than %.0f points off by more than chance\n", missed, len(dirs), 100*slack)
	return nil
}

// one trains on a case and prints its lines; it counts those that are off.
func one(dir string, job automl.Job) (missed int, err error) {
	meta, err := os.ReadFile(filepath.Join(dir, "meta.tsv"))
	if err != nil {
		return 0, err
	}
	words := strings.Split(strings.TrimSpace(string(meta)), "\t")
	if len(words) < 3 {
		return 0, errors.New("meta.tsv does not name target, task and metric")
	}
	job.Target, job.Task, job.Metric = words[0], automl.Task(words[1]), words[2]
	truth, err := joined(dir, job.Target)
	if err != nil {
		return 0, err
	}
	defer os.Remove(truth)
	ctx := context.Background()
	svc := service.New(catalog.All(), service.Options{})
	data, err := svc.Open(ctx, filepath.Join(dir, "train.csv"), automl.ReadOptions{})
	if err != nil {
		return 0, err
	}
	run, err := svc.Start(ctx, data.ID, job, func(automl.Event) {})
	if err != nil {
		return 0, err
	}
	if err := svc.Wait(ctx, run); err != nil {
		return 0, err
	}
	rep, err := svc.Report(ctx, run, "")
	if err != nil {
		return 0, err
	}
	e, err := svc.Evaluate(ctx, automl.EvaluateRequest{Run: run, Data: truth})
	if err != nil {
		return 0, err
	}
	for i, c := range e.Covered {
		verdict := "yes"
		if c.High < c.Level-slack || c.Low > c.Level+slack {
			verdict = "NO"
			missed++
		}
		fmt.Printf("%s\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%s\t%s\n", filepath.Base(dir), data.Rows, c.Rows, 100*c.Level,
			100*rep.Sureness.Coverage[i].Share(), 100*c.Share(), 100*c.Low, 100*c.High, named(c), size(c), verdict)
	}
	fmt.Fprintf(os.Stderr, "%s: %d of %d test rows are unlike those of training\n", filepath.Base(dir), e.Outside, e.Rows)
	return missed, nil
}

// named is the share of sets that hold the truth as they are written.
func named(c automl.Coverage) string {
	if c.Sizes == nil {
		return ""
	}
	return fmt.Sprintf("%.1f", 100*float64(c.Named)/float64(c.Rows))
}

// size is the mean width of intervals or the mean number of classes of sets.
func size(c automl.Coverage) string {
	if c.Sizes == nil {
		return fmt.Sprintf("%.4g", c.Width)
	}
	sum := 0
	for k, n := range c.Sizes {
		sum += k * n
	}
	return fmt.Sprintf("%.2f", float64(sum)/float64(c.Rows))
}

// joined writes the test rows with their answers into a file and names it.
func joined(dir, target string) (string, error) {
	test, err := rows(filepath.Join(dir, "test.csv"))
	if err != nil {
		return "", err
	}
	answers, err := rows(filepath.Join(dir, "answer.csv"))
	if err != nil {
		return "", err
	}
	at := -1
	for k, name := range answers[0] {
		if name == target {
			at = k
		}
	}
	if at < 0 || len(answers) != len(test) {
		return "", fmt.Errorf("answer.csv has %d rows for %d and lacks %q or not", len(answers), len(test), target)
	}
	f, err := os.CreateTemp("", "coverage*.csv")
	if err != nil {
		return "", err
	}
	w := csv.NewWriter(f)
	for i, r := range test {
		if err := w.Write(append(r, answers[i][at])); err != nil {
			return "", err
		}
	}
	w.Flush()
	return f.Name(), errors.Join(w.Error(), f.Close())
}

func rows(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	return r.ReadAll()
}
