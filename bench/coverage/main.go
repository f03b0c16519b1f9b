// Coverage measures how often the truth lies within the intervals of a predicted number, or in
// the sets of classes, that models come with, on rows that training never saw.
//
// Intervals of numbers are held against their level. Sets are held against what they promise
// as they are written, which is more than the level where the predicted class, that is always
// in them, is right more often: the larger of the level and the share that such sets held out
// of fold. "Bare" is the share of sets without that rule.
//
//	go run ./bench/coverage [-time 6s] [-splits 5] CASES
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
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/num"
	"winnow/automl/service"
	"winnow/automl/sure"
)

// slack is how far the share that lies within may be from the share that should, in all.
const slack = 0.02

func main() {
	budget := flag.Duration("time", 6*time.Second, "time to train on each case")
	threads := flag.Int("threads", 0, "threads of a training; 0 takes all cores")
	seed := flag.Uint64("seed", 0, "seed of the trainings and splits")
	splits := flag.Int("splits", 0, "random splits of all rows of a case, four parts to train on and one to test, instead of its own")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	job := automl.Job{Budget: *budget, Threads: *threads, Seed: *seed}
	if err := measure(flag.Arg(0), *splits, job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(cases string, splits int, job automl.Job) error {
	metas, err := filepath.Glob(filepath.Join(cases, "*", "meta.tsv"))
	if err != nil || len(metas) == 0 {
		return fmt.Errorf("there is no case in %s", cases)
	}
	work, err := os.MkdirTemp("", "coverage")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	fmt.Println("case\ttrain\ttest\tlevel\tpromised\ton test\t95 % from\tto\tbare\twidth or size\twithin 2 points")
	missed := 0
	for _, m := range metas {
		n, err := one(filepath.Dir(m), work, splits, job)
		if err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		missed += n
	}
	fmt.Printf("%d levels of %d cases lie more than %.0f points off by more than chance\n", missed, len(metas), 100*slack)
	return nil
}

// one measures a case and prints its lines; it counts those that are off.
func one(dir, work string, splits int, job automl.Job) (missed int, err error) {
	meta, err := os.ReadFile(filepath.Join(dir, "meta.tsv"))
	if err != nil {
		return 0, err
	}
	words := strings.Split(strings.TrimSpace(string(meta)), "\t")
	if len(words) < 3 {
		return 0, errors.New("meta.tsv does not name target, task and metric")
	}
	job.Target, job.Task, job.Metric = words[0], automl.Task(words[1]), words[2]
	train, test, err := load(dir, job.Target)
	if err != nil {
		return 0, err
	}
	total := &tally{}
	for k := range max(1, splits) {
		if splits > 0 {
			train, test = reshuffled(train, test, num.RNG(job.Seed, "split", dir, k))
		}
		if err := total.add(train, test, work, job); err != nil {
			return 0, err
		}
	}
	for i, c := range total.test {
		promised, bare := c.Level, ""
		if c.Sizes != nil {
			promised = math.Max(c.Level, share(total.oof[i].Named, total.oof[i].Rows))
			bare = fmt.Sprintf("%.1f", 100*c.Share())
			c.Inside = c.Named
		}
		c.Low, c.High = sure.Wilson(c.Inside, c.Rows)
		verdict := "yes"
		if c.High < promised-slack || c.Low > promised+slack {
			verdict = "NO"
			missed++
		}
		fmt.Printf("%s\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%s\t%s\n", filepath.Base(dir), len(train)-1, c.Rows, 100*c.Level,
			100*promised, 100*c.Share(), 100*c.Low, 100*c.High, bare, size(c), verdict)
	}
	fmt.Fprintf(os.Stderr, "%s: %d of %d test rows are unlike those of training\n", filepath.Base(dir), total.outside, total.test[0].Rows)
	return missed, nil
}

// tally sums coverage up over splits.
type tally struct {
	oof, test []automl.Coverage
	outside   int
}

// add trains on some rows and judges the others.
func (t *tally) add(train, test [][]string, work string, job automl.Job) error {
	known, unknown := filepath.Join(work, "train.csv"), filepath.Join(work, "test.csv")
	if err := errors.Join(write(known, train), write(unknown, test)); err != nil {
		return err
	}
	ctx := context.Background()
	svc := service.New(catalog.All(), service.Options{})
	data, err := svc.Open(ctx, known, automl.ReadOptions{})
	if err != nil {
		return err
	}
	run, err := svc.Start(ctx, data.ID, job, func(automl.Event) {})
	if err != nil {
		return err
	}
	if err := svc.Wait(ctx, run); err != nil {
		return err
	}
	rep, err := svc.Report(ctx, run, "")
	if err != nil {
		return err
	}
	e, err := svc.Evaluate(ctx, automl.EvaluateRequest{Run: run, Data: unknown})
	if err != nil {
		return err
	}
	t.oof, t.test = plus(t.oof, rep.Sureness.Coverage), plus(t.test, e.Covered)
	t.outside += e.Outside
	return nil
}

func plus(sum, c []automl.Coverage) []automl.Coverage {
	if sum == nil {
		return c
	}
	for i := range sum {
		s := &sum[i]
		n := float64(s.Rows + c[i].Rows)
		s.Width = s.Width*float64(s.Rows)/n + c[i].Width*float64(c[i].Rows)/n
		s.Rows, s.Inside, s.Named = s.Rows+c[i].Rows, s.Inside+c[i].Inside, s.Named+c[i].Named
		for k := range s.Sizes {
			s.Sizes[k] += c[i].Sizes[k]
		}
	}
	return sum
}

func share(part, whole int) float64 { return float64(part) / float64(max(1, whole)) }

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

// load reads the rows to train on and, with their answers, those to test on, headers first and
// the columns in the same order.
func load(dir, target string) (train, test [][]string, err error) {
	var parts [3][][]string
	for i, name := range []string{"train.csv", "test.csv", "answer.csv"} {
		if parts[i], err = read(filepath.Join(dir, name)); err != nil {
			return nil, nil, err
		}
	}
	train, test = parts[0], parts[1]
	at := slices.Index(parts[2][0], target)
	if at < 0 || len(parts[2]) != len(test) {
		return nil, nil, errors.New("answer.csv does not fit test.csv")
	}
	for i := range test {
		test[i] = append(test[i], parts[2][i][at])
	}
	order := make([]int, len(train[0]))
	for k, name := range train[0] {
		if order[k] = slices.Index(test[0], name); order[k] < 0 {
			return nil, nil, fmt.Errorf("test.csv has no column %q", name)
		}
	}
	for i, row := range test {
		test[i] = make([]string, len(order))
		for k, from := range order {
			test[i][k] = row[from]
		}
	}
	return train, test, nil
}

// reshuffled draws other rows to train on and to test on, of the same numbers.
func reshuffled(train, test [][]string, rng *rand.Rand) (others, rest [][]string) {
	all := slices.Concat(train[1:], test[1:])
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	n := len(train) - 1
	return append([][]string{train[0]}, all[:n]...), append([][]string{test[0]}, all[n:]...)
}

func read(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	return r.ReadAll()
}

func write(path string, rows [][]string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close())
}
