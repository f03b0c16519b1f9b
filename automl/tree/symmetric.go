package tree

import (
	"cmp"
	"slices"
)

// usualDepth is the depth of a symmetric tree for which none is given.
const usualDepth = 6

// symmetric grows an oblivious tree (Kohavi 1994; Prokhorenkova et al. 2018): level by level,
// with one question for all leaves of a level, the one whose gains over the leaves add up to
// most. A leaf that the question would leave with too few rows on a side skips it and may
// be split further down, so that a small leaf does not rule out what serves the others.
func (w *growth) symmetric() {
	depth := w.o.Depth
	if depth == 0 {
		depth = usualDepth
	}
	// Why: the last level's children need no histograms.
	l := level{growth: w, keep: depth < 30 && 1<<(depth-1) <= w.mostSets}
	l.sum = append(l.sum, job{small: 0, large: -1})
	for i := range depth {
		c := l.best(i)
		if w.err != nil || c.gain <= 0 || !l.split(c, i+1 < depth) {
			break
		}
	}
}

// level is the search for the question of a level.
type level struct {
	*growth
	keep  bool  // every leaf keeps its histograms, and the larger child has them by subtraction
	sum   []job // leaves whose histograms are to be made
	scans []scan
	open  []bool // leaf has enough rows to be split at all
}

// job says that the histograms of leaf small are to be summed, and taken from those of leaf
// large, which holds both; large is -1 for the root.
type job struct{ small, large int }

// best finds the level's cut.
func (l *level) best(depth int) cut {
	l.look(depth)
	rows := l.rows
	l.order(rows)
	if l.keep {
		for _, j := range l.sum {
			l.leaves[j.small].sets = l.take()
		}
	}
	run := l.team
	if len(rows)*len(l.m.Bins) < aloneWork {
		run = alone
	}
	// Why all that a worker does at once: it then meets a row once for several groups.
	groups := l.m.groups()
	each := 1
	if l.keep {
		each = (groups + run.Size() - 1) / run.Size()
	}
	l.err = run.Run(l.ctx, (groups+each-1)/each, func(i, worker int) error {
		l.groups(i*each, min((i+1)*each, groups), worker)
		return nil
	})
	return l.prefer(l.cuts[0], l.scans[0].random)
}

// look makes ready to search every leaf.
func (l *level) look(depth int) {
	l.scans, l.open = l.scans[:0], l.open[:0]
	for i := range l.leaves {
		s := l.scanOf(&l.leaves[i])
		s.random = scramble(l.o.Seed, uint64(depth))
		l.scans = append(l.scans, s)
		l.open = append(l.open, l.leaves[i].to-l.leaves[i].from >= 2 && l.leaves[i].weight >= 2*l.o.MinLeaf)
	}
}

// groups makes the histograms of groups from..to-1 and finds the best cut of each feature.
func (l *level) groups(from, to, worker int) {
	room := l.workers[worker].room
	first, end := from*lanes, min(to*lanes, len(l.m.Bins))
	sets := make([][]histogram, len(l.leaves)) // from feature first on
	if l.keep {
		for _, j := range l.sum {
			l.sumLeaf(l.leaves[j.small].sets[from*lanes:], from, to, j.small, room)
			if j.large < 0 {
				continue
			}
			for f := first; f < end; f++ {
				subtract(&l.leaves[j.large].sets[f], &l.leaves[j.small].sets[f], l.m.Bins[f].Count)
			}
		}
		for i := range sets {
			sets[i] = l.leaves[i].sets[first:]
		}
	} else {
		size := (to - from) * lanes
		buf := l.spareLevel(size)
		defer l.spareSets.Put(buf)
		for i := range sets {
			sets[i] = (*buf)[i*size : (i+1)*size]
			if l.open[i] {
				l.sumLeaf(sets[i], from, to, i, room)
			}
		}
	}
	l.cutEach(sets, first, end)
}

