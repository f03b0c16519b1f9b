// Optimism measures how far the score of the best of many models flatters it, and whether the
// corrected score and its interval, as a run reports them, keep their word.
//
//	go run ./bench/optimism [-repeats 200] [-rows 200]
//
// "simulated" draws out-of-fold predictions of models whose true scores are known; "trained"
// runs whole trainings on few rows of made-up data and scores the recommended model on 20,000
// new ones.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/graph"
	"winnow/automl/num"
	"winnow/automl/predict"
	"winnow/automl/run"
	"winnow/automl/table"
)

func main() {
	repeats := flag.Int("repeats", 200, "repeats of each line")
	rows := flag.Int("rows", 200, "rows to train on")
	trained := flag.Bool("trained", true, "also train")
	flag.Parse()
	if err := measure(*repeats, *rows, *trained); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(repeats, rows int, trained bool) error {
	cat := catalog.All()
	fmt.Println("how\tmetric\tmodels\trows\ttrue\tnaive - true\tcorrected - true\t95 % interval covers")
	for _, models := range []int{5, 20, 60, 200} {
		for _, spread := range []float64{0, 0.15} {
			var all results
			for k := range repeats {
				r, err := simulated(cat, models, rows, spread, uint64(k))
				if err != nil {
					return err
				}
				all = append(all, r)
			}
			all.print(fmt.Sprintf("simulated, skills differ by %g", spread), "auc", fmt.Sprint(models), rows)
		}
	}
	if !trained {
		return nil
	}
	for _, task := range []automl.Task{automl.Binary, automl.Regression} {
		var all results
		for k := range repeats {
			r, err := train(cat, task, rows, uint64(k))
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		all.print("trained", automl.DefaultMetric(task), "25 tried", rows)
	}
	return nil
}

// result is one repeat: what the winner was said to score and what it does.
type result struct{ truth, naive, corrected, low, high float64 }

type results []result

func (all results) print(how, metric, models string, rows int) {
	n := float64(len(all))
	var truth, naive, corrected, inside float64
	diff := make([]float64, len(all))
	for i, r := range all {
		truth += r.truth / n
		naive += (r.naive - r.truth) / n
		corrected += (r.corrected - r.truth) / n
		diff[i] = r.naive - r.truth
		if r.truth >= r.low && r.truth <= r.high {
			inside += 1 / n
		}
	}
	fmt.Printf("%s\t%s\t%s\t%d\t%.4f\t%+.4f ± %.4f\t%+.4f\t%.1f %%\n", how, metric, models, rows, truth, naive,
		1.96*stat.StdDev(diff, nil)/math.Sqrt(n), corrected, 100*inside)
}

// simulated draws predictions of models whose scores of the two classes are normal with unit
// variance, so that their true ROC AUC is known; half of each model's noise is common to all.
func simulated(cat *automl.Catalog, models, rows int, spread float64, seed uint64) (result, error) {
	rng := num.RNG(seed, "simulated", models, spread)
	m, _ := cat.Metric("auc", automl.Binary)
	y := automl.Target{Task: automl.Binary, Classes: []string{"no", "yes"}, Y: make([]float64, rows)}
	common := make([]float64, rows)
	for i := range y.Y {
		y.Y[i] = float64(rng.IntN(2))
		common[i] = rng.NormFloat64()
	}
	preds, skill := make([]*automl.Prediction, models), make([]float64, models)
	best := -1
	r := result{naive: math.Inf(-1)}
	for k := range preds {
		skill[k] = 0.8 + spread*rng.NormFloat64()
		preds[k] = &automl.Prediction{Width: 1, Values: make([]float64, rows)}
		for i := range y.Y {
			z := math.Sqrt(0.5)*(common[i]+rng.NormFloat64()) + skill[k]*y.Y[i]
			preds[k].Values[i] = 1 / (1 + math.Exp(-z))
		}
		s, err := m.Score(y, preds[k])
		if err != nil {
			return r, err
		}
		if s > r.naive {
			best, r.naive = k, s
		}
	}
	o, err := run.Luck(context.Background(), y, foremost(y, preds, m), m, seed, runtime.GOMAXPROCS(0))
	r.truth = distuv.UnitNormal.CDF(skill[best] / math.Sqrt2)
	r.corrected = r.naive - o.Bias
	r.low, r.high = r.corrected+o.Below, r.corrected+o.Above
	return r, err
}

// foremost are the best of the models, as many as a run repeats its choice among.
func foremost(y automl.Target, preds []*automl.Prediction, m *automl.Metric) []*automl.Prediction {
	out := slices.Clone(preds)
	score := map[*automl.Prediction]float64{}
	for _, p := range preds {
		score[p], _ = m.Score(y, p)
	}
	slices.SortStableFunc(out, func(a, b *automl.Prediction) int { return cmp.Compare(score[b], score[a]) })
	return out[:min(len(out), run.ChosenAmong)]
}

// columns of the made-up data, of which the first ones tell something.
const (
	columns = 12
	telling = 4
	fresh   = 20000
)

// train runs a whole training on few rows and scores the recommended model on new ones.
func train(cat *automl.Catalog, task automl.Task, rows int, seed uint64) (result, error) {
	var r result
	known, unknown := made(task, rows, num.RNG(seed, "known")), made(task, fresh, num.RNG(seed, "fresh"))
	ctx := context.Background()
	job := automl.Job{Target: "y", Task: task, Trials: 25, Seed: seed, Algorithms: []string{"linear", "nearest_neighbours", "decision_tree"}}
	t, err := run.Start(ctx, known, job, run.Options{Catalog: cat})
	if err != nil {
		return r, err
	}
	if err := t.Wait(ctx); err != nil {
		return r, err
	}
	board := t.Leaderboard()
	if board.Corrected == nil {
		return r, fmt.Errorf("the leaderboard has no corrected score")
	}
	for _, row := range board.Rows {
		if row.ID == board.Recommended {
			r.naive = row.Scores[board.Metric]
		}
	}
	m, err := t.Model(ctx, "")
	if err != nil {
		return r, err
	}
	frame, _, _, err := predict.Match(&m.Schema, unknown, nil)
	if err != nil {
		return r, err
	}
	plan, err := graph.NewPlan(m.Graph, frame)
	if err != nil {
		return r, err
	}
	p := &automl.Prediction{Width: 1, Values: make([]float64, fresh)}
	plan.Range(0, fresh, p.Values)
	y := automl.Target{Task: task, Y: make([]float64, fresh)}
	switch c := unknown.Column(columns).(type) {
	case *table.Numbers:
		copy(y.Y, c.Values())
	case *table.Categories:
		y.Classes = m.Schema.Classes
		for i, code := range c.Codes() {
			if c.Levels()[code] == y.Classes[1] {
				y.Y[i] = 1
			}
		}
	}
	metric, _ := cat.Metric(board.Metric, task)
	if r.truth, err = metric.Score(y, p); err != nil {
		return r, err
	}
	c := board.Corrected
	r.corrected, r.low, r.high = c.Score, c.Low, c.High
	return r, nil
}

// made is a table of normal columns and a target that a few of them tell something about.
func made(task automl.Task, rows int, rng *rand.Rand) *table.Table {
	fields, cols := make([]table.Field, columns+1), make([]table.Column, columns+1)
	sum := make([]float64, rows)
	for k := range columns {
		v := make([]float64, rows)
		for i := range v {
			v[i] = rng.NormFloat64()
			if k < telling {
				sum[i] += 0.5 * v[i]
			}
		}
		fields[k], cols[k] = table.Field{Name: fmt.Sprintf("x%d", k), Kind: table.Number}, table.NewNumbers(v)
	}
	y, codes := make([]float64, rows), make([]int32, rows)
	for i := range y {
		y[i] = sum[i] + rng.NormFloat64()
		if y[i] > 0 {
			codes[i] = 1
		}
	}
	fields[columns], cols[columns] = table.Field{Name: "y", Kind: table.Number}, table.NewNumbers(y)
	if task == automl.Binary {
		fields[columns].Kind, cols[columns] = table.Category, table.NewCategories(codes, []string{"no", "yes"})
	}
	t, err := table.New(fields, cols)
	if err != nil {
		panic(err)
	}
	return t
}
