package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/catalog"
)

// ablate holds configurations that have an option of the preparation against the same ones
// without it, on the test rows: one by one, and in an ensemble of all without it in the place
// of the last ones of its algorithm. A ratio below 1 says that the option helps.
func ablate(results, option string) error {
	sets, err := loadAll(results, "")
	if err != nil {
		return err
	}
	single, best, mixed := tally{}, tally{}, tally{}
	fmt.Printf("%-34s %-14s %8s %8s %8s %8s\n", "set", "metric", "single", "best", "ensemble", "time")
	for _, r := range sets {
		m, ok := catalog.All().Metric(r.Metric, r.Valid.Task)
		if !ok {
			return fmt.Errorf("no metric %q", r.Metric)
		}
		with, without, twins := r.split(option)
		if len(with) == 0 || len(without) <= len(with) {
			continue
		}
		sum, time := 0.0, 0.0
		for i, k := range with {
			sum += math.Log(r.testLoss(m, &r.Entries[k].Test)/r.testLoss(m, &r.Entries[twins[i]].Test)) / float64(len(with))
			time += math.Log(r.Entries[k].FitSec/r.Entries[twins[i]].FitSec) / float64(len(with))
		}
		all := slices.Concat(without, with)
		one := math.Log(r.testLoss(m, &r.Entries[r.winner(m, all)].Test) / r.testLoss(m, &r.Entries[r.winner(m, without)].Test))
		same := slices.Concat(with, r.displaced(without, with))
		many := math.Log(r.blended(m, same, 30) / r.blended(m, without, 30))
		fmt.Printf("%-34s %-14s %8.4f %8.4f %8.4f %8.2f\n", r.Set, r.Metric, math.Exp(sum), math.Exp(one), math.Exp(many), math.Exp(time))
		single, best, mixed = append(single, sum), append(best, one), append(mixed, many)
	}
	fmt.Println("same configuration:", single)
	fmt.Println("best by its score: ", best)
	fmt.Println("ensemble of as many:", mixed)
	return nil
}

// split parts the entries by whether they have the option, and finds the twin without it of
// each that has.
func (r *result) split(option string) (with, without, twins []int) {
	bare := map[string]int{}
	for k, e := range r.Entries {
		part := strings.SplitN(e.Line+";;", ";", 3)
		if strings.Trim(part[2], "; ") == "" {
			bare[part[0]+";"+part[1]] = k
			without = append(without, k)
		}
	}
	for k, e := range r.Entries {
		part := strings.SplitN(e.Line+";;", ";", 3)
		if twin, ok := bare[part[0]+";"+part[1]]; ok && strings.Trim(part[2], "; ") == option {
			with, twins = append(with, k), append(twins, twin)
		}
	}
	return with, without, twins
}

// displaced are the entries without those that give way to an equal number of others: the
// last of the same algorithm.
func (r *result) displaced(without, with []int) []int {
	out := slices.Clone(without)
	for _, k := range with {
		algorithm, _, _ := strings.Cut(r.Entries[k].Line, ";")
		for i, o := range slices.Backward(out) {
			if other, _, _ := strings.Cut(r.Entries[o].Line, ";"); other == algorithm {
				out = slices.Delete(out, i, i+1)
				break
			}
		}
	}
	return out
}

// winner is the entry of the best score on the rows that were cross-validated.
func (r *result) winner(m *automl.Metric, members []int) int {
	return slices.MinFunc(members, func(a, b int) int {
		x, y := m.Loss(r.Entries[a].Score), m.Loss(r.Entries[b].Score)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

// tally is a list of logarithms of ratios.
type tally []float64

func (t tally) String() string {
	n, sum, squares, won, lost := float64(len(t)), 0.0, 0.0, 0, 0
	for _, v := range t {
		sum += v
		squares += v * v
		if v < -0.001 {
			won++
		} else if v > 0.001 {
			lost++
		}
	}
	error := math.Sqrt(max(squares/n-sum*sum/n/n, 0) / n)
	return fmt.Sprintf("mean ratio %.4f ± %.4f, better on %d, worse on %d of %d", math.Exp(sum/n), error, won, lost, len(t))
}
