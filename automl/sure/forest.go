package sure

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	forestTrees  = 60
	forestSample = 256 // rows of each tree
)

// forest is an isolation forest in the making (Liu, Ting and Zhou 2008): each tree puts
// random questions to a few rows until each stands alone. A row that is told from the others
// by few questions is strange.
type forest struct {
	features []*automl.Feature
	rng      *rand.Rand
	depth    int
	out      *graph.Trees
	members  [][]int32 // rows of each tree, ascending
}

// grow plants the trees on random rows. The node answers the logarithm to base 2 of the
// isolation score: 0 is as strange as can be, about -1 is common.
func grow(ctx context.Context, features []*automl.Feature, rows []int32, seed uint64) (*forest, error) {
	size := min(forestSample, max(2, len(rows)/2))
	f := &forest{features: features, depth: bits.Len(uint(size - 1)), out: &graph.Trees{
		Width: len(features), Base: []float64{0}, Scale: -1 / (forestTrees * middle(size)),
	}}
	for t := range forestTrees {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.rng = num.RNG(seed, "isolation", t)
		sample := make([]int32, size)
		for i, p := range choose(f.rng, len(rows), size) {
			sample[i] = rows[p]
		}
		f.members = append(f.members, slices.Sorted(slices.Values(sample)))
		f.out.Roots = append(f.out.Roots, int32(len(f.out.Feature)))
		f.out.Output = append(f.out.Output, 0)
		f.node(sample, 0)
	}
	f.out = f.out.Leveled()
	return f, nil
}

// choose draws k of 0..n-1 without drawing one twice (Floyd).
func choose(rng *rand.Rand, n, k int) []int {
	seen := make(map[int]bool, k)
	out := make([]int, 0, k)
	for j := n - k; j < n; j++ {
		v := rng.IntN(j + 1)
		if seen[v] {
			v = j
		}
		seen[v] = true
		out = append(out, v)
	}
	return out
}

// middle is the mean number of questions that tell one of n rows from the others.
func middle(n int) float64 {
	if n < 2 {
		return 0
	}
	harmonic := 0.0
	for k := 1; k < n; k++ {
		harmonic += 1 / float64(k)
	}
	return 2*harmonic - 2*float64(n-1)/float64(n)
}

// node adds the node that parts rows, and all below it. It reorders rows.
func (f *forest) node(rows []int32, depth int) int32 {
	at := int32(len(f.out.Feature))
	o := f.out
	o.Feature, o.Left, o.Right = append(o.Feature, -1), append(o.Left, 0), append(o.Right, 0)
	o.Threshold, o.MissingLeft = append(o.Threshold, 0), append(o.MissingLeft, 0)
	o.Set, o.Cover = append(o.Set, -1), append(o.Cover, float32(len(rows)))
	if depth < f.depth && len(rows) > 1 {
		for _, k := range f.order() {
			if cut, ok := f.ask(at, k, rows); ok {
				left := f.node(rows[:cut], depth+1)
				right := f.node(rows[cut:], depth+1)
				o.Left[at], o.Right[at] = left, right
				return at
			}
		}
	}
	o.Feature[at], o.Set[at], o.Left[at] = -1, -1, int32(len(o.Values))
	o.Values = append(o.Values, float32(float64(depth)+middle(len(rows))))
	return at
}

// tries is how many columns a node looks at for one that differs between its rows.
const tries = 12

func (f *forest) order() []int {
	return choose(f.rng, len(f.features), min(tries, len(f.features)))
}

// ask puts a random question about a column; false when all rows are alike in it. Rows that
// it sends left come first, cut of them.
func (f *forest) ask(at int32, k int, rows []int32) (cut int, ok bool) {
	o, x := f.out, f.features[k]
	o.Set[at] = -1
	if x.Kind == automl.Categorical {
		if !f.askLevels(at, x, rows) {
			return 0, false
		}
	} else {
		low, high := math.Inf(1), math.Inf(-1)
		for _, r := range rows {
			if v := x.Nums[r]; v == v {
				low, high = min(low, v), max(high, v)
			}
		}
		if !(low < high) || math.IsInf(high-low, 0) {
			return 0, false
		}
		o.Threshold[at] = between(low, high, f.rng.Float64())
	}
	o.Feature[at] = int32(k)
	o.MissingLeft[at] = uint8(f.rng.IntN(2))
	for i, r := range rows {
		if f.left(at, x, r) {
			rows[i], rows[cut] = rows[cut], rows[i]
			cut++
		}
	}
	if cut == 0 || cut == len(rows) {
		return 0, false
	}
	return cut, true
}

// between is the bound that stands a share of the way from low to below high: in single precision
// where that lies between them, for the trees are most of a small model's file.
func between(low, high, share float64) float64 {
	v := low + float64(share*(high-low))
	if short := float64(float32(v)); short >= low && short < high {
		return short
	}
	if v >= high {
		return low
	}
	return v
}

// askLevels draws the levels that go left, some but not all of those that rows have.
func (f *forest) askLevels(at int32, x *automl.Feature, rows []int32) bool {
	var present []int32
	for _, r := range rows {
		if c := x.Codes[r]; c >= 0 && !slices.Contains(present, c) {
			present = append(present, c)
		}
	}
	if len(present) < 2 {
		return false
	}
	slices.Sort(present)
	f.rng.Shuffle(len(present), func(i, j int) { present[i], present[j] = present[j], present[i] })
	set := make([]uint64, (len(x.Levels)+63)/64)
	for _, c := range present[:1+f.rng.IntN(len(present)-1)] {
		set[c/64] |= 1 << (c % 64)
	}
	o := f.out
	o.Set[at] = int32(len(o.SetEnds))
	o.Sets = append(o.Sets, set...)
	o.SetEnds = append(o.SetEnds, int32(len(o.Sets)))
	return true
}

func (f *forest) left(at int32, x *automl.Feature, r int32) bool {
	if x.Kind != automl.Categorical {
		if v := x.Nums[r]; v == v {
			return v <= f.out.Threshold[at]
		}
		return f.out.MissingLeft[at] != 0
	}
	c := x.Codes[r]
	if c < 0 {
		return f.out.MissingLeft[at] != 0
	}
	s := f.out.Set[at]
	start := f.out.SetEnds[s] - int32((len(x.Levels)+63)/64)
	return f.out.Sets[start+c/64]>>(c%64)&1 != 0
}

// strange is the logarithm of the isolation score of a row by the trees that it was not used
// for; NaN where it was used for all.
func (f *forest) strange(r int32) float64 {
	o := f.out
	sum, trees := 0.0, 0
	for t, root := range o.Roots {
		if _, member := slices.BinarySearch(f.members[t], r); member {
			continue
		}
		at := root
		for o.Feature[at] >= 0 {
			if f.left(at, f.features[o.Feature[at]], r) {
				at = o.Left[at]
			} else {
				at = o.Right[at]
			}
		}
		sum += float64(o.Values[o.Left[at]])
		trees++
	}
	if trees == 0 {
		return math.NaN()
	}
	return sum / float64(trees) * o.Scale * forestTrees
}
