package tree

import "math"

// addGains adds to gain, for the cut after each place from from to to-1, what it gains a
// leaf; nothing where a side would have too few rows. Start is what stands left of all.
func (s *scan) addGains(h []uint64, start uint64, from, to int, gain *[256]float64) {
	total := s.sum & math.MaxUint32
	if total < s.minH {
		return
	}
	var sums [256]uint64
	maxH := total - s.minH
	sum, begin := start, to
	for at, w := range h[:to] {
		sum += w
		sums[at&255] = sum
		low := sum & math.MaxUint32
		if low > maxH {
			to = at
			break
		}
		if begin > at && at >= from && low >= s.minH {
			begin = at
		}
	}
	if begin < to {
		l := s.line()
		l.add(sums[begin:to], gain[begin:to])
	}
}

// line is what the gain of a leaf's cuts is worked out with.
type line struct {
	l2, h, g, parent float64 // h and g of both sides, h with both their penalties
	l1               float64
}

func (s *scan) line() line {
	return line{l2: s.l2, l1: s.l1, h: second(s.sum) + 2*s.l2, g: first(s.sum), parent: s.score(s.sum, s.l2)}
}

// addPlain adds to gain what each cut gains, with the given sums left.
func (l *line) addPlain(sums []uint64, gain []float64) {
	gain = gain[:len(sums)]
	for i, w := range sums {
		hl, gl := second(w)+l.l2, first(w)
		hr, gr := l.h-hl, l.g-gl
		if l.l1 != 0 {
			gl, gr = shrink(gl, l.l1), shrink(gr, l.l1)
		}
		gain[i] += (float64(gl*gl*hr)+float64(gr*gr*hl))/(hl*hr) - l.parent
	}
}
