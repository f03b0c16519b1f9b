package prep

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// crossFolds is the number of parts for the cross-fitting of target encodings.
const crossFolds = 5

// maxClassColumns is the most columns a target encoding has: one for each of the most
// frequent classes.
const maxClassColumns = 10

// targetEncode replaces a category by the mean of the target for each level, drawn toward
// the overall mean where the level has few rows (Micci-Barreca 2001, eq. 4 with the
// weight n/(n+Smoothing)). With several classes there is one column for each class: the
// share of that class. Rows of train get the mean over the other parts of a split in
// five, so that no row sees its own target; the graph holds the mean over all.
func (f *fitting) targetEncode(base *automl.Feature) ([]*automl.Feature, error) {
	goals := f.goals()
	op := &graph.TargetEncode{}
	levels := len(base.Levels)
	width := len(goals)
	op.Table = make([]float64, levels*width)
	op.Unseen = make([]float64, width)
	op.Missing = make([]float64, width)
	fold := f.crossFold(f.train.Rows)
	cross := make([][]float64, width)
	for k, goal := range goals {
		all, parts := f.sums(base, goal, fold)
		prior := all.prior()
		for l := range levels {
			op.Table[l*width+k] = all.mean(l, prior, f.o.Smoothing)
		}
		op.Unseen[k] = prior
		op.Missing[k] = all.mean(levels, prior, f.o.Smoothing)
		rest := make([]*sums, crossFolds)
		priors := make([]float64, crossFolds)
		for p := range rest {
			rest[p] = all.minus(parts[p])
			priors[p] = rest[p].priorOr(prior)
		}
		cross[k] = make([]float64, len(f.train.Rows))
		for i, r := range f.train.Rows {
			p := fold[i]
			cross[k][i] = rest[p].mean(place(base, r), priors[p], f.o.Smoothing)
		}
	}
	out, err := derive(f.ctx, f.env, f.train.Space, f.train.Rows, []*automl.Feature{base}, op)
	if err != nil {
		return nil, err
	}
	for k, g := range out {
		g.Name = base.Name + ": " + goals[k].name
		for i, r := range f.train.Rows {
			g.Nums[r] = cross[k][i]
		}
	}
	return out, nil
}

// goal is a number to average: the target itself, or whether it is a certain class.
type goal struct {
	name  string
	class int // -1 for the target itself
}

func (g goal) of(y float64) float64 {
	if g.class < 0 {
		return y
	}
	if int(y) == g.class {
		return 1
	}
	return 0
}

func (f *fitting) goals() []goal {
	switch f.train.Task {
	case automl.Regression:
		return []goal{{"mean of the target", -1}}
	case automl.Binary:
		return []goal{{"share of the positive class", 1}}
	}
	count := make([]float64, f.train.Classes)
	for _, r := range f.train.Rows {
		count[int(f.train.Y[r])] += f.train.Weight(r)
	}
	order := make([]int, f.train.Classes)
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	order = order[:min(len(order), maxClassColumns)]
	slices.Sort(order)
	out := make([]goal, len(order))
	for i, c := range order {
		out[i] = goal{fmt.Sprintf("share of class %d", c+1), c}
	}
	return out
}

// crossFold deals rows into parts. It depends on the seed and the row alone,
// not on the order of the rows.
func (f *fitting) crossFold(rows []int32) []int8 {
	seed := num.Seed(f.env.Seed, "cross-fit")
	out := make([]int8, len(rows))
	var src rand.PCG
	for i, r := range rows {
		src.Seed(seed, uint64(r))
		out[i] = int8(src.Uint64() % crossFolds)
	}
	return out
}

// sums adds up weights and weighted targets by level; the last entry is for missing.
type sums struct{ w, y []float64 }

func newSums(n int) *sums { return &sums{make([]float64, n), make([]float64, n)} }

func (f *fitting) sums(base *automl.Feature, g goal, fold []int8) (all *sums, parts []*sums) {
	n := len(base.Levels) + 1
	all = newSums(n)
	parts = make([]*sums, crossFolds)
	for p := range parts {
		parts[p] = newSums(n)
	}
	for i, r := range f.train.Rows {
		l, w := place(base, r), f.train.Weight(r)
		y := w * g.of(f.train.Y[r])
		for _, s := range []*sums{all, parts[fold[i]]} {
			s.w[l] += w
			s.y[l] += y
		}
	}
	return all, parts
}

func (s *sums) minus(t *sums) *sums {
	out := newSums(len(s.w))
	for i := range out.w {
		out.w[i] = s.w[i] - t.w[i]
		out.y[i] = s.y[i] - t.y[i]
	}
	return out
}

func (s *sums) prior() float64 { return s.priorOr(0) }

// priorOr is the overall mean, or other when there is no weight.
func (s *sums) priorOr(other float64) float64 {
	var w, y float64
	for i := range s.w {
		w += s.w[i]
		y += s.y[i]
	}
	if !(w > 0) {
		return other
	}
	return y / w
}

func (s *sums) mean(l int, prior, smoothing float64) float64 {
	return (s.y[l] + smoothing*prior) / (s.w[l] + smoothing)
}
