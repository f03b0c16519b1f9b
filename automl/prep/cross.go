package prep

import (
	"cmp"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

const (
	// crossColumns is how many categories, the most telling ones, are paired.
	crossColumns = 24
	// crossLevels is how many levels two categories need, multiplied: trees find what fewer
	// say together by themselves.
	crossLevels = 9
	// crossRows and crossMeans bound the price of crosses: rows times pairs, and columns of
	// means, of which there are several for each pair where there are several classes.
	crossRows  = 10_000_000
	crossMeans = 40
	// crossJudged is about how many rows pairs are judged by: many more than single columns are,
	// since a pair may have thousands of levels, of few rows each.
	crossJudged = 60_000
	// crossTable bounds the table by which pairs of levels are numbered; beyond it they are
	// numbered by a map, which takes ten times as long.
	crossTable = 1 << 22
)

// crossable reports whether categories could be crossed: there are two with levels enough.
func crossable(columns []*automl.Feature) bool {
	var most [2]int
	for _, c := range columns {
		if c.Kind != automl.Categorical {
			continue
		}
		if n := len(c.Levels); n > most[0] {
			most[0], most[1] = n, most[0]
		} else {
			most[1] = max(most[1], n)
		}
	}
	return most[1] > 1 && most[0]*most[1] >= crossLevels
}

// couple is two columns of train, and how much they say together.
type couple struct {
	a, b int
	gain float64
}

// crosses makes features of pairs of categories: the mean of the target for each pair of
// levels, and in how many rows it stands. Only pairs are made that say more together than
// their columns do one by one, at most as many as the options allow.
func (f *fitting) crosses(columns []*automl.Feature, j *judging) ([]*automl.Feature, error) {
	var cats []int
	for c, base := range columns {
		if base.Kind == automl.Categorical {
			cats = append(cats, c)
		}
	}
	slices.SortStableFunc(cats, func(a, b int) int { return cmp.Compare(j.alone[b], j.alone[a]) })
	cats = cats[:min(len(cats), crossColumns)]
	slices.Sort(cats)
	var pairs []couple
	for k, b := range cats {
		for _, a := range cats[:k] {
			if len(columns[a].Levels)*len(columns[b].Levels) >= crossLevels {
				pairs = append(pairs, couple{a: a, b: b})
			}
		}
	}
	err := num.ForEach(f.ctx, f.env.Workers, len(pairs), func(i int) error {
		a, b := pairs[i].a, pairs[i].b
		codes, most := together(j.codes[a], j.codes[b], j.most[a], j.most[b])
		if gain, sure := j.gain(j.left, codes, most); sure > surely {
			pairs[i].gain = gain
		}
		return f.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	pairs = strongest(pairs, min(f.o.Crosses, 1+crossRows/len(f.train.Rows), crossMeans/len(f.goals())))
	fold := f.crossFold(f.train.Rows)
	made := make([][]*automl.Feature, len(pairs))
	err = num.ForEach(f.ctx, f.env.Workers, len(pairs), func(i int) error {
		made[i] = f.cross(columns[pairs[i].a], columns[pairs[i].b], fold)
		return f.ctx.Err()
	})
	return slices.Concat(made...), err
}

// strongest are the pairs that gain something, at most n, the most gaining first.
func strongest(pairs []couple, n int) []couple {
	pairs = slices.DeleteFunc(pairs, func(p couple) bool { return p.gain <= 0 })
	slices.SortStableFunc(pairs, func(a, b couple) int { return cmp.Compare(b.gain, a.gain) })
	return pairs[:min(len(pairs), n)]
}

// together numbers the pairs of codes below mostA and mostB in the order in which they come.
func together(a, b []int32, mostA, mostB int) (codes []int32, most int) {
	if mostA*mostB > crossTable {
		return togetherByMap(a, b)
	}
	at := make([]int32, mostA*mostB) // one more than the number
	codes = make([]int32, len(a))
	for i := range a {
		c := &at[int(a[i])*mostB+int(b[i])]
		if *c == 0 {
			most++
			*c = int32(most)
		}
		codes[i] = *c - 1
	}
	return codes, most
}

func togetherByMap(a, b []int32) (codes []int32, most int) {
	at := make(map[[2]int32]int32, len(a)/2)
	codes = make([]int32, len(a))
	for i := range a {
		key := [2]int32{a[i], b[i]}
		c, ok := at[key]
		if !ok {
			c = int32(len(at))
			at[key] = c
		}
		codes[i] = c
	}
	return codes, len(at)
}

// cross is the columns of one pair.
func (f *fitting) cross(a, b *automl.Feature, fold []int8) []*automl.Feature {
	rows := f.train.Rows
	codeA, codeB := make([]int32, len(rows)), make([]int32, len(rows))
	for i, r := range rows {
		codeA[i], codeB[i] = int32(place(a, r)), int32(place(b, r))
	}
	codes, most := together(codeA, codeB, len(a.Levels)+1, len(b.Levels)+1)
	count := make([]float64, most)
	for _, c := range codes {
		count[c]++
	}
	t := newPairTable(len(a.Levels)+1, len(b.Levels)+1)
	seen := make([]bool, most)
	for i, c := range codes {
		if !seen[c] && count[c] > 1 {
			seen[c] = true
			t.add(codeA[i], codeB[i], c)
		}
	}
	goals := f.goals()
	values, priors := make([][]float64, len(goals)+1), make([]float64, len(goals)+1)
	out := make([]*automl.Feature, len(goals)+1)
	name, from := a.Name+" × "+b.Name, slices.Concat(a.From, b.From)
	for k, g := range goals {
		out[k] = &automl.Feature{Name: name + ": " + g.name, From: from, Nums: make([]float64, f.train.Space)}
		values[k], priors[k] = f.meansOf(codes, most, fold, g, out[k].Nums)
	}
	last := len(goals)
	out[last] = &automl.Feature{Name: name + ": rows", From: from, Nums: make([]float64, f.train.Space)}
	values[last] = count
	for i, r := range rows {
		out[last].Nums[r] = count[codes[i]] - 1 // others than the row itself
	}
	node := t.node(a.Ref, b.Ref, values, priors)
	for k := range out {
		out[k].Ref = graph.Ref{Node: node, Column: k}
	}
	return dropConstant(out, rows)
}

// meansOf is the mean of a goal for each code, drawn toward the overall mean, and that;
// for the rows of train the means of the other parts, written to to.
func (f *fitting) meansOf(codes []int32, most int, fold []int8, g goal, to []float64) (means []float64, prior float64) {
	all, parts := newSums(most), make([]*sums, crossFolds)
	for p := range parts {
		parts[p] = newSums(most)
	}
	for i, c := range codes {
		w := f.train.Weight(f.train.Rows[i])
		y := w * g.of(f.train.Y[f.train.Rows[i]])
		for _, s := range []*sums{all, parts[fold[i]]} {
			s.w[c] += w
			s.y[c] += y
		}
	}
	prior = all.prior()
	means = make([]float64, most)
	for c := range means {
		means[c] = all.mean(c, prior, f.o.Smoothing)
	}
	rest, priors := make([]*sums, crossFolds), make([]float64, crossFolds)
	for p := range rest {
		rest[p] = all.minus(parts[p])
		priors[p] = rest[p].priorOr(prior)
	}
	for i, r := range f.train.Rows {
		p := fold[i]
		to[r] = rest[p].mean(int(codes[i]), priors[p], f.o.Smoothing)
	}
	return means, prior
}

// pairTable lays pairs of levels out in one table: the place of a pair is the offset of its
// left level plus the place of its right one, and the offsets are such that no two pairs
// meet (Tarjan and Yao 1979, "Storing a sparse table").
type pairTable struct {
	pairs  [][]pairEntry // by left level
	place  []int32       // of each right level, the most frequent first
	offset []int32       // of each left level; -1 where it has no pairs
	owner  []int32       // of each place, -1 for none
	code   []int32       // of each place
}

type pairEntry struct{ right, code int32 }

func newPairTable(left, right int) *pairTable {
	return &pairTable{pairs: make([][]pairEntry, left), place: make([]int32, right)}
}

func (t *pairTable) add(left, right, code int32) {
	t.pairs[left] = append(t.pairs[left], pairEntry{right, code})
	t.place[right]++
}

// offsetTries is how many offsets are tried before a level's pairs go behind all others.
const offsetTries = 1000

// pack chooses the places, the levels of most pairs first.
func (t *pairTable) pack() {
	rank := order(len(t.place), func(b int) int { return int(t.place[b]) })
	for k, b := range rank {
		t.place[b] = int32(k)
	}
	t.offset = make([]int32, len(t.pairs))
	free := 0 // every place before it is taken
	for _, a := range order(len(t.pairs), func(a int) int { return len(t.pairs[a]) }) {
		pairs := t.pairs[a]
		t.offset[a] = -1
		if len(pairs) == 0 {
			continue
		}
		first := slices.MinFunc(pairs, func(x, y pairEntry) int { return cmp.Compare(t.place[x.right], t.place[y.right]) })
		at := max(0, free-int(t.place[first.right]))
		for try := 0; !t.fits(pairs, at); try++ {
			if at++; try == offsetTries {
				at = len(t.owner)
			}
		}
		t.offset[a] = int32(at)
		for _, p := range pairs {
			k := at + int(t.place[p.right])
			for len(t.owner) <= k {
				t.owner, t.code = append(t.owner, -1), append(t.code, 0)
			}
			t.owner[k], t.code[k] = int32(a), p.code
		}
		for free < len(t.owner) && t.owner[free] >= 0 {
			free++
		}
	}
}

func (t *pairTable) fits(pairs []pairEntry, at int) bool {
	for _, p := range pairs {
		if k := at + int(t.place[p.right]); k < len(t.owner) && t.owner[k] >= 0 {
			return false
		}
	}
	return true
}

// order is 0 to n-1 by falling size.
func order[T cmp.Ordered](n int, size func(int) T) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(size(b), size(a)) })
	return out
}

