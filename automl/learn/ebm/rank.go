package ebm

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"winnow/automl"
	"winnow/automl/num"
	"winnow/automl/tree"
)

const (
	// rankRows is the number of rows that pairs are ranked on at most.
	rankRows = 20_000
	// rankWork bounds pairs times rows of the ranking.
	rankWork = 1e8
	// shuffles is how often the pairs are ranked on the gradients of other rows.
	shuffles = 5
	// mostPairs is the number of pairs at most where it is left to the learner. Why so few: a
	// person is to look at them all.
	mostPairs = 16
)

// pickPairs ranks the pairs by what a tree of both columns gains beyond the trees of each,
// on the gradients of rows that the scores did not learn from (FAST of Lou et al. 2013).
// More than two classes have none.
func (p *panel) pickPairs() ([]pair, error) {
	limit := p.Pairs
	if limit == automaticPairs {
		limit = min(len(p.bins), mostPairs)
	}
	if limit == 0 || len(p.bins) < 2 || p.task == automl.Multiclass || p.env.Softly() {
		return nil, nil
	}
	judge := p.judge()
	at, words := judge.gradients(p.bags)
	judge.weightIn *= float64(len(at)) / float64(p.n)
	columns, err := p.coarseColumns(len(at))
	if err != nil {
		return nil, err
	}
	pairs, err := p.rank(judge, columns, at, words)
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	// Why: of many pairs some gain by luck. What luck gives the best of them shows where the
	// gradients are those of other rows.
	rng := num.RNG(p.env.Seed, "luck")
	for range shuffles {
		rng.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		luck, err := p.rank(judge, columns, at, words)
		if err != nil || p.env.Softly() {
			return nil, err
		}
		if len(luck) > 0 {
			pairs = pairs[:sort.Search(len(pairs), func(i int) bool { return pairs[i].gain <= luck[0].gain })]
		}
	}
	return pairs[:min(limit, len(pairs))], nil
}

// rank lists the pairs that gain something, the best first.
func (p *panel) rank(judge *bag, columns []*coarse, at []int32, words []uint64) ([]pair, error) {
	found := make([][]pair, len(columns))
	err := num.ForEach(p.ctx, p.env.Workers, len(columns), func(i int) error {
		mine := *judge
		for _, c := range columns[i+1:] {
			if p.env.Softly() {
				return nil
			}
			if gain := mine.gainOf(columns[i], c, at, words); gain > 0 {
				found[i] = append(found[i], pair{columns[i], c, gain})
			}
		}
		return nil
	})
	pairs := slices.Concat(found...)
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.gain, a.gain) })
	return pairs, err
}

// judge is a bag whose units suit the gradients of all rows.
func (p *panel) judge() *bag {
	j := newBag(p.Learner, p.data, p.n, p.n, 0)
	j.left = 0
	for _, b := range p.bags {
		from, to := b.aside()
		for i := from; i < to; i++ {
			j.left += float64(p.weight(i) * math.Abs(b.score[0][i]-p.y[i]))
		}
	}
	j.scale()
	return j
}

// aside is the range of positions that the bag speaks for: those it set aside, or all.
func (b *bag) aside() (from, to int) {
	if b.from == b.to {
		return 0, b.n
	}
	return b.from, b.to
}

// gradients are the words of evenly spaced positions, each by the bag that speaks for it.
func (b *bag) gradients(bags []*bag) (at []int32, words []uint64) {
	step := (b.n + rankRows - 1) / rankRows
	for _, o := range bags {
		o.unit = b.unit
		from, to := o.aside()
		for ; from < to; from += tile {
			end := min(from+tile, to)
			o.derive(from, end)
			for i := from; i < end; i++ {
				if i%step == 0 {
					at, words = append(at, int32(i)), append(words, o.words[0][i-from])
				}
			}
		}
	}
	return at, words
}

// gainOf is what two columns gain together.
func (b *bag) gainOf(c, d *coarse, at []int32, words []uint64) float64 {
	var h [pairCells]uint64
	for i, r := range at {
		h[cellOf(c.codes[r], d.codes[r])&(pairCells-1)] += words[i]
	}
	g, hess := b.sumUp(c.count, d.count, h[:])
	l := b.law(hess[(c.count-1)<<coarseShift|(d.count-1)])
	return l.interaction(c.count, d.count, g, hess)
}

// coarseColumns are the columns that pairs are looked for among: those that bear most on the
// target by themselves, as many as their pairs can be ranked in reasonable time.
func (p *panel) coarseColumns(rows int) ([]*coarse, error) {
	type column struct {
		feature int
		spread  float64
		effect  []float64
		weight  *[256]float64
	}
	var columns []column
	for f, bins := range p.bins {
		c := column{feature: f, effect: p.meanTable(f/8, 0)[f%8*256:][:256], weight: p.binWeights(bins)}
		sum, squares := 0.0, 0.0
		for k, w := range c.weight {
			sum += float64(w * c.effect[k])
			squares += float64(w * c.effect[k] * c.effect[k])
		}
		c.spread = squares - sum*sum/p.total
		if bins.Count > 1 || bins.Count == 1 && c.weight[tree.MissingBin] > 0 {
			columns = append(columns, c)
		}
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(b.spread, a.spread) })
	columns = columns[:min(len(columns), max(2, int(math.Sqrt(2*rankWork/float64(rows)))))]
	slices.SortFunc(columns, func(a, b column) int { return a.feature - b.feature })
	limit := min(p.PairBins, max(4, int(math.Sqrt(float64(p.n))/3)))
	out := make([]*coarse, len(columns))
	return out, num.ForEach(p.ctx, p.env.Workers, len(out), func(i int) error {
		c := columns[i]
		out[i] = newCoarse(c.feature, p.bins[c.feature], c.weight, c.effect, p.rows, limit)
		return nil
	})
}

// binWeights is the weight of the rows in each bin.
func (d *data) binWeights(bins *tree.Bins) *[256]float64 {
	w := new([256]float64)
	for i, r := range d.rows {
		w[bins.Codes[r]] += d.weight(i)
	}
	return w
}

// meanTable is the mean over the bags of a block's table for an output.
func (p *panel) meanTable(block, k int) *table {
	mean := new(table)
	for _, b := range p.bags {
		for i, v := range b.tables[block][k] {
			mean[i] += v
		}
	}
	for i := range mean {
		mean[i] /= float64(len(p.bags))
	}
	return mean
}