// cutEach finds the best cut of each feature from first to end-1, with which the sets begin.
func (l *level) cutEach(sets [][]histogram, first, end int) {
	of := make([]*histogram, len(sets))
	for f := first; f < end; f++ {
		l.cuts[0][f] = cut{}
		if !l.looked[f] || !l.sees(&l.scans[0], f) {
			continue
		}
		for i := range of {
			of[i] = &sets[i][f-first]
		}
		q := question{level: l, sets: of, feature: f}
		l.cuts[0][f] = q.best()
	}
}

func (l *level) sumLeaf(sets []histogram, from, to, leaf int, room gathered) {
	begin, end := l.leaves[leaf].from, l.leaves[leaf].to
	l.m.sumGroups(sets, from, to, l.rows[begin:end], l.ordered[begin:end], room)
}

// spareLevel is room for so many histograms of each leaf.
func (l *level) spareLevel(each int) *[]histogram {
	need := len(l.leaves) * each
	if b, ok := l.spareSets.Get().(*[]histogram); ok && len(*b) >= need {
		return b
	}
	b := make([]histogram, need)
	return &b
}

// split splits the leaves that the cut leaves enough rows on both sides, and reports
// whether there were any.
func (l *level) split(c cut, more bool) bool {
	n := Node{Bin: c.bin, MissingLeft: c.missingLeft, Set: c.set}
	var sides [256]uint8
	n.sides(&sides)
	l.sum = l.sum[:0]
	some := false
	for i := range len(l.leaves) {
		if !l.open[i] {
			continue
		}
		f := &l.leaves[i]
		c.left = l.left(f, c.feature, &sides)
		if !l.scans[i].allows(c.left, l.o.sign(c.feature)) {
			continue
		}
		some = true
		f.best = c
		small, large := l.growth.split(i)
		if more {
			l.sum = append(l.sum, job{small, large})
		}
	}
	return some
}

// left is the sum of a leaf's rows that go left: of its bins where it has its histograms.
func (l *level) left(f *leaf, feature int32, sides *[256]uint8) (sum uint64) {
	if f.sets != nil {
		for b, w := range f.sets[feature] {
			sum += w & -uint64(sides[b])
		}
		return sum
	}
	codes := l.m.Bins[feature].Codes
	for _, r := range l.rows[f.from:f.to] {
		sum += l.q.words[r] & -uint64(sides[codes[r]])
	}
	return sum
}

// question is the search for the best cut of a feature over all leaves of a level.
type question struct {
	*level
	sets    []*histogram // by leaf
	feature int
	gain    [2][256]float64 // of the cut after each place, with missing values right and left
}

// best finds the feature's best cut.
func (q *question) best() cut {
	b := q.m.Bins[q.feature]
	var pooled histogram
	for i, h := range q.sets {
		if !q.open[i] {
			continue
		}
		for at, w := range h[:b.Count] {
			pooled[at] += w
		}
		pooled[MissingBin] += h[MissingBin]
	}
	if b.Level != nil {
		return q.subset(&pooled, b.Count)
	}
	from, to := 0, b.Count-1
	missing := pooled[MissingBin] != 0
	if missing {
		to = b.Count
	}
	if q.o.Extra {
		from = drawBound(&pooled, b.Count, q.scans[0].random, int32(q.feature))
		to = min(from+1, to)
	}
	if from >= to {
		return cut{}
	}
	for i, h := range q.sets {
		if !q.open[i] {
			continue
		}
		q.add(i, h[:b.Count], 0, from, to, &q.gain[0])
		if missing {
			q.add(i, h[:b.Count], h[MissingBin], from, min(to, b.Count-1), &q.gain[1])
		}
	}
	c := cut{feature: int32(q.feature)}
	for side := range 2 {
		for at := from; at < to; at++ {
			if g := q.gain[side][at]; g > c.gain {
				c.gain, c.bin, c.missingLeft = g, uint8(at), side == 1
			}
		}
	}
	if c.gain > 0 && !missing {
		c.missingLeft = q.heavyLeft(&pooled, func(at int) bool { return at <= int(c.bin) })
	}
	return c
}

