package tree

import "math"

// Growth is the order in which a tree grows.
type Growth string

// The orders of growth.
const (
	LeafWise  Growth = "leaf"      // the leaf that gains most is split first
	DepthWise Growth = "depth"     // the least deep leaves are split first
	Symmetric Growth = "symmetric" // all leaves of a level are split by the same question
)

// Options say how a tree is grown. Weights count as rows.
type Options struct {
	Growth    Growth  // empty means LeafWise
	Leaves    int     // leaves at most; of a symmetric tree, which is bounded by Depth, any number
	Depth     int     // splits on the way to a leaf at most; 0 means no limit, and 6 for a symmetric tree
	MinLeaf   float64 // weight of a leaf's rows at least
	MinHess   float64 // sum of a leaf's hessians at least
	MinGain   float64 // gain of a split at least
	L1, L2    float64 // penalties on leaf values
	Features  float64 // share of features that a tree looks at, above 0
	NodeShare float64 // share of these that a node looks at, above 0
	Extra     bool    // cut each number at one random bound only
	Noise     float64 // deviation of a random number that is added to each column's gain
	Seed      uint64

	CatSmooth   float64 // hessian that is added to a level before levels are ordered
	CatL2       float64 // L2 that is added for a subset of levels
	MinCategory float64 // weight of rows between two candidate subsets at least
	OneLevel    int     // up to so many levels each is tried alone against the rest

	// Monotone says by feature, where it is not nil, whether values must not fall along it
	// (1), must not rise (-1), or may do both (0).
	Monotone []int8
}

// scan is what the search for the best cut of one node needs to know, in the units of its
// gradient words.
type scan struct {
	sum      uint64  // over the node's rows
	weight   float64 // of the node's rows
	rows     int     // their number
	minH     uint64  // least hessian of a side
	l1, l2   float64
	catL2    float64
	smooth   float64
	minCat   float64 // hessian between two candidate subsets at least
	oneLevel int
	floor    float64 // gain that a cut must exceed, with the parent's score in it
	extra    bool
	random   uint64 // of the node
	gains    gains
	limits   limits // in the units of the words
	signs    []int8 // by feature; nil where none has a sign
}

// cut is a candidate split.
type cut struct {
	gain        float64 // with the parent's score still in it; 0 means none
	left        uint64  // sum of the words that go left
	feature     int32
	bin         uint8
	missingLeft bool
	set         *binSet
}

// shrink is the size of a gradient less the L1 penalty, at least 0.
func shrink(g, l1 float64) float64 {
	if g < 0 {
		g = -g
	}
	if l1 == 0 {
		return g
	}
	return max(g-l1, 0)
}

// score is how much a leaf of these sums lowers the loss, twice (Chen and Guestrin 2016,
// eq. 6).
func (s *scan) score(w uint64, l2 float64) float64 {
	g := shrink(first(w), s.l1)
	return g * g / (second(w) + l2)
}

// best finds the best cut of a feature.
func (s *scan) best(h *histogram, feature int32, b *Bins, room *candidates) cut {
	if b.Level != nil {
		return s.subset(h, feature, b.Count)
	}
	c := cut{feature: feature, gain: s.floor}
	if s.signs != nil && s.bounded(s.signs[feature]) {
		s.boundsWithin(h, b.Count, s.signs[feature], &c)
	} else if s.extra {
		s.oneBound(h, b.Count, &c)
	} else {
		s.bounds(h, b.Count, room, &c)
	}
	if c.gain == s.floor {
		return cut{}
	}
	if h[MissingBin] == 0 {
		// Nothing is known of missing values here: they go with the many.
		c.missingLeft = second(c.left) >= second(s.sum-c.left)
	}
	return c
}

// oneBound tries one bound drawn at random between the smallest and the largest bin of the
// node's rows.
func (s *scan) oneBound(h *histogram, count int, c *cut) {
	missing := h[MissingBin]
	lo, hi := rangeOf(h, count)
	if lo == hi {
		if missing != 0 && count > 0 {
			s.try(c, s.sum-missing, uint8(hi), false)
		}
		return
	}
	bin := drawBound(h, count, s.random, c.feature)
	var left uint64
	for _, w := range h[lo : bin+1] {
		left += w
	}
	s.try(c, left, uint8(bin), false)
	if missing != 0 {
		s.try(c, left+missing, uint8(bin), true)
	}
}

// rangeOf is the smallest and the largest bin that rows have.
func rangeOf(h *histogram, count int) (lo, hi int) {
	hi = count - 1
	for lo < hi && h[lo] == 0 {
		lo++
	}
	for hi > lo && h[hi] == 0 {
		hi--
	}
	return lo, hi
}

// drawBound is a random bin from the smallest that rows have to below the largest; the only
// one where there is no other.
func drawBound(h *histogram, count int, random uint64, feature int32) int {
	lo, hi := rangeOf(h, count)
	if lo >= hi {
		return lo
	}
	return lo + int(scramble(random, uint64(feature))%uint64(hi-lo))
}

// try takes a cut when it is allowed and better.
func (s *scan) try(c *cut, left uint64, bin uint8, missingLeft bool) {
	right := s.sum - left
	if left&math.MaxUint32 < s.minH || right&math.MaxUint32 < s.minH {
		return
	}
	if gain := s.score(left, s.l2) + s.score(right, s.l2); gain > c.gain {
		*c = cut{gain: gain, left: left, feature: c.feature, bin: bin, missingLeft: missingLeft}
	}
}

// scramble mixes two numbers into one that looks random (splitmix64, Steele et al. 2014).
func scramble(a, b uint64) uint64 {
	z := a + (b+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
