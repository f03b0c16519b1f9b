package tree

import "math"

// Rising and falling columns: a question about one leaves the values of all leaves below it
// on the one side of a bound and those on the other side beyond it. The bound is the middle
// of the values that its two children would have, and each node below inherits it (the
// "basic" method of LightGBM's documentation).

// limits bound the value of a leaf; the zero value bounds nothing.
type limits struct {
	some      bool
	low, high float64
}

// clip brings a value within the limits.
func (l *limits) clip(v float64) float64 {
	if !l.some {
		return v
	}
	return min(max(v, l.low), l.high)
}

// divide is the limits of the children of a leaf whose limits are l, where they are parted
// by a column of the given sign into children of the given values.
func (l limits) divide(sign int8, left, right float64) (a, b limits) {
	if sign == 0 {
		return l, l
	}
	if !l.some {
		l = limits{some: true, low: math.Inf(-1), high: math.Inf(1)}
	}
	a, b = l, l
	mid := l.clip(left)/2 + l.clip(right)/2
	if sign > 0 {
		a.high, b.low = mid, mid
	} else {
		a.low, b.high = mid, mid
	}
	return a, b
}

// sign is 1 for a column along which values must not fall, -1 where they must not rise.
func (o *Options) sign(feature int32) int8 {
	if o.Monotone == nil {
		return 0
	}
	return o.Monotone[feature]
}

// bounded reports whether cuts of a feature must be looked at one by one.
func (s *scan) bounded(sign int8) bool { return sign != 0 || s.limits.some }

// value is the best value of a leaf of these sums within the limits, and what it lowers the
// loss by, twice.
func (s *scan) value(w uint64, l2 float64) (v, score float64) {
	g, h := first(w), second(w)+l2
	if size := shrink(g, s.l1); size > 0 && h > 0 {
		v = -math.Copysign(size/h, g)
	}
	v = s.limits.clip(v)
	return v, -float64(2*g*v) - float64(h*v*v) - float64(2*s.l1*math.Abs(v))
}

// own is the node's score as a leaf.
func (s *scan) own(l2 float64) float64 {
	if !s.limits.some {
		return s.score(s.sum, l2)
	}
	_, score := s.value(s.sum, l2)
	return score
}

// allows reports whether both sides have enough rows, and values that do not run against
// the sign.
func (s *scan) allows(left uint64, sign int8) bool { return !math.IsInf(s.pair(left, sign), -1) }

// pair is the score of two sides; minus infinity where they are not allowed.
func (s *scan) pair(left uint64, sign int8) float64 {
	right := s.sum - left
	if left&math.MaxUint32 < s.minH || right&math.MaxUint32 < s.minH {
		return math.Inf(-1)
	}
	a, scoreA := s.value(left, s.l2)
	b, scoreB := s.value(right, s.l2)
	if float64(sign)*(b-a) < 0 {
		return math.Inf(-1)
	}
	return scoreA + scoreB
}

// boundsWithin tries the bounds of a number one by one, with missing values on either side;
// with random bounds, one only.
func (s *scan) boundsWithin(h *histogram, count int, sign int8, c *cut) {
	from, to := 0, count
	if s.extra {
		from = drawBound(h, count, s.random, c.feature)
		to = from + 1
	}
	for side, start := range [2]uint64{0, h[MissingBin]} {
		if side == 1 && start == 0 {
			return
		}
		sum := start
		for bin, w := range h[:min(to, count)] {
			if sum += w; bin < from {
				continue
			}
			if gain := s.pair(sum, sign); gain > c.gain {
				*c = cut{gain: gain, left: sum, feature: c.feature, bin: uint8(bin), missingLeft: side == 1}
			}
		}
	}
}

// addGainsWithin is addGains for a leaf with limits, or a column with a sign.
func (s *scan) addGainsWithin(h []uint64, start uint64, from, to int, sign int8, gain *[256]float64) {
	own := s.own(s.l2)
	sum := start
	for at, w := range h[:to] {
		if sum += w; at < from {
			continue
		}
		if g := s.pair(sum, sign); !math.IsInf(g, -1) {
			gain[at] += g - own
		}
	}
}
