package tree

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// DeepOptions say how a tree of a forest is grown. Weights count as rows.
type DeepOptions struct {
	Tries   int     // features that a node chooses from, at least 1
	MinLeaf float64 // weight of a leaf's rows at least
	Depth   int     // splits on the way to a leaf at most; 0 means no limit
	Extra   bool    // cut each feature at one random bound only
	// Shrink is the weight of rows by which a node's answer is drawn towards its parent's
	// (Agarwal et al. 2022, eq. 2); 0 draws none.
	Shrink float64
}

// Answers are what a forest's trees learn: a number for each row, or its class.
type Answers struct {
	Classes int       // number of classes; 0 for numbers
	Y       []float64 // by row of the row space: the number, or the class index
}

// Deep grows trees node by node, each choosing from a few features drawn at random, until
// leaves are pure (Breiman 2001; Geurts et al. 2006). Its buffers serve tree after tree; it
// is for one goroutine at a time.
type Deep struct {
	m *Matrix
	a Answers

	rows, spare []int32
	codes       []uint8 // of a node's rows, in one feature
	stack       []task
	order       []int32      // features
	rank        [][256]uint8 // of each category's bins in this tree
	weight      []float64    // by row of the space
	q           *Gradients
	g, h        []float64
	sums        sums
	touched     binSet
	mean, drawn []float64 // of each node: its answer, and that drawn towards its parent's
	tree        Tree      // as far as it is grown
}

// task is a node to be split.
type task struct {
	from, to int
	node     int32
	parent   int32 // -1 for the root
	depth    int
}

// NewDeep makes a grower of trees for the answers.
func NewDeep(m *Matrix, a Answers) *Deep {
	d := &Deep{m: m, a: a, rank: make([][256]uint8, len(m.Bins))}
	d.weight = make([]float64, m.Space)
	d.q = NewGradients(m.Space, d.weight)
	d.order = make([]int32, len(m.Bins))
	d.sums = newSums(a.Classes)
	return d
}

// Grow grows one tree on the given rows, which ascend, each with its weight above 0.
func (d *Deep) Grow(ctx context.Context, rows []int32, weight []float64, o DeepOptions, rng *rand.Rand) (*Tree, error) {
	// Why here: a tree must not depend on those that the grower grew before.
	for i := range d.order {
		d.order[i] = int32(i)
	}
	d.prepare(rows, weight)
	d.rankLevels(o, rng)
	t := &d.tree
	t.Width = max(1, d.a.Classes)
	t.Nodes, t.Values = append(t.Nodes[:0], Node{Feature: -1}), t.Values[:0]
	d.stack = append(d.stack[:0], task{to: len(rows), parent: -1})
	d.mean, d.drawn = d.mean[:0], d.drawn[:0]
	for steps := 0; len(d.stack) > 0; steps++ {
		// Why not at each node: most are tiny.
		if steps%64 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		at := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		d.split(t, at, o, rng)
	}
	return &Tree{Width: t.Width, Nodes: exactly(t.Nodes), Values: exactly(t.Values)}, nil
}

// exactly is a copy without room to grow. Why: in what grew by appending, and in what it grew out
// of, up to half is unused, and a forest is made of millions of nodes.
func exactly[T any](v []T) []T {
	out := make([]T, len(v))
	copy(out, v)
	return out
}

// prepare sets the rows and their words.
func (d *Deep) prepare(rows []int32, weight []float64) {
	d.rows = append(d.rows[:0], rows...)
	d.spare = slices.Grow(d.spare[:0], len(rows))[:len(rows)]
	d.codes = slices.Grow(d.codes[:0], len(rows))[:len(rows)]
	d.g, d.h = slices.Grow(d.g[:0], len(rows))[:len(rows)], slices.Grow(d.h[:0], len(rows))[:len(rows)]
	for i, r := range rows {
		d.weight[r] = weight[i]
		d.h[i] = 1
		d.g[i] = 0
		if d.a.Classes == 0 {
			d.g[i] = -d.a.Y[r]
		}
	}
	d.q.Set(rows, d.g, d.h)
}

// rankLevels puts the levels of each category in an order, along which it is then cut as a
// number is: by the mean answer over the tree's rows (Wright and König 2019), by a random
// mix of the classes when there are several, or at random for random bounds.
func (d *Deep) rankLevels(o DeepOptions, rng *rand.Rand) {
	for f, b := range d.m.Bins {
		if b.Level == nil {
			continue
		}
		var sum, weight, at [256]float64
		mix := make([]float64, d.a.Classes)
		for k := range mix {
			mix[k] = rng.NormFloat64()
		}
		for _, r := range d.rows {
			c, w := b.Codes[r], d.weight[r]
			y := d.a.Y[r]
			if len(mix) > 0 {
				y = mix[int(y)]
			}
			sum[c] += float64(w * y)
			weight[c] += w
		}
		order := make([]uint8, b.Count)
		for i := range order {
			order[i] = uint8(i)
			at[i] = math.Inf(1)
			if weight[i] > 0 {
				at[i] = sum[i] / weight[i]
			}
			if o.Extra {
				at[i] = rng.Float64()
			}
		}
		slices.SortStableFunc(order, func(x, y uint8) int { return cmp.Compare(at[x], at[y]) })
		d.rank[f][MissingBin] = MissingBin
		for i, c := range order {
			d.rank[f][c] = uint8(i)
		}
	}
}

