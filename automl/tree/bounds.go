package tree

import "math"

// candidates are the bounds of a feature that are tried in a node: what stands left of each,
// and the bin that it lies above.
type candidates struct {
	sums [256]uint64
	bins [256]uint8
	all  bool // of every bin, so that candidate i lies above bin i
	n    int
}

// take sets the candidates above bins 0 to end-1. Where the node has few rows most bins
// are empty; those change nothing and are left out.
func (c *candidates) take(h *histogram, end, rows int) {
	sum := uint64(0)
	if c.all = 2*rows > end; c.all {
		for b, w := range h[:end] {
			sum += w
			c.sums[b] = sum
		}
		c.n = end
		return
	}
	n := uint8(0)
	for b, w := range h[:end] {
		sum += w
		c.sums[n] = sum
		c.bins[n] = uint8(b)
		n += uint8((w | -w) >> 63) // 1 when there is something in the bin
	}
	c.n = int(n)
}

// within is the range of candidates that leave both sides enough hessian, when start stands
// left too.
func (c *candidates) within(start, minH, maxH uint64) (from, to int) {
	to = c.n
	for from < to && (start+c.sums[from])&math.MaxUint32 < minH {
		from++
	}
	for to > from && (start+c.sums[to-1])&math.MaxUint32 > maxH {
		to--
	}
	return from, to
}

// gains is the gain of a node's cuts where there is no L1 penalty. With sums g and h of a
// side, the penalty within, and G and H of both, it is
//
//	g²/h + (G-g)²/(H-h) = G²/H + H·(g-h·G/H)² / (h·(H-h)),
//
// of which only the last fraction differs from cut to cut.
type gains struct {
	shift float64 // the number that a hessian is read with, less the penalty
	slope float64 // G/H

	base, h float64 // G²/H and H
}

// A whole number w below 2^32 in the low bits of readAs is the number 2^52 + w. The
// gradient has its sign bit turned over, which adds 2^31.
const (
	readAs  = 0x4330_0000_0000_0000
	signed  = readAs | 1<<31
	readTop = 1<<52 + 1<<31
)

func gainsOf(sum uint64, l2 float64) gains {
	g, h := first(sum), second(sum)+2*l2
	return gains{shift: 1<<52 - l2, h: h, slope: g / h, base: g * g / h}
}

// plain is the key of the best cut among those with the given sums left, of which the first
// has the given place, or floor when none is better. The fraction's bits with the place in
// their lowest byte make one key, since positive numbers sort as their bits do: the best cut,
// the first among equals, has the largest key, found without a branch.
func (g *gains) plain(sums []uint64, start, floor uint64, place int) uint64 {
	key := floor
	for i, w := range sums {
		w += start
		h := math.Float64frombits(w&math.MaxUint32|readAs) - g.shift
		d := math.Float64frombits(w>>32^signed) - readTop - float64(g.slope*h)
		f := float64(d*d) / float64(h*(g.h-h))
		key = max(key, math.Float64bits(f)&^255|uint64(254-place-i))
	}
	return key
}

// bounds tries every bound, with missing values on the right and, where there are any, on
// the left.
func (s *scan) bounds(h *histogram, count int, room *candidates, c *cut) {
	total := s.sum & math.MaxUint32
	if total < s.minH || count == 0 {
		return
	}
	missing := h[MissingBin]
	end := count
	if missing == 0 {
		end-- // the last bound has all on its left
	}
	if end == 0 {
		return
	}
	room.take(h, end, s.rows)
	if s.l1 != 0 {
		s.boundsWithL1(room, missing, c)
		return
	}
	g := &s.gains
	key := math.Float64bits(max(c.gain-g.base, 0)/g.h) | 255
	for _, start := range [2]uint64{0, missing} {
		from, to := room.within(start, s.minH, total-s.minH)
		if k := g.best(room.sums[from:to], start, key); k > key {
			i := from + int(254-k&255)
			key = k | 255
			c.gain = g.base + float64(g.h*math.Float64frombits(k&^255))
			c.left, c.bin, c.missingLeft = start+room.sums[i], room.bin(i), start != 0
		}
		if missing == 0 {
			return
		}
	}
}

// bin is the bin below candidate i.
func (c *candidates) bin(i int) uint8 {
	if c.all {
		return uint8(i)
	}
	return c.bins[i]
}

// boundsWithL1 does the same with an L1 penalty.
func (s *scan) boundsWithL1(room *candidates, missing uint64, c *cut) {
	for _, start := range [2]uint64{0, missing} {
		from, to := room.within(start, s.minH, s.sum&math.MaxUint32-s.minH)
		for i := from; i < to; i++ {
			left := start + room.sums[i]
			if gain := s.score(left, s.l2) + s.score(s.sum-left, s.l2); gain > c.gain {
				c.gain, c.left, c.bin, c.missingLeft = gain, left, room.bin(i), start != 0
			}
		}
		if missing == 0 {
			return
		}
	}
}
