package profile

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"winnow/automl/num"
	"winnow/automl/table"
)

const (
	linkRows   = 20_000     // rows that links are measured on
	linkTotal  = 10_000_000 // of all columns together
	linkLeast  = 1000
	linkWide   = 4_000_000 // of all classes together, where there are many
	linkCells  = 256       // values or ranges of values that a column is cut into
	linkFolds  = 5
	linkDepth  = 6
	marks      = 24  // numbers with no more values are looked at value by value
	linkMost   = 12  // classes that the link with several classes is averaged over
	linkPrior  = 1.0 // rows of the parent's mean that each leaf starts from
	levelPrior = 3.0 // rows of the overall mean that each level starts from
)

// truth is the target on the rows that links are measured on.
type truth struct {
	rows    []int32     // of the table
	y       []float64   // of each of these rows: number or class
	classes int         // 0 for regression
	width   int         // columns of wide
	wide    [][]float64 // width columns by row: y itself, or 1 for the class and 0 for others
	fold    []int8
}

// newTruth takes at most linkRows rows, evenly, fewer where there are many columns to
// measure, and deals them into folds by the target.
func newTruth(e *Encoded, columns int) *truth {
	t := &truth{rows: e.Rows, classes: len(e.Classes), width: 1}
	most := min(linkRows, max(linkTotal/max(columns, 1), linkLeast))
	if t.classes > fewClasses {
		most = min(most, max(linkWide/t.classes, linkLeast))
	}
	if len(t.rows) > most {
		pick := num.Perm(num.RNG(0, "profile", "link"), len(e.Rows))[:most]
		slices.Sort(pick)
		t.rows = make([]int32, most)
		for i, at := range pick {
			t.rows[i] = e.Rows[at]
		}
	}
	n := len(t.rows)
	t.y = make([]float64, n)
	for i, r := range t.rows {
		t.y[i] = e.Y[r]
	}
	order := num.Perm(num.RNG(0, "profile", "folds"), n)
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(t.y[a], t.y[b]) })
	t.fold = make([]int8, n)
	for at, i := range order {
		t.fold[i] = int8(at % linkFolds)
	}
	if t.classes > 2 {
		t.width = t.classes
	}
	for k := range t.width {
		column := make([]float64, n)
		for i, v := range t.y {
			switch {
			case t.width == 1:
				column[i] = v
			case v == float64(k):
				column[i] = 1
			}
		}
		t.wide = append(t.wide, column)
	}
	return t
}

// cells is a column cut into pieces, on the rows of a truth.
type cells struct {
	code    []int32 // of each row; -1 missing
	n       int
	ordered bool      // neighbouring pieces are near in value
	exact   bool      // each piece is one value
	nums    []float64 // the value of each row, of numbers and moments
}

// cutColumn cuts a column into pieces. Pieces do not depend on the target.
func cutColumn(c table.Column, rows []int32) cells {
	switch c := c.(type) {
	case *table.Numbers:
		return cutNumbers(c.Values(), rows)
	case *table.Times:
		return cutNumbers(c.Values(), rows)
	case *table.Categories:
		return cutLevels(rows, func(r int32) (int32, bool) { return c.Codes()[r], c.Codes()[r] >= 0 })
	case *table.Texts:
		out := cutLevels(rows, func(r int32) (string, bool) { return c.Values()[r], !c.IsMissing(int(r)) })
		if 2*out.n <= len(rows) {
			return out
		}
		// Free text: all that one column can cheaply tell is its length.
		lengths := make([]float64, c.Len())
		for _, r := range rows {
			lengths[r] = float64(len(c.Values()[r]))
			if c.IsMissing(int(r)) {
				lengths[r] = math.NaN()
			}
		}
		return cutNumbers(lengths, rows)
	}
	return cells{}
}

