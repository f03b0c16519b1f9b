package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/ensemble"
)

var bg = context.Background()

// way is a way of making one prediction of many.
type way struct {
	name string
	make func(r *result, m *automl.Metric, order []int) *automl.Prediction
}

// ways are compared on the test rows; order lists the entries by their valid score.
var ways = []way{
	{"best single", func(r *result, _ *automl.Metric, order []int) *automl.Prediction { return &r.Entries[order[0]].Test }},
	{"mean of best 5", mean(5)},
	{"mean of best 10", mean(10)},
	{"greedy of best 15", greedy(15, 30)},
	{"greedy of best 30", greedy(30, 30)},
	{"greedy of all", greedy(1000, 30)},
	{"greedy of all, 60 steps", greedy(1000, 60)},
}

func mean(n int) func(*result, *automl.Metric, []int) *automl.Prediction {
	return func(r *result, _ *automl.Metric, order []int) *automl.Prediction {
		best := order[:min(n, len(order))]
		w := make([]float64, len(best))
		for i := range w {
			w[i] = 1 / float64(len(best))
		}
		return r.mix(best, w)
	}
}

func greedy(n, steps int) func(*result, *automl.Metric, []int) *automl.Prediction {
	return func(r *result, m *automl.Metric, order []int) *automl.Prediction {
		best := order[:min(n, len(order))]
		preds := make([]*automl.Prediction, len(best))
		for i, k := range best {
			preds[i] = &r.Entries[k].Valid
		}
		w, err := ensemble.Greedy(r.Valid, preds, m, steps)
		if err != nil {
			return &r.Entries[order[0]].Test
		}
		return r.mix(best, w)
	}
}

// compare prints, for each way, its mean normalised loss and how often it is the best.
func compare(results string) error {
	sets, err := loadAll(results, "")
	if err != nil {
		return err
	}
	cat := catalog.All()
	sum, wins := make([]float64, len(ways)), make([]int, len(ways))
	for _, r := range sets {
		m, ok := cat.Metric(r.Metric, r.Valid.Task)
		if !ok {
			return fmt.Errorf("no metric %q", r.Metric)
		}
		order := make([]int, len(r.Entries))
		loss := make([]float64, len(r.Entries))
		for i := range r.Entries {
			order[i] = i
			s, err := m.Score(r.Valid, &r.Entries[i].Valid)
			if loss[i] = m.Loss(s); err != nil {
				loss[i] = math.Inf(1)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int {
			if loss[a] < loss[b] {
				return -1
			} else if loss[a] > loss[b] {
				return 1
			}
			return 0
		})
		sc := r.scale(m)
		best, at := math.Inf(1), 0
		for i, w := range ways {
			v := sc.of(r.testLoss(m, w.make(r, m, order)))
			sum[i] += v / float64(len(sets))
			if v < best {
				best, at = v, i
			}
		}
		wins[at]++
	}
	for i, w := range ways {
		fmt.Printf("%-26s %.4f  best on %d of %d\n", w.name, sum[i], wins[i], len(sets))
	}
	return nil
}
