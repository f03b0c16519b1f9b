package prep

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/num"
)

const (
	// screenBins is the number of parts that a column is cut into to hold it against the
	// target; the one behind them is for missing values.
	screenBins = 16
	// screenRows is about how many rows of the row space columns are judged by.
	screenRows = 10_000
)

// screen leaves out all but the most promising columns where there are more than the
// options allow: those whose parts differ most in the target, or that the target rises or
// falls with. Texts stay. The rows of train alone are looked at; only how a column is cut
// is shared by all folds.
func (f *fitting) screen() ([]*automl.Feature, error) {
	all := f.train.Features
	if f.o.Screen == 0 || len(all) <= f.o.Screen {
		return all, nil
	}
	step := 1 + f.train.Space/screenRows
	rows, goals := f.judged(step)
	score := make([]float64, len(all))
	err := num.ForEach(f.ctx, f.env.Workers, len(all), func(j int) error {
		if all[j].Kind == automl.Textual {
			score[j] = math.Inf(1)
			return nil
		}
		score[j] = judge(cutOf(all[j], step), rows, goals)
		return f.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	order := make([]int, len(all))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	keep := order[:f.o.Screen]
	slices.Sort(keep)
	out := make([]*automl.Feature, len(keep))
	for i, j := range keep {
		out[i] = all[j]
	}
	return out, nil
}

// judgedGoal is a goal over the rows that columns are judged by: weighted, of mean 0 and
// variance 1.
type judgedGoal struct{ y []float64 }

// judged lists every step-th row of the row space that is among those of train, as places
// among them, and the goals over them.
func (f *fitting) judged(step int) (places []int32, goals []judgedGoal) {
	inside := make([]bool, f.train.Space)
	for _, r := range f.train.Rows {
		inside[r] = true
	}
	for i := 0; i*step < f.train.Space; i++ {
		if inside[i*step] {
			places = append(places, int32(i))
		}
	}
	for _, g := range f.goals() {
		y := make([]float64, len(places))
		var sum, weight, squares float64
		for _, p := range places {
			r := p * int32(step)
			w := f.train.Weight(r)
			sum += float64(w * g.of(f.train.Y[r]))
			weight += w
		}
		for i, p := range places {
			r := p * int32(step)
			y[i] = f.train.Weight(r) * (g.of(f.train.Y[r]) - sum/weight)
			squares += float64(y[i] * y[i])
		}
		if spread := math.Sqrt(squares / float64(len(places))); spread > 0 && !math.IsInf(spread, 0) {
			for i := range y {
				y[i] /= spread
			}
			goals = append(goals, judgedGoal{y})
		}
	}
	return places, goals
}

// cutKey is where a column's parts are kept.
type cutKey struct{ step int }

// cutOf is the part of every step-th row: by level for categories, the rare ones together;
// for numbers by rank.
func cutOf(f *automl.Feature, step int) []uint8 {
	make := func() any { return cut(f, step) }
	if !f.Shared {
		return make().([]uint8)
	}
	return f.Cached(cutKey{step}, make).([]uint8)
}

func cut(f *automl.Feature, step int) []uint8 {
	var x []float64
	if f.Kind == automl.Categorical {
		x = levelRanks(f, step)
	} else {
		for r := 0; r < len(f.Nums); r += step {
			x = append(x, f.Nums[r])
		}
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted) // missing values come first
	sorted = sorted[gaps(sorted):]
	var bounds []float64
	for b := 1; b < screenBins && len(sorted) > 0; b++ {
		v := sorted[b*len(sorted)/screenBins]
		if v > sorted[0] && (len(bounds) == 0 || v > bounds[len(bounds)-1]) {
			bounds = append(bounds, v)
		}
	}
	out := make([]uint8, len(x))
	for i, v := range x {
		if math.IsNaN(v) {
			out[i] = screenBins
			continue
		}
		for _, b := range bounds {
			if v >= b {
				out[i]++
			}
		}
	}
	return out
}

func gaps(sorted []float64) int {
	n := 0
	for n < len(sorted) && math.IsNaN(sorted[n]) {
		n++
	}
	return n
}

// levelRanks numbers the levels of every step-th row from the most frequent down, so that
// the frequent ones have parts of their own.
func levelRanks(f *automl.Feature, step int) []float64 {
	count := make([]int, len(f.Levels))
	for r := 0; r < len(f.Codes); r += step {
		if c := f.Codes[r]; c >= 0 && int(c) < len(count) {
			count[c]++
		}
	}
	order := make([]int, len(count))
	for l := range order {
		order[l] = l
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	rank := make([]float64, len(count))
	for k, l := range order {
		rank[l] = float64(k)
	}
	var out []float64
	for r := 0; r < len(f.Codes); r += step {
		if c := f.Codes[r]; c >= 0 && int(c) < len(count) {
			out = append(out, rank[c])
		} else {
			out = append(out, math.NaN())
		}
	}
	return out
}

// judge is how surely the parts of a column differ in a goal, or follow it, in standard
// deviations beyond chance; the most sure of the goals counts.
func judge(part []uint8, places []int32, goals []judgedGoal) float64 {
	var n [screenBins + 1]float64
	for _, p := range places {
		n[part[p]]++
	}
	parts, mean, filled := 0, 0.0, 0.0
	for b, v := range n {
		if v > 0 {
			parts++
		}
		if b < screenBins {
			mean += v * float64(b)
			filled += v
		}
	}
	if parts < 2 {
		return math.Inf(-1)
	}
	best := math.Inf(-1)
	for _, g := range goals {
		var sum [screenBins + 1]float64
		for i, p := range places {
			sum[part[p]] += g.y[i]
		}
		between, along, spread := 0.0, 0.0, 0.0
		for b, v := range n {
			if v > 0 {
				between += sum[b] * sum[b] / v
			}
			if b < screenBins {
				d := float64(b) - mean/max(filled, 1)
				along += d * sum[b]
				spread += v * d * d
			}
		}
		best = max(best, deviations(between, float64(parts-1)))
		if spread > 0 {
			best = max(best, deviations(along*along/spread, 1))
		}
	}
	return best
}

// deviations is a chi-squared number of k degrees of freedom as a standard normal one
// (Wilson and Hilferty 1931).
func deviations(chi2, k float64) float64 {
	return (math.Cbrt(chi2/k) - (1 - 2/(9*k))) / math.Sqrt(2/(9*k))
}