func cutLevels[K comparable](rows []int32, value func(r int32) (K, bool)) cells {
	known := map[K]int32{}
	out := cells{code: make([]int32, len(rows)), exact: true}
	for i, r := range rows {
		v, ok := value(r)
		if !ok {
			out.code[i] = -1
			continue
		}
		code, seen := known[v]
		if !seen {
			code = int32(len(known))
			known[v] = code
		}
		out.code[i] = code
	}
	out.n = len(known)
	return out
}

func cutNumbers(values []float64, rows []int32) cells {
	sorted := make([]float64, 0, len(rows))
	for _, r := range rows {
		if v := values[r]; !math.IsNaN(v) {
			sorted = append(sorted, v)
		}
	}
	slices.Sort(sorted)
	edges := slices.Compact(slices.Clone(sorted)) // the largest value of each piece
	out := cells{code: make([]int32, len(rows)), nums: make([]float64, len(rows)), ordered: true, exact: len(edges) <= linkCells}
	if !out.exact {
		edges = edges[:0]
		for k := range linkCells {
			edges = append(edges, sorted[(k+1)*len(sorted)/linkCells-1])
		}
		edges = slices.Compact(edges)
	}
	out.n = len(edges)
	for i, r := range rows {
		out.code[i], out.nums[i] = -1, values[r]
		if v := values[r]; !math.IsNaN(v) {
			out.code[i] = int32(sort.SearchFloat64s(edges, v))
		}
	}
	return out
}

// strength is how well a column alone tells the target on rows that were not looked at.
type strength struct {
	link  float64 // 2*AUC-1, or R², at least 0
	right float64 // share of rows whose class is told right; 0 for regression
}

// measure predicts each fold from the others by the column alone.
func (t *truth) measure(c cells) strength {
	n := len(t.rows)
	out := make([][]float64, t.width)
	for k := range out {
		out[k] = make([]float64, n)
	}
	for f := range int8(linkFolds) {
		t.predict(c, f, out)
	}
	if t.classes == 0 {
		return strength{link: t.determination(out[0])}
	}
	return strength{link: t.ranking(out), right: t.right(out)}
}

// predict fills in the predictions of one fold.
func (t *truth) predict(c cells, fold int8, out [][]float64) {
	// Piece c.n holds the missing rows.
	h := &histograms{count: make([]float64, c.n+1), sum: make([][]float64, t.width)}
	for k := range h.sum {
		h.sum[k] = make([]float64, c.n+1)
	}
	place := func(i int) int {
		if c.code[i] < 0 {
			return c.n
		}
		return int(c.code[i])
	}
	for i := range t.rows {
		if t.fold[i] != fold {
			at := place(i)
			h.count[at]++
			if t.classes > 2 { // of the others there is nothing to add
				h.sum[int(t.y[i])][at]++
				continue
			}
			for k := range h.sum {
				h.sum[k][at] += t.wide[k][i]
			}
		}
	}
	value := make([][]float64, t.width)
	for k := range value {
		value[k] = make([]float64, c.n+1)
	}
	overall := h.mean(0, c.n+1, make([]float64, t.width), 0)
	h.leaf(c.n, c.n+1, overall, levelPrior, value)
	if c.ordered && !(c.exact && c.n <= marks) {
		h.grow(0, c.n, linkDepth, overall, value)
	} else {
		for at := range c.n {
			h.leaf(at, at+1, overall, levelPrior, value)
		}
	}
	for i := range t.rows {
		if t.fold[i] == fold {
			for k := range out {
				out[k][i] = value[k][place(i)]
			}
		}
	}
}

// histograms hold, by piece, the rows and the sums of the columns of the truth.
type histograms struct {
	count []float64
	sum   [][]float64
}

// mean is the mean of pieces [from, to), starting from prior rows of the parent's.
func (h *histograms) mean(from, to int, parent []float64, prior float64) []float64 {
	n := prior
	for at := from; at < to; at++ {
		n += h.count[at]
	}
	out := make([]float64, len(parent))
	for k := range out {
		s := prior * parent[k]
		for at := from; at < to; at++ {
			s += h.sum[k][at]
		}
		out[k] = s / max(n, 1)
	}
	return out
}

