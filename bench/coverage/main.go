// Coverage measures how often the truth lies within the intervals of a predicted number, or in
// the sets of classes, that models come with, on rows that training never saw.
//
// What is held against the level is the interval, or the set before the predicted class is
// added to it: that is what conformal prediction speaks of. Beside it stands the set as it is
// written, which always names the predicted class: it holds the truth at least as often as the
// model is right, and so more often than the level wherever that is more. "At least" is what
// such sets held out of fold.
//
//	go run ./bench/coverage [-time 6s] [-trials 10] [-rows 1000] CASES
//
// CASES is a folder with one folder for each case: train.csv; test.csv without the target;
// answer.csv, which holds the target of its rows; and meta.tsv, which names the target, the
// task and the metric. A case is split as it stands, and where that leaves fewer rows to judge
// than -rows, also at random, four parts to train on and one to test, until there are enough.
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

// slack is how far the share that lies within may be from the level.
const slack = 0.02

func main() {
	budget := flag.Duration("time", 6*time.Second, "time to train on each case")
	trials := flag.Int("trials", 0, "models to try in each training; 0: as many as there is time for")
	threads := flag.Int("threads", 0, "threads of a training; 0 takes all cores")
	seed := flag.Uint64("seed", 0, "seed of the trainings and splits")
	rows := flag.Int("rows", 1000, "rows to judge in each case at least, by random splits where its own leaves fewer")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	job := automl.Job{Budget: *budget, Trials: *trials, Threads: *threads, Seed: *seed}
	if err := measure(flag.Arg(0), *rows, job); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(cases string, rows int, job automl.Job) error {
	metas, err := filepath.Glob(filepath.Join(cases, "*", "meta.tsv"))
	if err != nil || len(metas) == 0 {
		return fmt.Errorf("there is no case in %s", cases)
	}
	work, err := os.MkdirTemp("", "coverage")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	fmt.Println("case\ttrain\ttest\tsplits\tlevel\theld\toff by\t95 % from\tto\twithin 2 points\tas written\tat least\twidth or size")
	missed, judged := 0, 0
	for _, m := range metas {
		off, n, err := one(filepath.Dir(m), work, rows, job)
		if err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		missed, judged = missed+off, judged+n
	}
	fmt.Printf("# %d of %d levels of %d cases are more than %.0f points off and by more than chance\n",
		missed, judged, len(metas), 100*slack)
	return nil
}

// one measures a case and prints its lines; it counts those that are off, and all.
func one(dir, work string, rows int, job automl.Job) (missed, judged int, err error) {
	meta, err := os.ReadFile(filepath.Join(dir, "meta.tsv"))
	if err != nil {
		return 0, 0, err
	}
	words := strings.Split(strings.TrimSpace(string(meta)), "\t")
	if len(words) < 3 {
		return 0, 0, errors.New("meta.tsv does not name target, task and metric")
	}
	job.Target, job.Task, job.Metric = words[0], automl.Task(words[1]), words[2]
	train, test, err := load(dir, job.Target)
	if err != nil {
		return 0, 0, err
	}
	total := &tally{}
	for total.splits == 0 || total.test[0].Rows < rows {
		if total.splits > 0 {
			train, test = reshuffled(train, test, num.RNG(job.Seed, "split", filepath.Base(dir), total.splits))
		}
		if err := total.add(train, test, work, job); err != nil {
			return 0, 0, err
		}
	}
	for i, c := range total.test {
		c.Low, c.High = sure.Wilson(c.Inside, c.Rows)
		verdict := verdict(c)
		if verdict == "NO" {
			missed++
		}
		written, least := "", ""
		if c.Sizes != nil {
			written = fmt.Sprintf("%.1f", 100*share(c.Named, c.Rows))
			least = fmt.Sprintf("%.1f", 100*math.Max(c.Level, share(total.oof[i].Named, total.oof[i].Rows)))
		}
		fmt.Printf("%s\t%d\t%d\t%d\t%.0f\t%.1f\t%+.1f\t%.1f\t%.1f\t%s\t%s\t%s\t%s\n", filepath.Base(dir), len(train)-1, c.Rows, total.splits,
			100*c.Level, 100*c.Share(), 100*(c.Share()-c.Level), 100*c.Low, 100*c.High, verdict, written, least, size(c))
	}
	fmt.Fprintf(os.Stderr, "%s: %d of %d test rows are unlike those of training\n", filepath.Base(dir), total.outside, total.test[0].Rows)
	return missed, len(total.test), nil
}

// verdict tells whether the truth lay within as often as it should: to two points, or as far as
// so many rows can tell.
func verdict(c automl.Coverage) string {
	switch {
	case math.Abs(c.Share()-c.Level) <= slack:
		return "yes"
	case c.Low <= c.Level && c.Level <= c.High:
		return "by chance"
	}
	return "NO"
}

// tally sums coverage up over splits.
type tally struct {
	oof, test []automl.Coverage
	outside   int
	splits    int
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
	t.splits++
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
