package tree

import (
	"math"
	"math/bits"
)

// ends is the smallest and the largest bin of a set; 0 and 0 when it is empty.
func (s *binSet) ends() (low, high int) {
	low, high = -1, 0
	for i, w := range s {
		if w == 0 {
			continue
		}
		if low < 0 {
			low = i*64 + bits.TrailingZeros64(w)
		}
		high = i*64 + 63 - bits.LeadingZeros64(w)
	}
	return max(low, 0), high
}

// sums are the sums over a node's rows, and by their bins in one feature: of answers, or
// of the weights of each class. Only bins that the rows touch are looked at, since most
// nodes have few rows.
type sums struct {
	classes int
	// Numbers.
	words histogram
	node  []uint64 // by position of the row
	total uint64
	moved uint64 // what stands left
	// Classes.
	class  []int32
	weight []uint32
	count  []uint32 // by bin and class
	all    []uint32 // by class
	left   []uint32
}

func newSums(classes int) sums {
	return sums{classes: classes, count: make([]uint32, 256*classes), all: make([]uint32, classes), left: make([]uint32, classes)}
}

// begin takes a node's rows and reports whether all have the same answer.
func (s *sums) begin(d *Deep, rows []int32) (pure bool) {
	pure = true
	y := d.a.Y
	first := y[rows[0]]
	s.total = 0
	if s.classes == 0 {
		s.node = s.node[:0]
		for _, r := range rows {
			pure = pure && y[r] == first
			s.node = append(s.node, d.q.words[r])
			s.total += d.q.words[r]
		}
		return pure
	}
	s.class, s.weight = s.class[:0], s.weight[:0]
	clear(s.all)
	for _, r := range rows {
		pure = pure && y[r] == first
		w := uint32(d.q.words[r])
		s.class = append(s.class, int32(y[r]))
		s.weight = append(s.weight, w)
		s.all[int(y[r])] += w
		s.total += uint64(w)
	}
	return pure
}

// fill adds the rows to their bins, which are empty.
func (s *sums) fill(codes []uint8) {
	if s.classes == 0 {
		node := s.node[:len(codes)]
		for i, c := range codes {
			s.words[c] += node[i]
		}
		return
	}
	k := s.classes
	class, weight := s.class[:len(codes)], s.weight[:len(codes)]
	for i, c := range codes {
		s.count[int(c)*k+int(class[i])] += weight[i]
	}
}

// clear empties the touched bins.
func (s *sums) clear(touched binSet) {
	for i, w := range touched {
		for ; w != 0; w &= w - 1 {
			b := i*64 + bits.TrailingZeros64(w)
			s.words[b] = 0
			clear(s.count[b*s.classes : (b+1)*s.classes])
		}
	}
}

// passCut is a candidate with the side on which more weight lies.
type passCut struct {
	deepCut
	heavyLeft bool
}

// pass tries the bounds above the bins of values, or only the one above bin only when that
// is not negative. Missing values stand right, or left. The bound above the last bin parts
// missing values from the others.
func (s *sums) pass(d *Deep, values binSet, missing, missingLeft bool, only, last int, minLeaf float64) passCut {
	s.start(missingLeft)
	least := uint64(max(1, 0.999*minLeaf*d.q.hUnit))
	end := last
	if missing && !missingLeft {
		end = last + 1
	}
	var best passCut
	best.gain = s.parent() * (1 + 1e-12)
	floor := best.gain
	for i, w := range values {
		for ; w != 0; w &= w - 1 {
			b := i*64 + bits.TrailingZeros64(w)
			if b >= end || only >= 0 && b > only {
				break
			}
			s.move(b)
			// Why: a random bound lies above the last touched bin that is not above it.
			if only >= 0 && nextIn(values, b) <= only {
				continue
			}
			gain, left := s.gain(least)
			if gain > best.gain {
				bin := b
				if only >= 0 {
					bin = only
				}
				best = passCut{deepCut{gain: gain, bin: uint8(bin), missingLeft: missingLeft}, 2*left >= second(s.total)}
			}
		}
	}
	if best.gain == floor {
		return passCut{}
	}
	return best
}

// nextIn is the next bin of a set above b, 256 when there is none.
func nextIn(s binSet, b int) int {
	b++
	for i := b >> 6; i < 4; i++ {
		w := s[i]
		if i == b>>6 {
			w = w >> (b & 63) << (b & 63)
		}
		if w != 0 {
			return i*64 + bits.TrailingZeros64(w)
		}
	}
	return 256
}

// start puts nothing left, or what is missing.
func (s *sums) start(missingLeft bool) {
	if s.classes == 0 {
		s.moved = 0
		if missingLeft {
			s.moved = s.words[MissingBin]
		}
		return
	}
	clear(s.left)
	if missingLeft {
		copy(s.left, s.count[MissingBin*s.classes:])
	}
}

// move moves a bin from right to left.
func (s *sums) move(b int) {
	if s.classes == 0 {
		s.moved += s.words[b]
		return
	}
	for k, n := range s.count[b*s.classes : (b+1)*s.classes] {
		s.left[k] += n
	}
}

// parent is the score of the undivided node.
func (s *sums) parent() float64 {
	if s.classes == 0 {
		g := first(s.total)
		return g * g / second(s.total)
	}
	sum := 0.0
	for _, n := range s.all {
		sum += float64(n) * float64(n)
	}
	return sum / float64(s.total)
}

// gain is the score of the two sides and the weight on the left; 0 when a side has too
// little weight. For numbers it is the sum of squares that the means explain; for classes
// the Gini impurity, turned round.
func (s *sums) gain(least uint64) (gain, left float64) {
	if s.classes == 0 {
		l := s.moved
		r := s.total - l
		if l&math.MaxUint32 < least || r&math.MaxUint32 < least {
			return 0, 0
		}
		gl, gr, hl, hr := first(l), first(r), second(l), second(r)
		return float64(gl*gl)/hl + float64(gr*gr)/hr, hl
	}
	var sl, sr, nl float64
	for k, n := range s.left {
		l, a := float64(n), float64(s.all[k])
		sl += float64(l * l)
		sr += float64((a - l) * (a - l))
		nl += l
	}
	nr := float64(s.total) - nl
	if nl < float64(least) || nr < float64(least) {
		return 0, 0
	}
	return sl/nl + sr/nr, nl
}

// shareBits are the bits of a leaf's class shares. Why so few: whole multiples of 2^-20
// are exact in single precision, and their sums are 1 to the bit.
const shareBits = 20

// answer writes the node's answer: the mean number, or the share of each class.
func (s *sums) answer(q *Gradients, mean []float64) {
	if s.classes == 0 {
		mean[0] = q.step(s.total, 0, 0)
		return
	}
	for k, n := range s.all {
		mean[k] = float64(n) / float64(s.total)
	}
}

// appendAnswer appends a leaf's values: a number, or shares that add up to 1 to the bit.
func appendAnswer(values []float32, answer []float64) []float32 {
	if len(answer) == 1 {
		return append(values, float32(answer[0]))
	}
	const one = 1 << shareBits
	left, best, at := int64(one), 0, len(values)
	for k, share := range answer {
		whole := int64(math.Floor(share * one))
		left -= whole
		values = append(values, float32(whole)/one)
		if share > answer[best] {
			best = k
		}
	}
	values[at+best] += float32(left) / one
	return values
}
