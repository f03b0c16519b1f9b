package ebm

import (
	"cmp"
	"slices"

	"winnow/automl/tree"
)

const (
	// maxCoarse is the number of ranges or levels of a column of a pair at most.
	maxCoarse = 31
	// coarseShift makes room for those and for missing values.
	coarseShift = 5
	pairCells   = 1 << (2 * coarseShift)
)

// cellOf is the cell of a pair.
func cellOf(first, second uint8) uint16 { return uint16(first)<<coarseShift | uint16(second) }

// coarse is a column cut more coarsely, for pairs. Place 0 is that of missing values.
type coarse struct {
	feature int
	count   int        // places, that of missing values included
	of      [256]uint8 // place of each bin
	codes   []uint8    // place of each position's row
}

// newCoarse merges a column's bins into at most limit places beside that of missing values:
// neighbouring ranges of a number, neighbouring levels of a category in the order of their
// effect. Each place gets about the same weight.
func newCoarse(feature int, bins *tree.Bins, weight *[256]float64, effect []float64, rows []int32, limit int) *coarse {
	c := &coarse{feature: feature, codes: make([]uint8, len(rows))}
	order := make([]int, bins.Count)
	left := 0.0
	for k := range order {
		order[k] = k
		left += weight[k]
	}
	if bins.Level != nil {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(effect[a], effect[b]) })
	}
	place, in := 1, 0.0
	for i, k := range order {
		c.of[k] = uint8(place)
		in += weight[k]
		room := limit - place + 1 // places left, this one included
		few := len(order)-i <= room
		if i < len(order)-1 && room > 1 && (few || in*float64(room) >= left) {
			left -= in
			place, in = place+1, 0
		}
	}
	c.count = place + 1
	for i, r := range rows {
		c.codes[i] = c.of[bins.Codes[r]]
	}
	return c
}
