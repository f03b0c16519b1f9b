package main

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"sync"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/ensemble"
	"winnow/automl/num"
)

// loadAll reads the results of a task; of every task when it is empty.
func loadAll(results, task string) ([]*result, error) {
	paths, err := filepath.Glob(filepath.Join(results, "*.gob"))
	if err != nil {
		return nil, err
	}
	var out []*result
	for _, p := range paths {
		r, err := load(p)
		if err != nil {
			return nil, err
		}
		if len(r.Entries) > 0 && (task == "" || string(r.Valid.Task) == task) {
			out = append(out, r)
		}
	}
	return out, nil
}

// scale brings losses of different sets together: 0 is the best single configuration on
// the test rows, 1 is the median one.
type scale struct{ best, middle float64 }

func (r *result) scale(m *automl.Metric) scale {
	var losses []float64
	for _, e := range r.Entries {
		losses = append(losses, r.testLoss(m, &e.Test))
	}
	slices.Sort(losses)
	return scale{losses[0], losses[len(losses)/2]}
}

func (s scale) of(loss float64) float64 {
	return min(5, (loss-s.best)/max(s.middle-s.best, 1e-3*math.Abs(s.best)))
}

func (r *result) testLoss(m *automl.Metric, p *automl.Prediction) float64 {
	s, err := m.Score(r.Test, p)
	if err != nil {
		return math.Inf(1)
	}
	return m.Loss(s)
}

// blended is the test loss of the ensemble of some entries, weighed on the valid rows.
func (r *result) blended(m *automl.Metric, members []int, steps int) float64 {
	preds := make([]*automl.Prediction, len(members))
	for i, k := range members {
		preds[i] = &r.Entries[k].Valid
	}
	w, err := ensemble.Greedy(r.Valid, preds, m, steps)
	if err != nil {
		return math.Inf(1)
	}
	return r.testLoss(m, r.mix(members, w))
}

// mix is the weighted mean of the entries' test predictions.
func (r *result) mix(members []int, w []float64) *automl.Prediction {
	first := &r.Entries[members[0]].Test
	out := &automl.Prediction{Width: first.Width, Values: make([]float64, len(first.Values))}
	for i, k := range members {
		for j, v := range r.Entries[k].Test.Values {
			out.Values[j] += w[i] * v
		}
	}
	return out
}

// choose prints the order of configurations for a task.
func choose(results, task string, steps int) error {
	sets, err := loadAll(results, task)
	if err != nil {
		return err
	}
	if len(sets) == 0 {
		return fmt.Errorf("%s holds nothing for %q", results, task)
	}
	m, ok := catalog.All().Metric(sets[0].Metric, automl.Task(task))
	if !ok {
		return fmt.Errorf("no metric %q", sets[0].Metric)
	}
	for i, o := range order(sets, m, common(sets), steps) {
		fmt.Printf("%2d  %.4f  %7.1f s  %s\n", i+1, o.value, o.time, o.line)
	}
	return nil
}

// outcome is a configuration with the mean normalised test loss of the ensemble that it
// completes, and the seconds that it takes on all sets.
type outcome struct {
	line        string
	value, time float64
}

// begun are the configurations that every portfolio begins with.
var begun = []string{"discriminant;", "linear;", "gradient_boosting;"}

// order puts configurations in order greedily, behind those of begun: each next one is that
// which lowers the mean normalised test loss of the ensemble of those chosen most, for its time
// (Feurer et al. 2022, section 4.1, with the ensemble in the place of the single best).
func order(sets []*result, m *automl.Metric, lines []string, steps int) []outcome {
	scales := make([]scale, len(sets))
	for i, r := range sets {
		scales[i] = r.scale(m)
	}
	blend := func(names []string) (value, seconds float64) {
		for k, r := range sets {
			members := r.places(names)
			value += scales[k].of(r.blended(m, members, 20)) / float64(len(sets))
			seconds += r.Entries[members[len(members)-1]].FitSec
		}
		return value, seconds
	}
	chosen := slices.DeleteFunc(slices.Clone(begun), func(l string) bool { return !slices.Contains(lines, l) })
	last := math.NaN()
	if len(chosen) > 0 {
		last, _ = blend(chosen)
	}
	var out []outcome
	for range min(steps, len(lines)-len(chosen)) {
		var all []outcome
		var mu sync.Mutex
		_ = num.ForEach(bg, 2, len(lines), func(i int) error {
			if slices.Contains(chosen, lines[i]) {
				return nil
			}
			value, seconds := blend(append(slices.Clone(chosen), lines[i]))
			mu.Lock()
			defer mu.Unlock()
			all = append(all, outcome{lines[i], value, seconds})
			return nil
		})
		slices.SortFunc(all, func(a, b outcome) int {
			if math.IsNaN(last) {
				return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.line, b.line))
			}
			gain := func(o outcome) float64 { return (last - o.value) / math.Pow(o.time, 0.25) }
			return cmp.Or(cmp.Compare(gain(b), gain(a)), cmp.Compare(a.line, b.line))
		})
		last = all[0].value
		chosen, out = append(chosen, all[0].line), append(out, all[0])
	}
	return out
}

// common are the configurations that every set has a result of.
func common(sets []*result) []string {
	count := map[string]int{}
	for _, r := range sets {
		for _, e := range r.Entries {
			count[e.Line]++
		}
	}
	var out []string
	for line, n := range count {
		if n == len(sets) {
			out = append(out, line)
		} else {
			fmt.Printf("# on %d of %d sets only, left out: %s\n", n, len(sets), line)
		}
	}
	slices.Sort(out)
	return out
}

func (r *result) places(lines []string) []int {
	out := make([]int, len(lines))
	for i, l := range lines {
		out[i] = slices.IndexFunc(r.Entries, func(e entry) bool { return e.Line == l })
	}
	return out
}
