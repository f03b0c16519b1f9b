package tree

import (
	"cmp"
	"math"
	"slices"
)

// subset finds the best subset of a category's levels to go left. For few levels each is
// tried alone. Else levels are ordered by gradient over smoothed hessian and cut as a
// number is: the best subset is among those when nothing is smoothed (Fisher 1958).
// Levels that the node's rows do not hold go where missing values go.
func (s *scan) subset(h *histogram, feature int32, count int) cut {
	c := cut{feature: feature, gain: s.floor}
	var bins [256]uint8
	n := 0
	for b := range count {
		if h[b] != 0 {
			bins[n] = uint8(b)
			n++
		}
	}
	if h[MissingBin] != 0 {
		bins[n] = MissingBin
		n++
	}
	present := bins[:n]
	var chosen []uint8
	if n <= s.oneLevel {
		chosen = s.alone(h, present, &c)
	} else {
		slices.SortStableFunc(present, func(a, b uint8) int {
			return cmp.Compare(s.lean(h[a]), s.lean(h[b]))
		})
		chosen = s.prefix(h, present, &c)
	}
	if chosen == nil {
		return cut{}
	}
	c.set = new(binSet)
	c.missingLeft = second(c.left) >= second(s.sum-c.left)
	if h[MissingBin] != 0 {
		c.missingLeft = slices.Contains(chosen, MissingBin)
	}
	for b := range count {
		if h[b] == 0 && c.missingLeft || h[b] != 0 && slices.Contains(chosen, uint8(b)) {
			c.set.add(uint8(b))
		}
	}
	return c
}

// lean is where a level stands in the order of levels.
func (s *scan) lean(w uint64) float64 { return first(w) / (second(w) + s.smooth) }

// alone tries each present bin against the rest.
func (s *scan) alone(h *histogram, present []uint8, c *cut) (chosen []uint8) {
	for i, b := range present {
		before := c.gain
		s.try(c, h[b], 0, false)
		if c.gain > before {
			chosen = present[i : i+1]
		}
	}
	return chosen
}

// prefix tries the first bins against the rest, in steps of enough rows.
func (s *scan) prefix(h *histogram, present []uint8, c *cut) (chosen []uint8) {
	l2 := s.l2 + s.catL2
	// Why: two subsets that differ by a handful of rows differ by luck.
	floor := c.gain
	var left uint64
	since := 0.0
	for i, b := range present[:len(present)-1] {
		left += h[b]
		since += second(h[b])
		right := s.sum - left
		if since < s.minCat || second(right) < s.minCat {
			continue
		}
		if left&math.MaxUint32 < s.minH || right&math.MaxUint32 < s.minH {
			continue
		}
		since = 0
		if gain := s.score(left, l2) + s.score(right, l2); gain > c.gain {
			c.gain, c.left, chosen = gain, left, present[:i+1]
		}
	}
	if c.gain == floor {
		return nil
	}
	return chosen
}
