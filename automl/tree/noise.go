package tree

import "math"

// prefer is the best of a node's cuts, the first among equals, once each gain has moved by
// Noise at random.
func (w *growth) prefer(cuts []cut, random uint64) cut {
	var best cut
	most := math.Inf(-1)
	unit := w.o.Noise * w.q.gUnit * (w.q.gUnit / w.q.hUnit)
	for _, c := range cuts {
		gain := c.gain
		if gain > 0 && unit > 0 {
			gain += unit * bell(random, c.feature)
		}
		if c.gain > 0 && gain > most {
			best, most = c, gain
		}
	}
	return best
}

// bell is a number of mean 0 and deviation 1, nearly normal: a sum of four even ones.
func bell(random uint64, feature int32) float64 {
	sum := -2.0
	for i := range uint64(4) {
		sum += float64(scramble(random^0xa0761d6478bd642f, uint64(feature)*4+i)>>11) * 0x1p-53
	}
	return sum * math.Sqrt(3)
}