// add adds what cuts gain leaf i.
func (q *question) add(i int, h []uint64, start uint64, from, to int, gain *[256]float64) {
	s, sign := &q.scans[i], q.o.sign(int32(q.feature))
	if s.bounded(sign) {
		s.addGainsWithin(h, start, from, to, sign, gain)
		return
	}
	s.addGains(h, start, from, to, gain)
}

// heavyLeft reports whether most of the hessian goes left: where nothing is known of
// missing values, they go with the many.
func (q *question) heavyLeft(pooled *histogram, left func(bin int) bool) bool {
	var sides [2]float64
	for at, w := range pooled {
		if left(at) {
			sides[0] += second(w)
		} else {
			sides[1] += second(w)
		}
	}
	return sides[0] >= sides[1]
}

// subset is the best subset of a category's levels to go left: each alone when they are
// few, else cut in the order of what is left of their gradients once every leaf has its own
// value. Levels that no row holds go where missing values go.
func (q *question) subset(pooled *histogram, count int) cut {
	c := cut{feature: int32(q.feature)}
	var bins [256]uint8
	n := 0
	for b, w := range pooled {
		if w != 0 {
			bins[n] = uint8(b)
			n++
		}
	}
	order := bins[:n]
	if n < 2 {
		return c
	}
	alone := n <= q.o.OneLevel
	if !alone {
		q.order(order, pooled)
	}
	at := q.orderedGains(order, pooled, alone)
	if at < 0 {
		return c
	}
	c.gain = q.gain[0][at]
	chosen := order[:at+1]
	if alone {
		chosen = order[at : at+1]
	}
	c.set = new(binSet)
	for _, b := range chosen {
		c.set.add(b)
	}
	c.missingLeft = c.set.has(MissingBin)
	if pooled[MissingBin] == 0 {
		c.missingLeft = q.heavyLeft(pooled, func(b int) bool { return c.set.has(uint8(b)) })
	}
	for b := range count {
		if pooled[b] == 0 && c.missingLeft {
			c.set.add(uint8(b))
		}
	}
	return c
}

// order sorts levels.
func (q *question) order(levels []uint8, pooled *histogram) {
	var lean [256]float64
	for i, h := range q.sets {
		if !q.open[i] {
			continue
		}
		s := &q.scans[i]
		mean := first(s.sum) / (second(s.sum) + s.l2)
		for _, b := range levels {
			lean[b] += first(h[b]) - float64(mean*second(h[b]))
		}
	}
	for _, b := range levels {
		lean[b] /= second(pooled[b]) + q.scans[0].smooth
	}
	slices.SortStableFunc(levels, func(a, b uint8) int { return cmp.Compare(lean[a], lean[b]) })
}

// orderedGains sums the gains of the cuts of ordered levels and returns the place of the
// best, or -1.
func (q *question) orderedGains(order []uint8, pooled *histogram, alone bool) int {
	var ordered, none [256]uint64
	for i, h := range q.sets {
		if !q.open[i] {
			continue
		}
		s := q.scans[i]
		if !alone {
			s.l2 += s.catL2
			for at, b := range order {
				ordered[at] = h[b]
			}
			s.addGains(ordered[:len(order)], 0, 0, len(order)-1, &q.gain[0])
			continue
		}
		for at, b := range order {
			s.addGains(none[:at+1], h[b], at, at+1, &q.gain[0])
		}
	}
	total, least := 0.0, 0.0
	for i := range q.scans {
		if q.open[i] {
			total += second(q.scans[i].sum)
			least = max(least, q.scans[i].minCat)
		}
	}
	if !alone {
		order = order[:len(order)-1]
	}
	best, gain, left, since := -1, 0.0, 0.0, 0.0
	for at, b := range order {
		h := second(pooled[b])
		left, since = left+h, since+h
		if !alone && (since < least || total-left < least) {
			continue
		}
		since = 0
		if q.gain[0][at] > gain {
			best, gain = at, q.gain[0][at]
		}
	}
	return best
}