func (h *histograms) leaf(from, to int, parent []float64, prior float64, value [][]float64) {
	m := h.mean(from, to, parent, prior)
	for k := range value {
		for at := from; at < to; at++ {
			value[k][at] = m[k]
		}
	}
}

// grow grows a tree over the ordered pieces [from, to): it parts them where the squared
// error falls most, down to leaves of few rows.
func (h *histograms) grow(from, to, depth int, parent []float64, value [][]float64) {
	var n float64
	total := make([]float64, len(h.sum))
	for at := from; at < to; at++ {
		n += h.count[at]
		for k := range total {
			total[k] += h.sum[k][at]
		}
	}
	const fewest = 5
	split, gain := -1, 1e-9*(1+n)
	if depth > 0 && n >= 2*fewest {
		var left float64
		part := make([]float64, len(total))
		for at := from; at < to-1; at++ {
			left += h.count[at]
			var g float64
			for k := range part {
				part[k] += h.sum[k][at]
				if left < fewest || n-left < fewest {
					continue
				}
				rest := total[k] - part[k]
				g += part[k]*part[k]/left + rest*rest/(n-left) - total[k]*total[k]/n
			}
			if g > gain && h.count[at] > 0 {
				split, gain = at+1, g
			}
		}
	}
	mean := h.mean(from, to, parent, linkPrior)
	if split < 0 {
		h.leaf(from, to, parent, linkPrior, value)
		return
	}
	h.grow(from, split, depth-1, mean, value)
	h.grow(split, to, depth-1, mean, value)
}

// determination is R², at least 0.
func (t *truth) determination(p []float64) float64 {
	var mean, rest, all float64
	for _, v := range t.y {
		mean += v / float64(len(t.y))
	}
	for i, v := range t.y {
		rest += (v - p[i]) * (v - p[i])
		all += (v - mean) * (v - mean)
	}
	if all == 0 || math.IsInf(all, 0) || math.IsNaN(rest) {
		return 0
	}
	return max(0, 1-rest/all)
}

// ranking is 2*AUC-1, at least 0: of two classes, or the mean over the commonest of several,
// each against the rest.
func (t *truth) ranking(p [][]float64) float64 {
	if t.classes == 2 {
		return max(0, 2*area(p[0], t.y, 1)-1)
	}
	order := make([]int, t.classes)
	count := make([]int, t.classes)
	for k := range order {
		order[k] = k
	}
	for _, v := range t.y {
		count[int(v)]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return count[b] - count[a] })
	var sum, n float64
	for _, k := range order[:min(linkMost, len(order))] {
		if count[k] >= linkFolds {
			sum += area(p[k], t.y, float64(k))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return max(0, 2*sum/n-1)
}

// area is the area under the ROC curve of one class against the rest, 0.5 when either side
// is empty.
func area(p, y []float64, class float64) float64 {
	order := make([]int32, len(p))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(p[a], p[b]) })
	var below, positives, won float64 // below: rows of other classes with a lower score
	for at := 0; at < len(order); {
		var pos, neg float64
		for v := p[order[at]]; at < len(order) && p[order[at]] == v; at++ {
			if y[order[at]] == class {
				pos++
			} else {
				neg++
			}
		}
		won += pos * (below + neg/2)
		below += neg
		positives += pos
	}
	if positives == 0 || below == 0 {
		return 0.5
	}
	return won / (positives * below)
}

func (t *truth) right(p [][]float64) float64 {
	n := 0
	for i, v := range t.y {
		best := 0
		if t.width == 1 {
			if p[0][i] >= 0.5 {
				best = 1
			}
		}
		for k := 1; k < t.width; k++ {
			if p[k][i] > p[best][i] {
				best = k
			}
		}
		if float64(best) == v {
			n++
		}
	}
	return float64(n) / float64(len(t.y))
}
