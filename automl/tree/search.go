package tree

import (
	"math/bits"

	"winnow/automl/num"
)

// aloneWork is the number of row and feature pairs below which one worker does a node alone.
// Why: calling the others costs about a microsecond.
const aloneWork = 1 << 14

// chunk is the number of rows that are brought to the histograms at a time: few enough for
// their gradient words to stay in the first cache, beside the histograms of a group.
const chunk = 1 << 9

// fewShared is the number of rows below which workers share a node by groups of features.
const fewShared = 1 << 11

// stretch is the number of rows of a task where workers share a node by its rows.
const stretch = 1 << 13

// shareOf is the rows of a task where workers share n of them: few enough for all to have
// some, and the last to end soon after the others.
func shareOf(n, workers int) int { return min(stretch, max(fewShared/8, (n+4*workers-1)/(4*workers))) }

// alone is a team of the caller only, which keeps nothing and serves all.
var alone = num.NewTeam(1)

// workRoom is what a worker writes to.
type workRoom struct {
	sets  []histogram // its part of a node's histograms
	dirty bool        // sets hold sums of the present node
	words [chunk]uint64
	room  gathered
	candidates
	first, second [tile]float64 // derivatives
}

// hunt is the search for the best cuts of one or two leaves.
type hunt struct {
	*growth
	s, l     *leaf
	ofS, ofL scan
	seeS     bool
	rows     []int32
}

// search sums the histograms of s and finds its best cut; with l, which holds the sum of
// both, also those of l. Workers share the work by groups of features, or by rows with
// histograms of their own when there are many: sums of whole numbers are the same either way.
func (w *growth) search(s, l *leaf) {
	h := hunt{growth: w, s: s, l: l, ofS: w.scanOf(s), seeS: w.splittable(s), rows: w.rows[s.from:s.to]}
	s.sets = w.take()
	if l != nil {
		h.ofL = w.scanOf(l)
	}
	switch n := len(h.rows); {
	case w.team.Size() == 1 || (n+fewShared/2)*len(w.m.Bins) < aloneWork:
		h.alone()
	case n < fewShared:
		h.byGroup()
	default:
		h.byRows()
	}
	if w.err != nil {
		return
	}
	w.choose(s, &h.ofS, w.cuts[0])
	if l != nil {
		w.choose(l, &h.ofL, w.cuts[1])
	}
}

// alone does all on one worker.
func (h *hunt) alone() {
	clear(h.s.sets)
	n := len(h.rows)
	h.err = alone.Run(h.ctx, (n+stretch-1)/stretch, func(i, _ int) error {
		h.addRows(h.s.sets, i*stretch, min((i+1)*stretch, n), (i+1)*stretch, 0)
		return nil
	})
	for f := range h.m.Bins {
		h.cut(f, 0)
	}
}

// byGroup shares the groups of features.
func (h *hunt) byGroup() {
	ordered := h.order(h.rows)
	h.err = h.team.Run(h.ctx, h.m.groups(), func(k, worker int) error {
		h.m.sumGroups(h.s.sets[k*lanes:], k, k+1, h.rows, ordered, h.workers[worker].room)
		for f := k * lanes; f < min((k+1)*lanes, len(h.m.Bins)); f++ {
			h.cut(f, worker)
		}
		return nil
	})
}

// byRows shares the rows, adds up the workers' histograms, and shares the features.
func (h *hunt) byRows() {
	n := len(h.rows)
	clear(h.s.sets)
	for i := range h.workers {
		h.workers[i].dirty = false
	}
	size := shareOf(n, h.team.Size())
	h.err = h.team.Run(h.ctx, (n+size-1)/size, func(i, worker int) error {
		sets := h.s.sets
		if worker > 0 {
			sets = h.own(worker)
		}
		h.addRows(sets, i*size, min((i+1)*size, n), (i+h.team.Size())*size, worker)
		return nil
	})
	if h.err != nil {
		return
	}
	const some = 2 // features of a task
	h.err = h.team.Run(h.ctx, (len(h.m.Bins)+some-1)/some, func(i, worker int) error {
		for f := i * some; f < min((i+1)*some, len(h.m.Bins)); f++ {
			for k := range h.workers {
				if h.workers[k].dirty {
					add(&h.s.sets[f], &h.workers[k].sets[f], h.m.Bins[f].Count)
				}
			}
			h.cut(f, worker)
		}
		return nil
	})
}

// own is a worker's own histograms, empty at its first call in a node.
func (g *Grower) own(worker int) []histogram {
	w := &g.workers[worker]
	if w.sets == nil {
		w.sets = make([]histogram, g.m.groups()*lanes)
	} else if !w.dirty {
		clear(w.sets)
	}
	w.dirty = true
	return w.sets
}

// addRows adds the node's rows from..to to histograms; the worker will probably go on at row then.
func (h *hunt) addRows(sets []histogram, from, to, then, worker int) {
	m := h.m
	all := len(h.rows) == m.Space // Why: rows are distinct, and the root's ascend
	room := &h.workers[worker]
	for ; from < to; from += chunk {
		end := min(from+chunk, to)
		if all {
			m.addRows(sets, 0, m.groups(), from, h.q.words[from:end])
			continue
		}
		rows := h.rows[from:end]
		words := room.words[:len(rows)]
		for i, r := range rows {
			words[i] = h.q.words[r]
		}
		at := end
		if end == to {
			at = min(then, len(h.rows))
		}
		next := m.fetch(h.rows[at:min(at+chunk, len(h.rows))], 0)
		next.gradients = h.q.words
		m.addGroups(sets, 0, m.groups(), rows, words, room.room, next)
	}
}

// order brings the gradient words of rows in their order.
func (w *growth) order(rows []int32) []uint64 {
	w.ordered = w.ordered[:0]
	if cap(w.ordered) < len(rows) {
		w.ordered = make([]uint64, 0, 1<<bits.Len(uint(len(rows))))
	}
	for _, r := range rows {
		w.ordered = append(w.ordered, w.q.words[r])
	}
	return w.ordered
}

// cut finds the leaves' best cuts by a feature.
func (h *hunt) cut(f, worker int) {
	b := h.m.Bins[f]
	h.cuts[0][f], h.cuts[1][f] = cut{}, cut{}
	if h.l != nil {
		subtract(&h.l.sets[f], &h.s.sets[f], b.Count)
	}
	if !h.looked[f] {
		return
	}
	if h.seeS && h.sees(&h.ofS, f) {
		h.cuts[0][f] = h.ofS.best(&h.s.sets[f], int32(f), b, &h.workers[worker].candidates)
	}
	if h.l != nil && h.sees(&h.ofL, f) {
		h.cuts[1][f] = h.ofL.best(&h.l.sets[f], int32(f), b, &h.workers[worker].candidates)
	}
}
