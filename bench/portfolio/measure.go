package main

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/graph"
	"winnow/automl/predict"
	"winnow/automl/run"
	"winnow/automl/search"
	"winnow/automl/source"
	"winnow/automl/table"
)

// result is what one set said of the configurations.
type result struct {
	Set     string
	Metric  string
	Valid   automl.Target // of the rows that were cross-validated
	Test    automl.Target
	Entries []entry
}

// entry is one configuration on one set.
type entry struct {
	Key    string
	Line   string // as in the pool
	Score  float64
	FitSec float64 // all folds
	Valid  automl.Prediction
	Test   automl.Prediction
}

func (r *result) has(key string) bool {
	return slices.ContainsFunc(r.Entries, func(e entry) bool { return e.Key == key })
}

// measure scores the configurations of the pool on every set of the corpus.
func measure(corpus, results, pool string, threads int) error {
	if err := os.MkdirAll(results, 0o755); err != nil {
		return err
	}
	lines, candidates, err := readPool(pool)
	if err != nil {
		return err
	}
	sets, err := filepath.Glob(filepath.Join(corpus, "*", "meta.tsv"))
	if err != nil {
		return err
	}
	for _, meta := range sets {
		set := filepath.Dir(meta)
		if err := measureSet(set, filepath.Join(results, filepath.Base(set)+".gob"), lines, candidates, threads); err != nil {
			fmt.Println(filepath.Base(set), "failed:", err)
		}
	}
	return nil
}

// readPool reads lines "algorithm; name=value ...; name=value ..." of settings and
// preparation.
func readPool(path string) ([]string, []search.Candidate, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	var lines []string
	var out []search.Candidate
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		part := strings.SplitN(line+";;", ";", 3)
		c := search.Candidate{Name: line, Algorithm: strings.TrimSpace(part[0]), Settings: settings(part[1]), Prep: settings(part[2])}
		lines, out = append(lines, line), append(out, c)
	}
	return lines, out, nil
}

func settings(text string) automl.Settings {
	var s automl.Settings
	for _, pair := range strings.Fields(strings.ReplaceAll(text, ";", " ")) {
		name, value, _ := strings.Cut(pair, "=")
		s = append(s, automl.Setting{Name: name, Value: value})
	}
	return s
}

func measureSet(set, out string, lines []string, candidates []search.Candidate, threads int) error {
	raw, err := os.ReadFile(filepath.Join(set, "meta.tsv"))
	if err != nil {
		return err
	}
	meta := strings.Split(strings.TrimSpace(string(raw)), "\t")
	r, err := load(out)
	if err != nil {
		return err
	}
	cat := catalog.All()
	var todo []search.Candidate
	line := map[string]string{}
	for i, c := range candidates {
		alg, ok := cat.Algorithm(c.Algorithm)
		line[c.Key()] = lines[i]
		if ok && alg.Tasks.Has(automl.Task(meta[1])) && !r.has(c.Key()) {
			todo = append(todo, c)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	ctx := context.Background()
	train, _, err := source.Open(ctx, filepath.Join(set, "train.csv"), automl.ReadOptions{})
	if err != nil {
		return err
	}
	test, _, err := source.Open(ctx, filepath.Join(set, "test.csv"), automl.ReadOptions{})
	if err != nil {
		return err
	}
	job := automl.Job{Target: meta[0], Task: automl.Task(meta[1]), Metric: meta[2], Trials: len(todo), Threads: threads, Seed: 1, Repeats: 1, Folds: 3}
	w, err := run.Start(ctx, train, job, run.Options{Catalog: cat, Candidates: todo})
	if err != nil {
		return err
	}
	if err := w.Wait(ctx); err != nil {
		return err
	}
	r.Set, r.Metric = filepath.Base(set), meta[2]
	board := w.Leaderboard()
	for i, c := range todo {
		id := fmt.Sprintf("m%d", i+1)
		at := slices.IndexFunc(board.Rows, func(row automl.ModelRow) bool { return row.ID == id })
		if row := board.Rows[at]; row.State != automl.Done {
			fmt.Println(r.Set, c.Name, row.State, row.Error)
			continue
		}
		if err := r.add(ctx, w, id, line[c.Key()], c.Key(), test, board.Rows[at]); err != nil {
			return err
		}
	}
	fmt.Println(r.Set, len(r.Entries), "configurations")
	return save(out, r)
}

// add enters the predictions of one model.
func (r *result) add(ctx context.Context, w *run.Run, id, line, key string, test *table.Table, row automl.ModelRow) error {
	y, oof, err := w.OutOfFold(id)
	if err != nil {
		return err
	}
	m, err := w.Model(ctx, id)
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
	plan.Range(0, frame.Rows, p.Values)
	r.Valid, r.Test = y, truth(&m.Schema, test)
	r.Entries = append(r.Entries, entry{Key: key, Line: line, Score: row.Score, FitSec: row.FitSec, Valid: *oof, Test: p})
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

func load(path string) (*result, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &result{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &result{}
	return r, gob.NewDecoder(f).Decode(r)
}

func save(path string, r *result) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(f).Encode(r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