// split splits a node or makes it a leaf.
func (d *Deep) split(t *Tree, at task, o DeepOptions, rng *rand.Rand) {
	rows := d.rows[at.from:at.to]
	pure := d.sums.begin(d, rows)
	t.Nodes[at.node].Cover = d.q.weigh(rows)
	d.draw(t, at, o.Shrink)
	var best deepCut
	if !pure && len(rows) > 1 && (o.Depth == 0 || at.depth < o.Depth) && t.Nodes[at.node].Cover >= 2*o.MinLeaf {
		best = d.search(rows, o, rng)
	}
	if best.gain == 0 {
		n := &t.Nodes[at.node]
		n.Left = int32(len(t.Values) / t.Width)
		t.Values = appendAnswer(t.Values, d.drawn[int(at.node)*t.Width:][:t.Width])
		return
	}
	left, right := int32(len(t.Nodes)), int32(len(t.Nodes)+1)
	n := &t.Nodes[at.node]
	n.Feature, n.Left, n.Right = best.feature, left, right
	n.Bin, n.MissingLeft = best.bin, best.missingLeft
	if b := d.m.Bins[best.feature]; b.Level != nil {
		n.Set = new(binSet)
		for c := range b.Count {
			if d.rank[best.feature][c] <= best.bin {
				n.Set.add(uint8(c))
			}
		}
	}
	var sides [256]uint8
	n.sides(&sides)
	nl := partition(rows, d.spare, d.m.Bins[best.feature].Codes, &sides)
	t.Nodes = append(t.Nodes, Node{Feature: -1}, Node{Feature: -1})
	d.stack = append(d.stack,
		task{at.from + nl, at.to, right, at.node, at.depth + 1},
		task{at.from, at.from + nl, left, at.node, at.depth + 1})
}

// draw notes a node's answer, and the one drawn towards its parent's.
func (d *Deep) draw(t *Tree, at task, shrink float64) {
	w := t.Width
	need := (int(at.node) + 1) * w
	if need > len(d.mean) {
		d.mean = slices.Grow(d.mean, need-len(d.mean))[:need]
		d.drawn = slices.Grow(d.drawn, need-len(d.drawn))[:need]
	}
	mean, drawn := d.mean[need-w:need], d.drawn[need-w:need]
	d.sums.answer(d.q, mean)
	if at.parent < 0 {
		copy(drawn, mean)
		return
	}
	up := int(at.parent) * w
	keep := 1 / (1 + shrink/t.Nodes[at.parent].Cover)
	for k := range mean {
		drawn[k] = d.drawn[up+k] + float64(keep*(mean[k]-d.mean[up+k]))
	}
}

// deepCut is a candidate split; gain 0 means none.
type deepCut struct {
	gain        float64
	feature     int32
	bin         uint8 // of a category: its levels' last rank that goes left
	missingLeft bool
}

// search draws features until enough of those that vary in the node were tried, and one of
// them could be cut.
func (d *Deep) search(rows []int32, o DeepOptions, rng *rand.Rand) deepCut {
	var best deepCut
	tried := 0
	for i := range d.order {
		if tried >= o.Tries && best.gain > 0 {
			break
		}
		j := i + rng.IntN(len(d.order)-i)
		d.order[i], d.order[j] = d.order[j], d.order[i]
		f := d.order[i]
		if !d.fill(f, rows) {
			continue
		}
		tried++
		c := d.scan(o, rng)
		if c.gain > best.gain {
			c.feature = f
			best = c
		}
	}
	return best
}

// fill sums the node's rows by their bins in one feature, and reports whether they differ.
func (d *Deep) fill(f int32, rows []int32) bool {
	b := d.m.Bins[f]
	codes := d.codes[:len(rows)]
	all := b.Codes
	d.touched = binSet{}
	if b.Level == nil {
		for i, r := range rows {
			codes[i] = all[r]
		}
	} else {
		rank := &d.rank[f]
		for i, r := range rows {
			codes[i] = rank[all[r]]
		}
	}
	first, differ := codes[0], uint8(0)
	for _, c := range codes {
		differ |= c ^ first
	}
	if differ == 0 {
		return false
	}
	for _, c := range codes {
		d.touched.add(c)
	}
	d.sums.fill(codes)
	return true
}

// scan finds the best cut of the filled feature: of all bounds, or of one drawn at random.
func (d *Deep) scan(o DeepOptions, rng *rand.Rand) deepCut {
	missing := d.touched.has(MissingBin)
	values := d.touched
	values[3] &^= 1 << 63
	low, high := values.ends()
	only := -1 // the one bound to try
	if o.Extra {
		only = low
		if high > low {
			only = low + rng.IntN(high-low)
		}
	}
	best := d.sums.pass(d, values, missing, false, only, high, o.MinLeaf)
	if missing {
		if c := d.sums.pass(d, values, true, true, only, high, o.MinLeaf); c.gain > best.gain {
			best = c
		}
	} else {
		best.missingLeft = best.heavyLeft
	}
	d.sums.clear(d.touched)
	return best.deepCut
}