// node looks the values of a pair of levels up, by code; what is not in the table has the
// values of other. It is made of the operators that there are: the place is a sum, the owner
// of that place is held against the left level, and where they differ what was found there
// is made missing and filled in.
func (t *pairTable) node(left, right graph.Ref, values [][]float64, other []float64) *graph.Node {
	t.pack()
	nan, width := math.NaN(), len(values)
	a := &graph.TargetEncode{Unseen: []float64{nan, nan}}
	for l, o := range t.offset {
		row := []float64{float64(o), float64(l)}
		if o < 0 {
			row = a.Unseen
		}
		a.Table = append(a.Table, row...)
	}
	a.Table, a.Missing = a.Table[:len(a.Table)-2], a.Table[len(a.Table)-2:]
	b := &graph.TargetEncode{Unseen: []float64{nan}}
	for _, p := range t.place {
		b.Table = append(b.Table, float64(p))
	}
	b.Table, b.Missing = b.Table[:len(b.Table)-1], b.Table[len(b.Table)-1:]
	found := &graph.TargetEncode{Unseen: append([]float64{-1}, other...), Missing: append([]float64{-1}, other...)}
	for k, owner := range t.owner {
		found.Table = append(found.Table, float64(owner))
		for v := range values {
			if owner < 0 {
				found.Table = append(found.Table, other[v])
			} else {
				found.Table = append(found.Table, values[v][t.code[k]])
			}
		}
	}
	nodeA := graph.Apply(a, graph.Pick([]graph.Ref{left}))
	nodeB := graph.Apply(b, graph.Pick([]graph.Ref{right}))
	at := graph.Apply(&graph.Linear{Weights: []float64{1, 1}, Bias: []float64{0}},
		graph.Pick([]graph.Ref{{Node: nodeA}, {Node: nodeB}}))
	nodeF := graph.Apply(found, at)
	differs := graph.Apply(&graph.Linear{Weights: []float64{1, -1}, Bias: []float64{0}},
		graph.Pick([]graph.Ref{{Node: nodeF}, {Node: nodeA, Column: 1}}))
	// A level of 0 alone: no difference stays 0, any other becomes missing.
	mask := graph.Apply(&graph.TargetEncode{Table: []float64{0}, Unseen: []float64{nan}, Missing: []float64{nan}}, differs)
	refs := []graph.Ref{{Node: mask}}
	masked := &graph.Linear{Bias: make([]float64, width)}
	for v := range values {
		refs = append(refs, graph.Ref{Node: nodeF, Column: v + 1})
		row := make([]float64, width+1)
		row[0], row[v+1] = 1, 1
		masked.Weights = append(masked.Weights, row...)
	}
	return graph.Apply(&graph.Impute{Fill: other}, graph.Apply(masked, graph.Pick(refs)))
}
