package main

import (
	"fmt"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/calibrate"
	"winnow/automl/catalog"
	"winnow/automl/ensemble"
	"winnow/automl/num"
)

// drawn is how many orders by luck are averaged.
const drawn = 10

// toll adds up mean losses by what was done without.
type toll struct {
	names []string
	sum   map[string]float64
	wins  map[string]int // sets on which it is no worse than the whole
	sets  int
}

func (t *toll) add(losses map[string]float64, whole string) {
	t.sets++
	for name, v := range losses {
		if !slices.Contains(t.names, name) {
			t.names = append(t.names, name)
		}
		t.sum[name] += v
		if v <= losses[whole] {
			t.wins[name]++
		}
	}
}

func newToll() *toll { return &toll{sum: map[string]float64{}, wins: map[string]int{}} }

func (t *toll) print(title string) {
	fmt.Println(title)
	slices.Sort(t.names)
	for _, name := range t.names {
		fmt.Printf("  %-36s %.4f  no worse than the whole on %d of %d\n", name, t.sum[name]/float64(t.sets), t.wins[name], t.sets)
	}
}

// withoutParts prints the mean normalised test loss of what a run of so many trials does, and of the
// same without its order of configurations, without its ensemble and without its calibration.
// The order for each set is learned on the others.
func withoutParts(results string, steps int) error {
	all, calibration := newToll(), newToll()
	for _, task := range automl.Tasks {
		sets, err := loadAll(results, string(task))
		if err != nil || len(sets) < 4 {
			fmt.Println("#", len(sets), "sets of", task, err)
			continue
		}
		m, _ := catalog.All().Metric(sets[0].Metric, task)
		lines := common(sets)
		sum := newToll()
		for i, r := range sets {
			var portfolio []string
			for _, o := range order(slices.Concat(sets[:i], sets[i+1:]), m, lines, steps) {
				portfolio = append(portfolio, o.line)
			}
			losses := r.without(m, lines, portfolio)
			sum.add(losses, "whole")
			all.add(losses, "whole")
			if task.IsClassification() {
				calibration.add(r.uncalibrated(portfolio), "tempered")
			}
		}
		sum.print(fmt.Sprintf("%s, %d trials", task, steps))
	}
	all.print("all tasks")
	calibration.print("log loss of the ensemble, classes")
	return nil
}

// without are the normalised losses of the portfolio's ensemble, of its best model alone, and
// of the ensemble and the best model of as many configurations by luck after the defaults of
// the linear model and the booster, and of as many as take the same time.
func (r *result) without(m *automl.Metric, lines, portfolio []string) map[string]float64 {
	sc := r.scale(m)
	members := r.places(portfolio)
	out := map[string]float64{"whole": sc.of(r.blended(m, members, 30)), "without ensemble": sc.of(r.alone(m, members))}
	for d := range drawn {
		defaults := []string{"linear;", "gradient_boosting;"}
		for _, k := range num.Perm(num.RNG(uint64(d), "without"), len(lines)) {
			if !slices.Contains(defaults, lines[k]) {
				defaults = append(defaults, lines[k])
			}
		}
		lucky := r.places(defaults[:len(portfolio)])
		out["without portfolio"] += sc.of(r.blended(m, lucky, 30)) / drawn
		out["without portfolio or ensemble"] += sc.of(r.alone(m, lucky)) / drawn
		out["without portfolio, same time"] += sc.of(r.blended(m, r.within(r.places(defaults), r.seconds(members)), 30)) / drawn
	}
	return out
}

// seconds is how long some entries took to fit.
func (r *result) seconds(members []int) float64 {
	sum := 0.0
	for _, k := range members {
		sum += r.Entries[k].FitSec
	}
	return sum
}

// within are the first entries that take so many seconds, the one that goes beyond left out;
// at least one.
func (r *result) within(members []int, seconds float64) []int {
	n := 1
	for n < len(members) && r.seconds(members[:n+1]) <= seconds {
		n++
	}
	return members[:n]
}

// alone is the test loss of the member with the best score on the valid rows.
func (r *result) alone(m *automl.Metric, members []int) float64 {
	best, at := math.Inf(1), members[0]
	for _, k := range members {
		if s, err := m.Score(r.Valid, &r.Entries[k].Valid); err == nil && m.Loss(s) < best {
			best, at = m.Loss(s), k
		}
	}
	return r.testLoss(m, &r.Entries[at].Test)
}

// uncalibrated are the normalised log losses of the ensemble with and without temperature
// scaling; the slope is found on the valid rows, and is 1 where it does not lower their loss.
func (r *result) uncalibrated(portfolio []string) map[string]float64 {
	m, _ := catalog.All().Metric("logloss", r.Valid.Task)
	sc := r.scale(m)
	members := r.places(portfolio)
	preds := make([]*automl.Prediction, len(members))
	for i, k := range members {
		preds[i] = &r.Entries[k].Valid
	}
	w, err := ensemble.Greedy(r.Valid, preds, m, 30)
	if err != nil {
		return nil
	}
	mixed := &automl.Prediction{Width: preds[0].Width, Values: make([]float64, len(preds[0].Values))}
	for i, p := range preds {
		for j, v := range p.Values {
			mixed.Values[j] += w[i] * v
		}
	}
	test := r.mix(members, w)
	out := map[string]float64{"plain": sc.of(r.testLoss(m, test)), "tempered": sc.of(r.testLoss(m, test))}
	if slope, err := calibrate.Temperature(r.Valid, mixed); err == nil {
		out["tempered"] = sc.of(r.testLoss(m, calibrate.Scale(test, slope)))
	}
	return out
}
