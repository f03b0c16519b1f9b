package sure

import (
	"cmp"
	"context"
	"math"
	"slices"

	"winnow/automl"
	"winnow/automl/graph"
)

// Shares of the training rows that may be called unlike the others, each judged by what was
// made without it.
const (
	beyondShare = 0.003 // by a number beyond the range of the others
	newShare    = 0.003 // by a level that no other row has
	unlikeShare = 0.01  // in all
)

// familiarRows is how many rows are looked at, at most.
const familiarRows = 5000

// Familiarise learns to tell rows like those of d from others: by numbers far beyond their
// range, by columns that do not go together as theirs do, by levels that they do not have, and
// by an isolation forest over numbers and categories. Its bounds are set so that about one row in a hundred of d is called unlike the
// others. Feature i of d is column i of the schema. Nil for a data set with no row.
func Familiarise(ctx context.Context, d *automl.Dataset, seed uint64) (*automl.Familiar, error) {
	if d.Len() == 0 {
		return nil, nil
	}
	f := &automl.Familiar{}
	odd := make(map[int32]bool)
	f.Margin = margin(d, odd, beyondShare)
	f.Relations, f.Related, f.Slack = relate(d, odd)
	f.Open = open(d, odd)
	var used []*automl.Feature
	var refs []graph.Ref
	for _, x := range d.Features {
		if x.Kind == automl.Numeric && x.Sparse == nil || x.Kind == automl.Categorical {
			used, refs = append(used, x), append(refs, x.Ref)
		}
	}
	rows := every(d.Rows, familiarRows)
	unlike := 0
	for _, r := range rows {
		if odd[r] {
			unlike++
		}
	}
	if len(used) > 0 && len(rows) > 3 {
		grown, err := grow(ctx, used, rows, seed)
		if err != nil {
			return nil, err
		}
		f.Strange = graph.Apply(grown.out, graph.Pick(refs))
		var more int
		f.Limit, more = limit(grown, rows, odd, unlike)
		unlike += more
	}
	f.Share = float64(unlike) / float64(len(rows))
	return f, nil
}

// every is at most most of rows, taken evenly.
func every(rows []int32, most int) []int32 {
	if len(rows) <= most {
		return rows
	}
	out := make([]int32, most)
	for i := range out {
		out[i] = rows[i*len(rows)/most]
	}
	return out
}

// limit is the strangeness above which a row is called unlike the others, and how many of
// rows are that were not odd already.
func limit(g *forest, rows []int32, odd map[int32]bool, unlike int) (float64, int) {
	var strange []float64
	for _, r := range rows {
		if s := g.strange(r); !odd[r] && s == s {
			strange = append(strange, s)
		}
	}
	if len(strange) == 0 {
		return 0, 0
	}
	slices.SortFunc(strange, func(a, b float64) int { return cmp.Compare(b, a) })
	k := min(max(0, int(unlikeShare*float64(len(rows)))-unlike), len(strange)-1)
	above, _ := slices.BinarySearchFunc(strange, strange[k], func(a, b float64) int { return cmp.Compare(b, a) })
	return strange[k], above
}

// margin is how far beyond the range of the other rows a number may lie, as a share of that
// range, for no more than a share of the rows to lie further. Those that do are marked as odd.
func margin(d *automl.Dataset, odd map[int32]bool, share float64) float64 {
	type end struct {
		row int32
		by  float64
	}
	far := map[int32]float64{}
	for _, x := range d.Features {
		if x.Kind != automl.Numeric || x.Sparse != nil {
			continue
		}
		for _, sign := range []float64{1, -1} {
			if row, by := beyond(x.Nums, d.Rows, sign); by > far[row] {
				far[row] = by
			}
		}
	}
	ends := make([]end, 0, len(far))
	for row, by := range far {
		ends = append(ends, end{row, by})
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Or(cmp.Compare(b.by, a.by), cmp.Compare(a.row, b.row)) })
	k := int(share * float64(d.Len()))
	if k >= len(ends) {
		for _, e := range ends {
			odd[e.row] = true
		}
		return 0
	}
	for _, e := range ends[:k] {
		if e.by > ends[k].by {
			odd[e.row] = true
		}
	}
	return ends[k].by
}

// beyond is the row with the largest value (the least for sign -1) and how far it lies beyond
// the range of the others, as a share of it; 0 where it has an equal or there are too few.
func beyond(nums []float64, rows []int32, sign float64) (row int32, by float64) {
	first, second, least := math.Inf(-1), math.Inf(-1), math.Inf(1)
	for _, r := range rows {
		v := sign * nums[r]
		if v != v {
			continue
		}
		least = min(least, v)
		if v > first {
			row, first, second = r, v, first
		} else if v > second {
			second = v
		}
	}
	if by = (first - second) / (second - least); by > 0 && !math.IsInf(by, 0) {
		return row, by
	}
	return row, 0
}

// open are the columns in which so many levels stand in one row only that a new one is
// nothing unusual (Good 1953): a level that a row has alone is new to the others. Rows that
// are alone with a level of another column are marked as odd.
func open(d *automl.Dataset, odd map[int32]bool) []int {
	type column struct {
		at    int
		alone []int32
	}
	var columns []column
	for at, x := range d.Features {
		if x.Kind != automl.Categorical {
			continue
		}
		count, last := make([]int, len(x.Levels)), make([]int32, len(x.Levels))
		for _, r := range d.Rows {
			if c := x.Codes[r]; c >= 0 && int(c) < len(count) {
				count[c]++
				last[c] = r
			}
		}
		c := column{at: at}
		for level, n := range count {
			if n == 1 {
				c.alone = append(c.alone, last[level])
			}
		}
		columns = append(columns, c)
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(len(a.alone), len(b.alone)) })
	most, sum := int(newShare*float64(d.Len())), 0
	var out []int
	for _, c := range columns {
		if sum += len(c.alone); sum > most && len(c.alone) > 0 {
			out = append(out, c.at)
			continue
		}
		for _, r := range c.alone {
			odd[r] = true
		}
	}
	slices.Sort(out)
	return out
}
